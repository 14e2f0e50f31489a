"""La page Parcours dans un vrai Chromium : elle se dessine, ne déborde pas, et ses onglets suivent l'adresse."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.navigateur.gestes import attendre, sans_debordement

pytestmark = pytest.mark.navigateur

ADRESSE = "parcours-de-restauration"
LARGEURS = {"bureau": {"width": 1440, "height": 900}, "téléphone": {"width": 390, "height": 844}}
ONGLETS = {
    "Points bloqués": "Les plus longs retards",
    "Où et avec qui": "Ventiler par",
    "Délais": "Jours d’une étape à la suivante",
    "Rechute et survie": "Part des 47 points restaurés",
    "Chronologie d’un projet": "Sous chaque visite",
}


def _attendre(page, attendu):
    attendre(page, attendu, "Parcours de restauration")
    sans_debordement(page)


def _onglet(adresse):
    """Celui que dit l'adresse ; elle tait le premier, que la page ouvre d'elle-même."""
    return parse_qs(urlsplit(adresse).query).get("onglet", [next(iter(ONGLETS))])[0]


def test_chaque_onglet_se_dessine_et_suit_l_adresse(serveur, page):
    """L'adresse mène au dernier, les autres se choisissent : l'adresse les suit. En sombre."""
    dernier = list(ONGLETS)[-1]
    page.emulate_media(color_scheme="dark")
    page.goto(f"{serveur.adresse}/{ADRESSE}?onglet={dernier}")
    for onglet in reversed(ONGLETS):
        page.set_viewport_size(LARGEURS["téléphone"])
        if onglet != dernier:
            page.get_by_role("tab", name=onglet).click()
            page.wait_for_url(lambda adresse, voulu=onglet: _onglet(adresse) == voulu)
        for largeur in ("téléphone", "bureau"):
            page.set_viewport_size(LARGEURS[largeur])
            _attendre(page, ONGLETS[onglet])
            # Les barres des étapes, et le graphique de l'onglet quand il en a un.
            page.locator(".js-plotly-plot .main-svg").first.wait_for()
            assert page.get_by_role("tab", selected=True).inner_text() == onglet


def test_l_essentiel_tient_sur_un_ecran_et_son_tableau_s_emporte(serveur, page):
    page.goto(f"{serveur.adresse}/{ADRESSE}")
    _attendre(page, "Ce qui bloque")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    bas = page.get_by_text("autres points bloqués, au tableau").bounding_box()
    assert bas["y"] + bas["height"] <= 900
    figure = page.locator(".js-plotly-plot").first.bounding_box()
    assert figure["y"] + figure["height"] <= 900
    attendre(page, "Les plus longs retards")
    with page.expect_download() as telechargement:
        page.get_by_role("button", name="CSV").first.click()
    fichier = telechargement.value
    assert fichier.suggested_filename == "socle_points_bloques.csv"
    assert fichier.path().read_text(encoding="utf-8").startswith("id_point,nom,type_service,region")


def test_du_point_bloque_a_la_carte_de_sa_commune(serveur, page):
    page.set_viewport_size({"width": 1440, "height": 1700})
    page.goto(f"{serveur.adresse}/{ADRESSE}")
    _attendre(page, "Chronologie des projets les plus en retard")
    page.locator(".st-key-liens_bloques a").first.click()
    _attendre(page, "Sous chaque visite")
    assert page.get_by_role("tab", selected=True).inner_text() == "Chronologie d’un projet"
    page.get_by_role("link", name="sur la carte").first.click()
    page.get_by_role("heading", name="Carte des services", exact=True).first.wait_for()
    page.wait_for_url("**commune=ML**")


def test_la_frise_defile_au_telephone(serveur, page):
    page.set_viewport_size(LARGEURS["téléphone"])
    page.goto(f"{serveur.adresse}/{ADRESSE}?projet=GAO-PR-25")
    _attendre(page, "Sous chaque visite")
    page.locator(".st-key-frise .main-svg").first.wait_for()
    page.wait_for_function(
        "(f => f.scrollWidth > f.clientWidth * 1.5)(document.querySelector('.st-key-frise'))", timeout=10_000
    )
