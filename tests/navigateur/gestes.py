"""Attendre ce qu'une personne attend : que la page ait fini, que la carte ne bouge plus. Jamais un temps fixe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

#: Entre deux regards : à chaque image dessinée, regarder coûterait plus que la page.
PAS_MS = 60
#: Le script a fini, rien n'est d'avant, aucune place n'attend son contenu, aucune image ni aucun fondu n'est en cours.
CALME = """() => document.querySelector('[data-test-script-state]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector('[data-stale=true], [data-testid=stStatusWidget], [data-testid=stSkeleton]')
  && [...document.images].every((i) => i.complete)
  && document.getAnimations().every((a) => a.playState !== 'running')"""
#: La page tient dans la fenêtre, et n'a levé aucune erreur.
_DEBORDE = "document.documentElement.scrollWidth > window.innerWidth + 1"
CARTE = "iframe[title='Carte']"
#: La couche des points de la carte ; une fois posée, elle a dessiné.
TOILE = "Object.values(SocleCarte.carte._layers).find((l) => l._cibles)"
#: Vrai quand deux lectures de suite voient la même carte : taille du cadre, centre, zoom, points dessinés.
_IMMOBILE = f"""() => {{
  const carte = window.SocleCarte?.carte, toile = carte && {TOILE};
  if (!toile || !document.querySelector("path.socle-zone")) return false;
  const vu = JSON.stringify([innerWidth, innerHeight, carte.getSize(), carte.getCenter(), carte.getZoom(),
    SocleCarte.vue, toile._cibles.map((c) => [c.x, c.y])]);
  const pareil = window.socleVu === vu;
  window.socleVu = vu;
  return pareil;
}}"""


def deposes(donnees: Path) -> dict[str, Path]:
    """Nom d'origine → fichier gardé, pour les dépôts de l'édition en vigueur."""
    courante = json.loads((donnees / "courant.json").read_text(encoding="utf-8"))["edition"]
    manifeste = json.loads((donnees / "editions" / courante / "manifeste.json").read_text(encoding="utf-8"))
    return {d["nom"]: next((donnees / "depots").glob(f"{d['sha256']}*")) for d in manifeste["depots"]}


def attendre_le_calme(page: Any) -> None:
    """Attend que la page ait fini ; échoue si elle a levé une erreur."""
    page.wait_for_function(CALME, polling=PAS_MS)
    assert page.get_by_test_id("stException").count() == 0


def attendre(page: Any, texte: str, titre: str = "") -> None:
    """Attend le titre, un texte de la page, puis le calme."""
    if titre:
        page.get_by_role("heading", name=titre, exact=True).first.wait_for()
    page.get_by_text(texte).first.wait_for()
    attendre_le_calme(page)


def sans_debordement(page: Any, ou: str = "") -> None:
    """Échoue si la page se fait défiler en travers."""
    assert not page.evaluate(_DEBORDE), ou or page.url


def changer_de_fond(page: Any, fond: str) -> None:
    """Passe au clair (`light`) ou au sombre (`dark`) sans recharger, comme le poste qui change le soir."""
    page.emulate_media(color_scheme=fond)
    page.wait_for_function(f"getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === '{fond}'")
    attendre_le_calme(page)


def rien_ne_vient(lieu: Any, condition: str, duree_ms: int = 800) -> None:
    """Échoue dès que la condition arrive, dans la page ou le cadre ; la guette pendant `duree_ms`."""
    with pytest.raises(PlaywrightTimeout):
        lieu.wait_for_function(condition, timeout=duree_ms)


def cadre_de_la_carte(page: Any) -> Any:
    """Le cadre de la carte, dessinée et immobile."""
    cadre = page.wait_for_selector(CARTE).content_frame()
    attendre_la_carte(page, cadre)
    return cadre


def attendre_la_carte(page: Any, cadre: Any, vue: str = "") -> None:
    """Attend que la carte soit immobile ; `vue` : celle de cette zone."""
    if vue:
        cadre.wait_for_function(f"SocleCarte.vue === {json.dumps(vue)}")
    attendre_le_calme(page)
    cadre.wait_for_function(_IMMOBILE, polling=PAS_MS)
