"""La page Tendances dans un vrai Chromium : chercher au clavier, petites courbes sur un téléphone, en grand."""

import pytest

pytestmark = pytest.mark.navigateur


def _attendre(page):
    page.get_by_text("Marqueur creux").first.wait_for()
    page.wait_for_function("!document.querySelector('[data-stale=true], [data-testid=stStatusWidget]')")


def test_chercher_au_clavier_mene_a_l_indicateur(serveur, page):
    page.goto(f"{serveur.adresse}/tendances")
    _attendre(page)
    champ = page.get_by_role("textbox", name="Chercher")
    champ.focus()
    page.keyboard.type("FEMMES spi")
    page.keyboard.press("Enter")
    page.wait_for_url("**indicateur=R2.11**")
    _attendre(page)
    page.get_by_text("Filtres en vigueur").filter(has_text="Femmes parmi").wait_for()
    assert "cherche=FEMMES" in page.url


@pytest.mark.parametrize("fond", ["light", "dark"])
def test_les_petites_courbes_tiennent_sur_un_telephone(serveur, page, fond):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=fond)
    page.goto(f"{serveur.adresse}/tendances?indicateur=OS3")
    _attendre(page)
    page.get_by_role("tab", name="Zone par zone").click()
    images = page.locator(".st-key-multiples img")
    images.first.wait_for()
    assert images.count() == 8
    for image in images.all():
        boite = image.bounding_box()
        # Assez large pour se lire, sans sortir de l'écran.
        assert boite["width"] >= 260 and boite["x"] + boite["width"] <= 390
        assert "cible due" in image.get_attribute("alt")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_en_grand_la_courbe_prend_la_largeur_et_ses_textes_se_lisent(serveur, page):
    page.goto(f"{serveur.adresse}/tendances?indicateur=OS3&taille=grand")
    _attendre(page)
    courbe = page.get_by_test_id("stPlotlyChart").first
    courbe.locator(".legendtext").first.wait_for()
    assert courbe.bounding_box()["width"] > 1100
    tailles = courbe.evaluate(
        "n => [...n.querySelectorAll('svg text')].filter(t => t.textContent.trim())"
        ".map(t => parseFloat(getComputedStyle(t).fontSize))"
    )
    assert tailles and min(tailles) >= 14
