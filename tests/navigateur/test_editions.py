"""Figer par l'écran dans un vrai Chromium, retrouver l'édition, la vérifier, la comparer à celle d'après."""

import json

import pytest

from etl.commandes.chargement import charger
from etl.progression import Progression
from tests.etl import petits_classeurs as petits
from tests.navigateur.gestes import attendre_le_calme, deposes, sans_debordement

pytestmark = pytest.mark.navigateur

HOSTILE = "<b>Comité</b> =1+1"


def _ecrire(page, nom, texte):
    page.get_by_role("textbox", name=nom).fill(texte)
    page.get_by_role("textbox", name=nom).press("Tab")
    attendre_le_calme(page)


@pytest.mark.parametrize(("largeur", "hauteur"), [(1440, 900), (390, 844)])
def test_chaque_onglet_se_dessine(page, serveur, largeur, hauteur):
    page.set_viewport_size({"width": largeur, "height": hauteur})
    page.goto(f"{serveur.adresse}/editions")
    page.get_by_text("Aucune édition n’est encore figée").wait_for()
    page.get_by_role("tab", name="Figer", exact=True).click()
    page.get_by_text("N’y seront").wait_for()
    page.get_by_role("tab", name="Comparer").click()
    page.get_by_text("rien à quoi la comparer").wait_for()
    attendre_le_calme(page)
    sans_debordement(page)


def test_figer_retrouver_verifier_et_comparer(page, edition_demo, lancer_serveur, tmp_path):
    """Sur un seul envoi : figer, aperçu et publication coûtent ici bien moins que sur toute la démonstration."""
    donnees, recus = tmp_path / "donnees", deposes(edition_demo)
    charger(donnees, [recus["cadre_logique.xlsx"], recus["gao_2022-T1.xlsx"]], Progression(muet=True))
    with lancer_serveur(donnees) as serveur:
        page.goto(f"{serveur.adresse}/editions?onglet=Figer")
        page.get_by_text("N’y seront").wait_for()
        # Un refus d'abord : sans titre, rien ne part, et ce qui est écrit reste.
        _ecrire(page, "R1 —", "Deux chantiers arrêtés.")
        page.get_by_role("button", name="Relire et voir le document").click()
        page.get_by_text("Le titre est vide").wait_for()
        _ecrire(page, "Titre", HOSTILE)
        _ecrire(page, "Note (facultative)", "Le point GAO-PT-001 rouvre.")
        page.get_by_role("button", name="Relire et voir le document").click()
        # Règles E18 et E19 : ce qui est écrit se relit, le document se voit, et rien n'est encore figé.
        page.get_by_text("Les premières pages du document").wait_for(timeout=90_000)
        assert not list((donnees / "figees").glob("E*"))
        figer = page.get_by_role("button", name="Figer cette édition, sans retour")
        assert figer.is_disabled()
        page.get_by_role("radio", name="Retirer").click()
        attendre_le_calme(page)
        figer.click()
        page.get_by_text("Édition E2022-T1-1 figée").wait_for(timeout=90_000)
        fiche = json.loads((donnees / "figees" / "E2022-T1-1" / "manifeste.json").read_text(encoding="utf-8"))
        assert (fiche["public"], fiche["titre"], fiche["note"]) == ("bailleur", HOSTILE, "Le point […] rouvre.")

        page.get_by_role("tab", name="Éditions figées").click()
        page.get_by_text("1 édition figée").wait_for()
        page.get_by_text("Deux chantiers arrêtés.").wait_for()
        # Le titre se lit tel qu'il est écrit.
        page.locator("table").get_by_text(HOSTILE).wait_for()
        page.get_by_role("button", name="Vérifier toutes les éditions").click()
        page.get_by_text("✔ intacte").wait_for(timeout=60_000)

        # Un classeur de plus, une édition de plus : ce qui a changé se lit, et l'adresse le garde.
        correctif = petits.ecrire(
            tmp_path / "correctif.xlsx",
            Valeurs=[{"code_indicateur": "R1.6", "code_zone": "ML0703", "periode": "2022-T1", "valeur": 50}],
            Seuils=[{"jeu": "defaut", "vert": 85, "orange": 60, "peremption": 1.5, "plancher_completude": 60}],
        )
        charger(donnees, [correctif], Progression(muet=True))
        page.goto(f"{serveur.adresse}/editions")
        page.get_by_role("button", name="Comparer à l’édition en vigueur").click()
        page.get_by_text("Chiffres du passé revus (").wait_for(timeout=90_000)
        page.get_by_text("seuil vert, de 90 à 85").wait_for()
        assert "avant=E2022-T1-1" in page.url and "apres=" in page.url
        assert page.get_by_text("même public").count() == 1 and page.get_by_text("correctif.xlsx").count() == 0
        adresse = page.url
        page.goto("about:blank")
        page.goto(adresse)
        page.get_by_text("seuil vert, de 90 à 85").wait_for(timeout=90_000)
        with page.expect_download(timeout=60_000) as telechargement:
            attendre_le_calme(page)
            page.get_by_role("button", name="CSV", exact=True).last.click()
        fichier = tmp_path / "ecarts.csv"
        telechargement.value.save_as(fichier)
        assert "R1.6" in fichier.read_text(encoding="utf-8")
