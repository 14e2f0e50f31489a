"""Les pages de suivi dans un vrai Chromium : elles se dessinent, rien ne sort, la console se tait."""

import pytest

from tests.navigateur.gestes import attendre, attendre_le_calme, sans_debordement
from tests.requetes.fabrique_hostile import HOSTILES, edition_hostile

pytestmark = pytest.mark.navigateur

LARGEURS = {"bureau": {"width": 1440, "height": 900}, "téléphone": {"width": 390, "height": 844}}
PAGES = {
    "Vue d’ensemble": ("", "Écarts à regarder"),
    "Tendances": ("tendances", "Marqueur creux"),
    "Comparaisons régionales": ("comparaisons", "Indicateurs et zones, par état"),
    "Aide": ("aide", "Où en sommes-nous"),
}

GROUPES = {"Comparaisons régionales": "Suivre", "Aide": "Données"}


@pytest.mark.parametrize("largeur", LARGEURS)
def test_de_page_en_page(serveur, page, largeur):
    page.set_viewport_size(LARGEURS[largeur])
    page.goto(serveur.adresse)
    for titre, (_, attendu) in PAGES.items():
        # Sur un téléphone, Streamlit laisse le menu ouvert après un choix.
        if largeur == "téléphone" and page.get_by_test_id("stExpandSidebarButton").count():
            page.get_by_test_id("stExpandSidebarButton").click()
        if titre != "Vue d’ensemble":
            # L'accueil les a toutes à un clic ; ailleurs, le menu ouvre d'abord un groupe.
            if largeur == "bureau" and titre != "Tendances":
                page.get_by_test_id("stTopNavSection").filter(has_text=GROUPES[titre]).click()
            page.get_by_role("link", name=titre, exact=True).or_(
                page.get_by_test_id("stTopNavPopover").get_by_text(titre, exact=True)
            ).first.click()
        attendre(page, attendu, titre)
        assert page.get_by_text("DONNÉES DE DÉMONSTRATION").first.is_visible()
        sans_debordement(page)


def test_un_filtre_passe_dans_l_adresse_et_y_revient(serveur, page):
    page.goto(serveur.adresse)
    attendre(page, "Écarts à regarder", "Vue d’ensemble")
    page.get_by_role("combobox", name="Région").click()
    page.get_by_role("option", name="Ménaka").click()
    page.wait_for_url("**region=MENAKA**")
    page.get_by_text("Filtres en vigueur").filter(has_text="Ménaka").wait_for()
    # Les filtres écrits arrivent avant les cartes : les écarts d'une seule région disent que la page est entière.
    page.wait_for_function("!document.querySelector('.st-key-essentiel_ecarts').innerText.includes('Douentza')")
    attendre_le_calme(page)
    chiffres = page.locator(".stMain h3").all_inner_texts()
    page.reload()
    page.get_by_text("Filtres en vigueur").filter(has_text="Ménaka").wait_for()
    attendre(page, "Écarts à regarder", "Vue d’ensemble")
    assert page.locator(".stMain h3").all_inner_texts() == chiffres


def test_d_un_tableau_telecharge_puis_de_l_ecart_a_la_ligne_source_en_deux_clics(serveur, page):
    page.goto(serveur.adresse)
    attendre(page, "Écarts à regarder", "Vue d’ensemble")
    with page.expect_download() as telechargement:
        page.get_by_role("button", name="CSV").first.click()
    fichier = telechargement.value
    assert fichier.suggested_filename == "socle_indicateurs_phares.csv"
    entetes = fichier.path().read_text(encoding="utf-8").splitlines()[0]
    assert entetes.startswith("code_indicateur,libelle,unite")
    page.locator("[data-testid=stPageLink]").filter(has_text=" — ").first.locator("a").click()
    attendre(page, "Marqueur creux", "Tendances")
    page.get_by_role("tab", name="D’où vient ce chiffre").click()
    page.get_by_text("Lignes reçues qui entrent dans le chiffre").wait_for()
    assert page.locator(".socle-tableau th", has_text="Fichier").first.is_visible()


def test_noms_hostiles_lus_comme_du_texte(lancer_serveur, tmp_path, page):
    # La page échoue si un nom reçu a fait partir une requête ; ici, rien n'en est devenu un lien, une image, un calcul.
    edition_hostile(tmp_path, " ".join(HOSTILES))
    with lancer_serveur(tmp_path) as serveur:
        for chemin, titre in (("", "Vue d’ensemble"), ("tendances?region=GAO", "Tendances"), ("aide", "Aide")):
            page.goto(f"{serveur.adresse}/{chemin}")
            if chemin == "aide":
                page.get_by_role("tab", name="Dictionnaire").click()
            attendre(page, "<script>alert(1)</script>", titre)
            devenus = "a[href*=exemple], img[src*=exemple], .stMain .katex, .stMain a[href^=mailto]"
            assert page.locator(devenus).count() == 0
