"""Le dépôt dans un vrai Chromium : d'un classeur envoyé à la nouvelle édition, sans taper une commande."""

import json
import re
import shutil

import openpyxl
import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from etl.commandes.chargement import charger
from etl.progression import Progression
from tests.navigateur.gestes import attendre_le_calme, deposes, sans_debordement

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module")
def _debut(edition_demo, tmp_path_factory):
    donnees, recus = tmp_path_factory.mktemp("debut") / "donnees", deposes(edition_demo)
    charger(donnees, [recus["cadre_logique.xlsx"], recus["gao_2022-T1.xlsx"]], Progression(muet=True))
    return donnees


@pytest.fixture
def debut(_debut, tmp_path):
    """Le cadre et un premier envoi, publiés, à soi."""
    return shutil.copytree(_debut, tmp_path / "debut")


def _aller_a_la_page(page, serveur):
    page.goto(serveur.adresse)
    page.get_by_test_id("stTopNavSection").filter(has_text="Données").click()
    page.get_by_test_id("stTopNavPopover").get_by_text("Qualité des données", exact=True).click()
    page.get_by_role("tab", name="Déposer un classeur").wait_for()


def _envoyer(page, fichier):
    # La page se redessine après chaque saisie : un envoi pendant ce temps peut se perdre, une personne recommencerait.
    for _ in range(3):
        attendre_le_calme(page)
        page.locator("input[type=file]").first.set_input_files(str(fichier))
        try:
            page.get_by_test_id("stFileChip").first.wait_for(timeout=15_000)
            return
        except PlaywrightTimeout:
            continue
    raise AssertionError("le fichier envoyé n'apparaît pas")


def test_chaque_onglet_se_dessine_sur_un_telephone_et_sur_un_bureau(page, serveur):
    telephone, bureau = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
    page.set_viewport_size(telephone)
    page.goto(f"{serveur.adresse}/qualite")
    page.get_by_role("tab", name="Déposer un classeur").wait_for()
    onglets = (
        "À envoyer",
        "Complétude",
        "Ponctualité",
        "Niveaux de preuve",
        "Anomalies",
        "Mis de côté",
        "Dépôts reçus",
    )
    for onglet in onglets:
        page.set_viewport_size(telephone)
        page.get_by_role("tab", name=onglet).click()
        for ecran in (telephone, bureau):
            page.set_viewport_size(ecran)
            page.get_by_role("tabpanel").locator(
                ".socle-tableau:visible, [data-testid=stTable]:visible"
            ).first.wait_for()
    page.set_viewport_size(telephone)
    page.get_by_role("tab", name="Révisions et corrections").click()
    for ecran in (telephone, bureau):
        page.set_viewport_size(ecran)
        page.get_by_role("button", name="Préparer un classeur de corrections").wait_for()
        attendre_le_calme(page)
        sans_debordement(page)


def test_du_classeur_a_la_nouvelle_edition(page, debut, edition_demo, lancer_serveur, tmp_path):
    avant = json.loads((debut / "courant.json").read_text(encoding="utf-8"))["edition"]
    classeur = tmp_path / "gao_2022-T3.xlsx"
    classeur.write_bytes(deposes(edition_demo)["gao_2022-T3.xlsx"].read_bytes())
    with lancer_serveur(debut) as serveur:
        _aller_a_la_page(page, serveur)
        page.get_by_label("Qui dépose").fill("Awa, suivi")
        page.get_by_label("Qui dépose").press("Tab")
        _envoyer(page, classeur)
        # Les anomalies d'abord ; rien n'est entré.
        page.get_by_text(re.compile("mise.? de côté :")).wait_for(timeout=60_000)
        assert json.loads((debut / "courant.json").read_text(encoding="utf-8"))["edition"] == avant
        page.get_by_role("button", name="Confirmer le dépôt").click()
        page.get_by_text("Nouvelle édition en vigueur").wait_for(timeout=90_000)
        apres = json.loads((debut / "courant.json").read_text(encoding="utf-8"))["edition"]
        assert apres != avant and page.get_by_text(apres).count() >= 1
        _reprendre_les_rejets(page, tmp_path)
    assert not list((debut / "reception").iterdir())
    depots = json.loads((debut / "editions" / apres / "manifeste.json").read_text(encoding="utf-8"))["depots"]
    assert (depots[-1]["nom"], depots[-1]["par"]) == ("gao_2022-T3.xlsx", "Awa, suivi")


def _reprendre_les_rejets(page, tmp_path):
    telecharger = page.get_by_role("button", name="Télécharger socle_rejets")
    for _ in range(4):
        # La page se redessine encore après le dépôt : un clic trop tôt se perd, une personne recommencerait.
        attendre_le_calme(page)
        page.get_by_role("button", name="Reprendre les lignes rejetées").first.click()
        try:
            telecharger.wait_for(timeout=15_000)
            break
        except PlaywrightTimeout:
            continue
    with page.expect_download(timeout=60_000) as telechargement:
        telecharger.click()
    rejets = tmp_path / "rejets.xlsx"
    telechargement.value.save_as(rejets)
    assert len(openpyxl.load_workbook(rejets).sheetnames) >= 2


def test_un_fichier_refuse_en_entier(page, serveur, tmp_path):
    faux = tmp_path / "faux <b>.xlsx"
    faux.write_bytes(b"rien d'un classeur")
    _aller_a_la_page(page, serveur)
    _envoyer(page, faux)
    page.get_by_text("est refusé en entier").wait_for(timeout=60_000)
    assert page.get_by_role("button", name="Confirmer le dépôt").count() == 0
    page.get_by_role("button", name="Choisir un autre fichier").click()
    page.get_by_text("est refusé en entier").wait_for(state="detached")


def test_le_modele_du_mois_se_telecharge(page, serveur, tmp_path):
    _aller_a_la_page(page, serveur)
    page.get_by_role("button", name="Préparer le modèle").click()
    with page.expect_download(timeout=60_000) as telechargement:
        page.get_by_role("button", name="Télécharger socle_modele").click()
    modele = tmp_path / "modele.xlsx"
    telechargement.value.save_as(modele)
    assert "Points" in openpyxl.load_workbook(modele).sheetnames


def test_un_depot_sort_des_chiffres_et_y_revient(page, debut, lancer_serveur):
    with lancer_serveur(debut) as serveur:
        _aller_a_la_page(page, serveur)
        for bouton, verdict in (("Sortir des chiffres", "est sorti"), ("Remettre dans les chiffres", "de nouveau")):
            page.get_by_role("tab", name="Dépôts reçus").click()
            attendre_le_calme(page)
            if not page.get_by_label("Qui le demande").first.is_visible():
                page.get_by_text("Sortir un dépôt des chiffres, ou").click()
            for nom, texte in (("Qui le demande", "Awa, suivi"), ("Pourquoi", "envoyé deux fois")):
                if page.get_by_label(nom).count():
                    page.get_by_label(nom).fill(texte)
                    page.get_by_label(nom).press("Tab")
                    attendre_le_calme(page)
            page.get_by_role("button", name=bouton).click()
            page.get_by_text(re.compile(verdict)).first.wait_for(timeout=90_000)
    gestes = (debut / "depots" / "retraits.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(g)["geste"] for g in gestes] == ["retirer", "remettre"]
    assert json.loads(gestes[0])["motif"] == "envoyé deux fois"
