"""La page Comparaisons dans un vrai Chromium : chaque graphique s'emporte en image, sans rien demander au-dehors."""

import pytest

from tests.navigateur.gestes import attendre, sans_debordement

pytestmark = pytest.mark.navigateur

ADRESSE = "comparaisons?indicateur=R2.4&niveau=region"


def test_chaque_graphique_se_telecharge_en_image_avec_son_titre_et_sa_date(serveur, page):
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
    # Le titre, la date et l'avertissement sont dans l'image, et non autour.
    page.locator(".js-plotly-plot .gtitle").first.wait_for()
    lu = page.locator(".js-plotly-plot").first.text_content()
    assert "Points restaurés" in lu
    assert "DÉMONSTRATION, données arrêtées au 30\u00a0juin\u00a02024" in lu
    page.set_viewport_size({"width": 390, "height": 844})
    attendre(page, "Équité : femmes")
    sans_debordement(page)


def test_sans_debordement_sur_un_telephone(serveur, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{serveur.adresse}/{ADRESSE}&mesure=commune")
    attendre(page, "Équité : femmes")
    sans_debordement(page)
