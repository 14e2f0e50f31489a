"""La page Tendances dans un vrai Chromium : chercher au clavier, petites courbes sur un téléphone, en grand."""

import pytest

from tests.navigateur.gestes import attendre, changer_de_fond, sans_debordement

pytestmark = pytest.mark.navigateur


CREUX = "Marqueur creux"


def test_chercher_au_clavier_mene_a_l_indicateur(serveur, page):
    page.goto(f"{serveur.adresse}/tendances")
    attendre(page, CREUX)
    champ = page.get_by_role("textbox", name="Chercher")
    champ.focus()
    page.keyboard.type("FEMMES spi")
    page.keyboard.press("Enter")
    page.wait_for_url("**indicateur=R2.11**")
    attendre(page, CREUX)
    page.get_by_text("Filtres en vigueur").filter(has_text="Femmes parmi").wait_for()
    assert "cherche=FEMMES" in page.url


def test_les_petites_courbes_tiennent_sur_un_telephone(serveur, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{serveur.adresse}/tendances?indicateur=OS3")
    attendre(page, CREUX)
    page.get_by_role("tab", name="Zone par zone").click()
    for fond in ("light", "dark"):
        changer_de_fond(page, fond)
        images = page.locator(".st-key-multiples img")
        images.first.wait_for()
        assert images.count() == 8, fond
        for image in images.all():
            boite = image.bounding_box()
            # Assez large pour se lire, sans sortir de l'écran.
            assert boite["width"] >= 260 and boite["x"] + boite["width"] <= 390, fond
            assert "cible due" in image.get_attribute("alt")
        sans_debordement(page, fond)


def test_en_grand_la_courbe_prend_la_largeur_et_ses_textes_se_lisent(serveur, page):
    page.goto(f"{serveur.adresse}/tendances?indicateur=OS3&taille=grand")
    attendre(page, CREUX)
    courbe = page.get_by_test_id("stPlotlyChart").first
    courbe.locator(".legendtext").first.wait_for()
    assert courbe.bounding_box()["width"] > 1100
    tailles = courbe.evaluate(
        "n => [...n.querySelectorAll('svg text')].filter(t => t.textContent.trim())"
        ".map(t => parseFloat(getComputedStyle(t).fontSize))"
    )
    assert tailles and min(tailles) >= 14
