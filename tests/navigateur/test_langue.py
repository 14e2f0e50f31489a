"""Rien d'anglais n'arrive au lecteur : ni texte, ni nom accessible, sur aucune page, menus et refus ouverts."""

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.navigateur.gestes import attendre_le_calme
from tests.navigateur.langue import anglais
from vues.page import navigation
from web.traductions import MOTS

pytestmark = pytest.mark.navigateur

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


#: Où une boîte de choix s'ouvre : la barre des filtres, et la plus longue liste.
BOITES = ("", "tendances")


@pytest.mark.parametrize("adresse", PAGES)
def test_chaque_page_se_lit_en_francais(page, serveur, adresse):
    page.goto(f"{serveur.adresse}/{adresse}")
    attendre_le_calme(page)
    assert anglais(page) == []
    if PAGES[adresse]:
        page.get_by_role("tab", name=PAGES[adresse], exact=True).click()
        attendre_le_calme(page)
        assert anglais(page) == []
    if adresse in BOITES:
        _ouvrir_une_boite(page)


def _ouvrir_une_boite(page):
    """La première boîte de choix, ouverte, puis sans réponse à ce qui s'y cherche."""
    boites = page.locator("[data-testid=stSelectbox] input:visible:enabled")
    _ouvrir(page, boites.first)
    assert anglais(page) == []
    boites.first.fill("zzzz")
    page.get_by_text(MOTS["No results"]).first.wait_for()
    assert anglais(page) == []


def _ouvrir(page, boite):
    # Une longue liste que la page remesure se referme : une personne recommencerait.
    for geste in (boite.click, lambda: boite.press("ArrowDown"), boite.click):
        geste()
        try:
            page.get_by_role("listbox").wait_for(timeout=4_000)
            return
        except PlaywrightTimeout:
            continue
    raise AssertionError("la boîte ne s'ouvre pas")


def test_toutes_les_pages_y_sont():
    accueil, autres = navigation.adresses("interne")
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
