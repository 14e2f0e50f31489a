"""Règles L17 et L18 : ce que le modèle a écrit et que personne n'a touché ne dit rien ; un code se lit sans son nom."""

from __future__ import annotations

import datetime as dt
import random
import shutil

import openpyxl
import pytest

from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.declaration import normaliser_entete, sans_nom
from etl.controles.verification import verifier
from etl.modeles.etats import A_COMPLETER
from etl.modeles.modele import ecrire_modele
from tests.etl.atelier import assembler_feuilles, charger_feuilles, charger_fichiers, lire_edition

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

#: Feuille → un état nouveau, comme une coordination l'écrirait ; une date déjà proposée y reste.
ETATS = {
    "Présence": {"etat": "au poste"},
    "Avancement": {"physique_pct": 99, "financier_pct": 80},
    "Activités": {"avancement_pct": 96, "statut": "en cours"},
    "Visites": {"date": dt.date(2024, 7, 9), "local": "oui", "agent": "oui", "moyens": "oui", "prestation": "non"},
}


def _colonnes(page) -> dict[str, int]:
    return {c.value: c.column for c in page[1]}


def _a_completer(page) -> list[int]:
    rappel = _colonnes(page)["rappel"]
    return [i for i in range(2, page.max_row + 1) if page.cell(i, rappel).value]


def _ecrire_etats(classeur, tirage: random.Random) -> dict[str, int]:
    """Écrit un nouvel état dans une moitié, au hasard, des lignes à compléter ; rend combien par feuille."""
    faits = {}
    for nom, etat in ETATS.items():
        page = classeur[nom]
        rangs, lignes = _colonnes(page), _a_completer(page)
        choisies = tirage.sample(lignes, (len(lignes) + 1) // 2)
        for i in choisies:
            for colonne, valeur in etat.items():
                page.cell(i, rangs[colonne], valeur)
        faits[nom] = len(choisies)
    return faits


def test_seuls_les_etats_ecrits_entrent(copie_demo, tmp_path):
    """De la démonstration : une moitié des états, tirée au sort ; aucune anomalie, ni une ligne de plus ou de moins."""
    chemin = tmp_path / "juillet.xlsx"
    ecrire_modele(copie_demo, "GAO", "2024-07", chemin)
    classeur = openpyxl.load_workbook(chemin)
    faits = _ecrire_etats(classeur, random.Random(15))
    classeur.save(chemin)
    tables = {nom: PAR_NOM[normaliser_entete(nom)].table for nom in ETATS}
    autres = ("point_service", "projet_service", "etape_restauration", "spi_tournee", "chantier", "rapport_activite")

    def lues(noms):
        return {n: lire_edition(copie_demo, f"FROM {n} ORDER BY ALL") for n in noms}

    avant, autres_avant = lues(tables.values()), lues(autres)
    bilan = charger_fichiers(copie_demo, chemin)
    assert bilan.code == 0, lire_edition(copie_demo, "SELECT message FROM anomalie WHERE fichier = 'juillet.xlsx'")
    assert lire_edition(
        copie_demo, "SELECT nouvelles, revues, quarantaine FROM chargement WHERE nom_fichier = 'juillet.xlsx'"
    ) == [(sum(faits.values()), 0, 0)]
    apres = lues(tables.values())
    assert {n: len(apres[t]) - len(avant[t]) for n, t in tables.items()} == faits
    assert all(set(avant[t]) < set(apres[t]) for t in tables.values()) and lues(autres) == autres_avant


def test_une_ligne_intacte_ne_revient_pas_sur_une_correction(projet, tmp_path):
    """Le modèle part, le nom du point se corrige, le modèle revient : la correction tient."""
    ecrire_modele(projet, "GAO", "2023-T2", tmp_path / "m.xlsx")
    points = [["id_point", "nom", "type_service", "code_zone"], ["P1", "Forage renommé", "eau", "ML070303"]]
    charger_feuilles(projet, "renomme", {"Points": points})
    charger_fichiers(projet, tmp_path / "m.xlsx")
    assert lire_edition(projet, "SELECT nom, fichier FROM point_service WHERE id_point = 'P1'") == [
        ("Forage renommé", "renomme.xlsx")
    ]


def test_une_ligne_touchee_entre_et_une_note_a_cote_est_gardee(projet, tmp_path):
    ecrire_modele(projet, "GAO", "2023-T2", tmp_path / "m.xlsx")
    classeur = openpyxl.load_workbook(tmp_path / "m.xlsx")
    points = classeur["Points"]
    points.cell(2, _colonnes(points)["localite"], "Quartier neuf")
    points.cell(1, points.max_column + 1, "observations")
    points.cell(3, points.max_column, "clé chez le maire")
    classeur.save(tmp_path / "m.xlsx")
    charger_fichiers(projet, tmp_path / "m.xlsx")
    assert lire_edition(projet, "SELECT localite FROM point_service WHERE id_point = 'P1'") == [("Quartier neuf",)]
    assert lire_edition(projet, "SELECT valeur FROM cellule_gardee") == [("clé chez le maire",)]


def test_un_modele_rempli_ailleurs_garde_ses_lignes_connues(projet, cadre_seul, tmp_path):
    """Dans un dossier qui n'a pas reçu ces points, ce sont des lignes comme les autres : rien ne se perd."""
    ecrire_modele(projet, "GAO", "2023-T2", tmp_path / "m.xlsx")
    assert not verifier(cadre_seul, [tmp_path / "m.xlsx"]).code > 1
    charger_fichiers(cadre_seul, tmp_path / "m.xlsx")
    assert lire_edition(cadre_seul, "SELECT id_point FROM point_service ORDER BY 1") == [("P1",), ("P2",)]


@pytest.fixture
def cadre_seul(_cadre_publie, tmp_path):
    copie = tmp_path / "cadre_seul"
    shutil.copytree(_cadre_publie, copie)
    return copie


def test_une_periode_qui_court_ne_propose_pas_son_dernier_jour(projet, tmp_path):
    """Proposée trop tôt, une date serait dans le futur, et la ligne bloquée."""
    for jour, attendue in ((dt.date(2023, 6, 29), None), (dt.date(2023, 6, 30), dt.datetime(2023, 6, 30))):
        ecrire_modele(projet, "GAO", "2023-T2", tmp_path / "m.xlsx", jour)
        page = openpyxl.load_workbook(tmp_path / "m.xlsx")["Avancement"]
        assert page.cell(2, _colonnes(page)["date"]).value == attendue


def test_un_code_se_lit_sans_le_nom_qui_le_suit():
    visites = [
        ["id_point", "date", "local", "agent", "moyens", "prestation"],
        ["P9 — Forage, au nord", dt.date(2024, 6, 1), "oui", "oui", "oui", "oui"],
    ]
    points = [["id_point", "nom", "type_service", "code_zone"], ["P9", "Forage", "eau", "Gao (ML070303)"]]
    valeurs = [["code_indicateur", "code_zone", "periode", "valeur"], ["FLUX — Tournées", "ML070303", "2024-T1", 3]]
    lu = assembler_feuilles({"Points": points, "Visites": visites, "Valeurs": valeurs})
    assert lu.lignes("visite", "id_point") == [("P9",)] and lu.lignes("valeur", "code_indicateur") == [("FLUX",)]


def test_chaque_feuille_a_completer_est_du_modele():
    assert {PAR_NOM[normaliser_entete(n)].table for n in ETATS} < set(A_COMPLETER)
    assert sans_nom("P1 — a — b") == "P1"
