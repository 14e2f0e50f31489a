"""Le dépôt dans un vrai Chromium : d'un classeur envoyé à la nouvelle édition, sans taper une commande."""

import json
import re

import openpyxl
import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from etl.commandes.chargement import charger
from etl.progression import Progression
from tests.navigateur.gestes import attendre_le_calme, deposes, sans_debordement

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module")
def debut(edition_demo, tmp_path_factory):
    """Le cadre et un premier envoi, publiés ; les essais qui y déposent se suivent, sur le même serveur."""
    donnees, recus = tmp_path_factory.mktemp("debut") / "donnees", deposes(edition_demo)
    charger(donnees, [recus["cadre_logique.xlsx"], recus["gao_2022-T1.xlsx"]], Progression(muet=True))
    return donnees


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


def test_le_mois_d_une_coordination(page, debut, servir, tmp_path):
    """Du modèle aux chiffres : huit fautes ordinaires se disent avant d'entrer, se reprennent et se renvoient."""
    avant = _courante(debut)
    serveur = servir(debut)
    _aller_a_la_page(page, serveur)
    modele = _telecharger(page, "Préparer le modèle", "Télécharger socle_modele", tmp_path / "gao_2022-04.xlsx")
    _remplir_le_mois(modele)
    # La page du modèle est plus bas : revenue en haut, la personne dit qui elle est et envoie.
    page.get_by_label("Qui dépose").fill("Awa, suivi")
    page.get_by_label("Qui dépose").press("Tab")
    _envoyer(page, modele)
    page.get_by_text("4 lignes seront mises de côté").wait_for(timeout=60_000)
    for dit in ("Bloquantes (4)", "À vérifier (5)", "la feuille «Notes» n'est pas attendue"):
        page.get_by_text(dit).first.wait_for()
    assert _courante(debut) == avant
    _confirmer(page)
    entre = _courante(debut)
    assert entre != avant and page.get_by_text(entre).count() >= 1
    rejets = _telecharger(page, "Reprendre les lignes rejetées", "Télécharger socle_rejets", tmp_path / "r.xlsx")
    _corriger(rejets)
    _envoyer(page, rejets)
    page.get_by_text(re.compile("aucune (ligne bloquée|anomalie)")).first.wait_for(timeout=60_000)
    _confirmer(page)
    assert not list((debut / "reception").iterdir())
    manifeste = json.loads((debut / "editions" / _courante(debut) / "manifeste.json").read_text(encoding="utf-8"))
    assert [(d["nom"], d["par"]) for d in manifeste["depots"][-2:]] == [
        ("gao_2022-04.xlsx", "Awa, suivi"), ("r.xlsx", "Awa, suivi"),
    ]  # fmt: skip
    assert manifeste["comptes"]["quarantaine"] == 0


def _courante(donnees):
    return json.loads((donnees / "courant.json").read_text(encoding="utf-8"))["edition"]


def _confirmer(page):
    attendre_le_calme(page)
    page.get_by_role("button", name="Confirmer le dépôt").click()
    page.get_by_text("Nouvelle édition en vigueur").wait_for(timeout=90_000)


def _remplir_le_mois(chemin):
    """Un mois ordinaire, et huit fautes : quatre arrêtent leur ligne, quatre se signalent."""
    classeur = openpyxl.load_workbook(chemin)
    visites, presence, activites = classeur["Visites"], classeur["Présence"], classeur["Activités"]
    vue = {"mode": "sur place", "local": "oui", "agent": "oui", "moyens": "oui", "prestation": "non"}
    _ecrire(visites, 2, vue | {"date": "31/04/2022"})  # un jour qui n'existe pas
    _ecrire(visites, 3, vue | {"id_point": "GAO-PT-999", "date": "2022-04-12"})  # un point inconnu
    _ecrire(visites, 4, vue | {"id_point": "GAO-PT-028", "date": "2022-04-12", "statut_fonctionnel": "fermé"})
    _ecrire(presence, 2, {"etat": "au post"})  # hors de la liste
    for ligne in range(3, presence.max_row + 1):
        _ecrire(presence, ligne, {"etat": "au poste"})
    _ecrire(activites, 2, {"avancement_pct": 36, "decaisse_fcfa": "12.000", "statut": "en cours"})  # des milliers
    _ecrire(classeur["SPI tournées"], 2, {"statut": "annulée"})  # sans motif
    _ecrire(classeur["Avancement"], 2, {"physique_pct": 4, "financier_pct": 0})  # recule
    classeur.create_sheet("Notes").append(["appeler le maire"])  # une feuille à soi
    classeur.save(chemin)


def _corriger(chemin):
    classeur = openpyxl.load_workbook(chemin)
    for ligne in range(2, classeur["Visites"].max_row + 1):
        _ecrire(
            classeur["Visites"],
            ligne,
            {"id_point": "GAO-PT-001", "date": f"2022-04-{ligne:02}", "statut_fonctionnel": None},
        )
    _ecrire(classeur["Présence"], 2, {"etat": "au poste"})
    classeur.save(chemin)


def _ecrire(feuille, ligne, cellules):
    rangs = {c.value: c.column for c in feuille[1]}
    for nom, valeur in cellules.items():
        feuille.cell(ligne, rangs[nom]).value = valeur


def _telecharger(page, preparer, telecharger, chemin):
    bouton = page.get_by_role("button", name=telecharger)
    for _ in range(4):
        # La page se redessine encore après le dépôt : un clic trop tôt se perd, une personne recommencerait.
        attendre_le_calme(page)
        page.get_by_role("button", name=preparer).first.click()
        try:
            bouton.wait_for(timeout=15_000)
            break
        except PlaywrightTimeout:
            continue
    with page.expect_download(timeout=60_000) as telechargement:
        bouton.click()
    telechargement.value.save_as(chemin)
    return chemin


def test_un_fichier_refuse_en_entier(page, serveur, tmp_path):
    faux = tmp_path / "faux <b>.xlsx"
    faux.write_bytes(b"rien d'un classeur")
    _aller_a_la_page(page, serveur)
    _envoyer(page, faux)
    page.get_by_text("est refusé en entier").wait_for(timeout=60_000)
    assert page.get_by_role("button", name="Confirmer le dépôt").count() == 0
    page.get_by_role("button", name="Choisir un autre fichier").click()
    page.get_by_text("est refusé en entier").wait_for(state="detached")


def test_un_depot_sort_des_chiffres_et_y_revient(page, debut, servir):
    _aller_a_la_page(page, servir(debut))
    gestes = {"Sortir des chiffres": "est sorti des chiffres", "Remettre dans les chiffres": "est de nouveau dans les"}
    for bouton, verdict in gestes.items():
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
        page.get_by_text(verdict).first.wait_for(timeout=90_000)
    inscrits = (debut / "depots" / "retraits.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(g)["geste"] for g in inscrits] == ["retirer", "remettre"]
    assert json.loads(inscrits[0])["motif"] == "envoyé deux fois"
