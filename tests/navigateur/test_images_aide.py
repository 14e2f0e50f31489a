"""Les images de l'Aide, prises de la démonstration : chacune est encore ce que l'écran montre.

`IMAGES_DE_L_AIDE=refaire` les reprend, pour qui vient de changer un écran.
"""

import io
import os

import numpy as np
import pytest
from PIL import Image

from tests.navigateur.gestes import attendre_le_calme
from vues.aide.premieres_minutes import IMAGES, PARCOURS

pytestmark = pytest.mark.navigateur
#: Nom → page, et ce qui s'y prend.
PRISES = {
    "phares": ("", ".st-key-essentiel_phares"),
    "courbe": ("tendances?indicateur=R2.4", ".js-plotly-plot"),
    "a_envoyer": ("qualite?onglet=À envoyer", "[role=tabpanel] .socle-tableau"),
    "preparer": ("reunion", "[data-testid=stForm]"),
    "decisions": ("decisions", ".socle-tableau"),
}
_LARGE, _HAUT_MAX, _POIDS_MAX = 860, 560, 60_000
#: Écart moyen permis, sur 255, entre deux vignettes : ce que des polices d'un autre poste changent, pas un écran.
_VIGNETTE, _ECART_MAX = (43, 28), 12


def _prendre(page, serveur, nom):
    adresse, ou = PRISES[nom]
    page.goto(f"{serveur.adresse}/{adresse}")
    lieu = page.locator(ou).locator("visible=true").first
    lieu.wait_for()
    attendre_le_calme(page)
    image = Image.open(io.BytesIO(lieu.screenshot())).convert("RGB")
    image = image.resize((_LARGE, round(image.height * _LARGE / image.width)), Image.Resampling.LANCZOS)
    return image.crop((0, 0, _LARGE, min(image.height, _HAUT_MAX)))


def _vignette(image):
    return np.asarray(image.convert("L").resize(_VIGNETTE, Image.Resampling.BOX), dtype=float)


@pytest.mark.parametrize("nom", PRISES)
def test_l_image_est_encore_celle_de_l_ecran(page, serveur, nom):
    prise, chemin = _prendre(page, serveur, nom), IMAGES / f"{nom}.webp"
    if os.environ.get("IMAGES_DE_L_AIDE") == "refaire":
        prise.save(chemin, "WEBP", quality=62, method=6)
    assert chemin.stat().st_size <= _POIDS_MAX
    gardee = Image.open(chemin)
    assert abs(gardee.height - prise.height) <= 40, "l'écran n'a plus la même hauteur : IMAGES_DE_L_AIDE=refaire"
    ecart = np.abs(_vignette(gardee) - _vignette(prise)).mean()
    assert ecart <= _ECART_MAX, f"l'écran a changé (écart {ecart:.1f}) : IMAGES_DE_L_AIDE=refaire"


def test_toutes_les_images_sont_prises():
    citees = {e.image for etapes in PARCOURS.values() for e in etapes if e.image}
    assert citees == set(PRISES) == {f.stem for f in IMAGES.iterdir()}
