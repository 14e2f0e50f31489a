"""Rien d'anglais n'arrive au lecteur : ni texte, ni nom accessible, sur aucune page, menus et refus ouverts."""

import re

import pytest

from tests.navigateur.gestes import attendre_le_calme
from vues.page import navigation
from web.traductions import MOTIFS, MOTS

pytestmark = pytest.mark.navigateur

_MOT = re.compile(r"[^\W\d_]{2,}")
#: Des mots qui sont aussi français, ou des bouts de nos propres noms.
_AMBIGUS = {"an", "close", "in", "max", "range", "table", "type", "zoom"}
#: Dits même si la table des traductions les perdait, et ceux qu'une prochaine version pourrait montrer.
_COURANTS = set(
    "skip to main content of and with for open select choose option results sort ascending descending column hide show "
    "pin download upload browse search help more fullscreen view copy clear value apply press enter submit loading "
    "running connecting connection server error file files icon next previous remove add "
    "the this that your you are is it from was were be not yes has have will can here please drag drop reset pan axes "
    "axis loaded failed success warning new edit save delete update back home between less than any none true false "
    "undefined null unknown invalid missing required".split()
)


def _mots(textes):
    return {mot for texte in textes for mot in _MOT.findall(texte.lower())}


#: Tous les mots des phrases de Streamlit que nos propres phrases n'ont pas.
ANGLAIS = (_mots(MOTS) | _mots(m for m, _ in MOTIFS) | _COURANTS) - _mots(MOTS.values()) - _AMBIGUS
LIRE = """() => {
  const vus = new Set(), dire = (t) => { if (t?.trim()) vus.add(t.trim()) };
  for (const e of document.querySelectorAll('body, body *')) {
    if (e.closest('script, style, noscript, [data-testid=stIconMaterial]')) continue;
    for (const n of ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription']) dire(e.getAttribute(n));
    if (e.getClientRects().length) for (const n of e.childNodes) if (n.nodeType === 3) dire(n.data);
  }
  return [...vus];
}"""
#: Page → l'onglet qui porte ce que son premier ne montre pas.
PAGES = {
    "": "",
    "carte-des-services": "",
    "parcours-de-restauration": "",
    "services-itinerants": "Qui a été servi",
    "representants": "",
    "operateurs": "Opérateurs",
    "chantiers?fiche=MEN-CH-03": "",
    "plan-d-activites": "Budget",
    "formations": "",
    "tendances": "Fiche",
    "comparaisons": "",
    "decisions": "",
    "reunion": "",
    "qualite": "Anomalies",
    "editions": "Figer",
    "aide": "",
}


def anglais(page):
    """Les textes et les noms qui ont un mot anglais, de la page et de ses cadres."""
    lus = {texte for cadre in page.frames for texte in cadre.evaluate(LIRE)}
    return sorted(t for t in lus if _mots([t]) & ANGLAIS)


@pytest.mark.parametrize("adresse", PAGES)
def test_chaque_page_se_lit_en_francais(page, serveur, adresse):
    page.goto(f"{serveur.adresse}/{adresse}")
    attendre_le_calme(page)
    assert anglais(page) == []
    if PAGES[adresse]:
        page.get_by_role("tab", name=PAGES[adresse], exact=True).click()
        attendre_le_calme(page)
        assert anglais(page) == []
    _ouvrir_une_boite(page)


def _ouvrir_une_boite(page):
    """La première boîte de choix, ouverte, puis sans réponse à ce qui s'y cherche."""
    boites = page.locator("[data-testid=stSelectbox] input:visible:enabled")
    if page.get_by_role("dialog").count() or not boites.count():
        return
    # Au clavier : un clic se perd quand une longue liste se mesure encore.
    boites.first.press("ArrowDown")
    page.get_by_role("listbox").wait_for()
    assert anglais(page) == []
    boites.first.fill("zzzz")
    page.get_by_text(MOTS["No results"]).first.wait_for()
    assert anglais(page) == []


def test_toutes_les_pages_y_sont():
    accueil, autres = navigation.adresses()
    assert {a.partition("?")[0] for a in PAGES} == {"", *autres}, accueil


def test_menus_telephone_et_fichier_refuse(page, serveur, tmp_path):
    page.goto(f"{serveur.adresse}/qualite")
    attendre_le_calme(page)
    page.get_by_test_id("stTopNavSection").first.click()
    page.get_by_test_id("stTopNavPopover").wait_for()
    assert anglais(page) == []
    page.keyboard.press("Escape")
    faux = tmp_path / "notes.docx"
    faux.write_bytes(b"PK")
    page.locator("input[type=file]").first.set_input_files(str(faux))
    page.get_by_test_id("stFileChip").first.wait_for()
    attendre_le_calme(page)
    assert anglais(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name=MOTS["Expand sidebar"]).click()
    page.get_by_role("button", name=MOTS["Collapse sidebar"]).wait_for()
    attendre_le_calme(page)
    assert anglais(page) == []


def test_un_mot_anglais_se_voit(page, serveur):
    """L'essai sait échouer : là où rien ne se traduit, un texte et un nom anglais sont vus."""
    page.goto(f"{serveur.adresse}/aide")
    attendre_le_calme(page)
    page.evaluate("""document.querySelector('.stMarkdown').insertAdjacentHTML(
        'beforeend', '<i>Skip to main content</i><button aria-label="Search the list">▲</button>')""")
    assert anglais(page) == ["Search the list", "Skip to main content"]
