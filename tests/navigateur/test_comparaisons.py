"""La page Comparaisons dans un vrai Chromium : chaque graphique s'emporte en image, sans rien demander au-dehors."""

import pytest

pytestmark = pytest.mark.navigateur

ADRESSE = "comparaisons?indicateur=R2.4&niveau=region"


def test_chaque_graphique_se_telecharge_en_image(serveur, page):
    page.goto(f"{serveur.adresse}/{ADRESSE}")
    boutons = page.get_by_label("Télécharger en image")
    boutons.nth(2).wait_for()
    noms = []
    for bouton in boutons.all():
        with page.expect_download() as attendu:
            bouton.click()
        noms.append(attendu.value.suggested_filename)
        assert attendu.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert noms[0] == "socle_points_restaures_fin_juin_2024_contre_la_cible_due.png"
    assert noms[2] == "socle_points_restaures_rang_dans_le_temps.png"


def test_l_image_porte_son_titre_sa_date_et_qu_elle_est_fictive(serveur, page):
    page.goto(f"{serveur.adresse}/{ADRESSE}")
    page.get_by_label("Télécharger en image").first.wait_for()
    page.locator(".js-plotly-plot .gtitle").first.wait_for()
    lu = page.locator(".js-plotly-plot").first.text_content()
    assert "Points restaurés" in lu
    assert "DÉMONSTRATION, données arrêtées au 30\u00a0juin\u00a02024" in lu


@pytest.mark.parametrize("mesure", ["", "&mesure=commune"])
def test_sans_debordement_sur_un_telephone(serveur, page, mesure):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{serveur.adresse}/{ADRESSE}{mesure}")
    page.get_by_text("Équité : femmes").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert page.get_by_test_id("stException").count() == 0
