"""Le rapport HTML ouvert comme un fichier, dans un vrai navigateur, réseau coupé et script éteint."""

from __future__ import annotations

import pypdf
import pytest

from rapports import produire
from requetes.edition import ouverture

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module")
def rapport(edition_demo, tmp_path_factory):
    dossier = tmp_path_factory.mktemp("rapport_html")
    base = ouverture.ouvrir(ouverture.edition_a_lire(edition_demo))
    try:
        (chemin,) = produire(base, dossier, ("html",), {"periode": "2024-T2"})
    finally:
        base.fermer()
    return chemin


@pytest.fixture
def hors_ligne(chromium, surveillance):
    """Une page sans réseau ni script, à la largeur voulue."""
    contextes = []

    def ouvrir(largeur):
        contexte = chromium.new_context(
            viewport={"width": largeur, "height": 900}, java_script_enabled=False, offline=True, locale="fr-FR"
        )
        surveillance.suivre(contexte)
        contextes.append(contexte)
        return contexte.new_page()

    yield ouvrir
    for contexte in contextes:
        contexte.close()
    surveillance.verifier()


@pytest.mark.parametrize("largeur", [1440, 390])
def test_il_se_lit_sans_reseau_ni_script(rapport, hors_ligne, surveillance, largeur):
    page = hors_ligne(largeur)
    page.goto(rapport.as_uri())
    assert surveillance.requetes == [rapport.as_uri()], "un seul fichier, aucune autre requête"
    assert page.locator("section").count() == 12
    assert page.locator("figure svg").first.is_visible()
    corps = page.locator("body").bounding_box()
    assert corps["width"] <= largeur
    # Seuls les tableaux défilent en travers : un texte ou un titre qui déborde élargirait le contenu.
    for boite in (e.bounding_box() for e in page.locator("h1, h2, h3, section > p, ul, .defile, .grille").all()):
        assert boite["x"] >= 0 and boite["x"] + boite["width"] <= largeur + 1


def test_il_s_imprime_en_a4(rapport, hors_ligne, tmp_path):
    page = hors_ligne(1440)
    page.goto(rapport.as_uri())
    page.pdf(path=str(tmp_path / "imprime.pdf"), prefer_css_page_size=True)
    pages = pypdf.PdfReader(str(tmp_path / "imprime.pdf")).pages
    assert 15 <= len(pages) <= 40
    # Le cadre logique, large, est couché ; le reste est debout (règle F14).
    formats = {tuple(sorted((round(float(p.mediabox.width)), round(float(p.mediabox.height))))) for p in pages}
    assert formats <= {(595, 842), (596, 842)}
    couchees = [n for n, p in enumerate(pages) if float(p.mediabox.width) > float(p.mediabox.height)]
    assert couchees == list(range(couchees[0], couchees[-1] + 1)) and 1 < len(couchees) < 8
    assert all("Données de démonstration" in p.extract_text() for p in pages), "l'avertissement est sur chaque page"
    assert f"{len(pages)} / {len(pages)}" in pages[-1].extract_text()
