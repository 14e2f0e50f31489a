"""Le classeur du cadre logique : lisible, expliqué, et relu ; l'exemple dont partir ; le lien d'un code disparu."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from domaine.feuilles.cadre import FEUILLES_CADRE
from domaine.listes import a_choisir, explications
from domaine.sources import SOURCES
from etl.controles.verification import verifier
from etl.lignes.entetes import noms_attendus
from etl.modeles.cadre import ecrire_cadre
from tests.etl.atelier import assembler_feuilles, charger_feuilles, charger_fichiers, lire_edition


@pytest.fixture
def exemple(socle_donnees, tmp_path):
    ecrire_cadre(socle_donnees, tmp_path / "exemple.xlsx", exemple=True)
    return openpyxl.load_workbook(tmp_path / "exemple.xlsx"), tmp_path / "exemple.xlsx"


def test_un_en_tete_lisible_se_lit_comme_le_nom_de_la_colonne():
    """Règle L1 : avec ou sans le nom entre parenthèses."""
    valeurs = [["Code de l'indicateur", "Nom entier\n(libelle)", "Résultat mesuré", "unite", "Nature", "Sens voulu"]]
    valeurs[0] += ["Rythme de collecte", "niveau_collecte"]
    lu = assembler_feuilles(
        {"Indicateurs": [*valeurs, ["NEUF", "Un nom", "R1", "nb", "flux", "hausse", "T", "region"]]}
    )
    assert ("NEUF", "Un nom", "hausse") in lu.lignes("indicateur", "code, libelle, sens") and not lu.anomalies


def test_deux_en_tetes_lisibles_d_une_feuille_ne_se_confondent_pas():

    for feuille in FEUILLES_CADRE:
        assert set(noms_attendus(feuille).values()) == set(feuille.noms), feuille.nom


def test_chaque_choix_et_chaque_calcul_est_explique(exemple):
    page = exemple[0]["Explications"]
    lignes = {tuple(c for c in ligne if c) for ligne in page.iter_rows(values_only=True)}
    dits = {ligne[2]: ligne[3] for ligne in lignes if len(ligne) == 4}
    for colonne in (c for f in FEUILLES_CADRE for c in f.colonnes if c.type == "liste" and c.liste != "source_calcul"):
        for valeur in a_choisir(colonne.liste):
            assert explications()[colonne.liste, valeur] == dits[valeur]
    assert {ligne[0] for ligne in lignes if ligne and ligne[0] in SOURCES} == set(SOURCES)
    natures = [ligne[0] for ligne in page.iter_rows(min_row=6, max_row=12, values_only=True)]
    assert natures == list(a_choisir("nature"))
    commentaire = next(
        c.comment.text for c in exemple[0]["Indicateurs"][1] if "(nature)" in c.value or c.value == "Nature"
    )
    assert "flux : ce qui se compte" in commentaire


def test_l_exemple_se_depose_tel_quel(exemple, socle_donnees):
    """Il donne les indicateurs, sans cible, ni référence, ni nom de projet : ce qui n'a pas de réponse ne dit rien."""
    assert charger_fichiers(socle_donnees, exemple[1]).code == 0
    assert lire_edition(socle_donnees, "SELECT (SELECT count(*) FROM indicateur), (SELECT count(*) FROM cible)") == [
        (27, 0)
    ]
    assert lire_edition(socle_donnees, "SELECT * FROM projet") == []


@pytest.mark.lent
def test_le_cadre_en_vigueur_revient_sans_rien_changer(projet, tmp_path):
    ecrire_cadre(projet, tmp_path / "cadre.xlsx")
    assert verifier(projet, [tmp_path / "cadre.xlsx"]).anomalies == []


@pytest.mark.lent
def test_le_lien_d_un_code_disparu_se_propose(projet, tmp_path):
    """Règle Q19 : proposé dans le classeur du cadre, il ne dit rien tant que sa date n'est pas écrite."""
    indicateurs = [["code", "libelle", "resultat", "unite", "nature", "sens", "frequence", "niveau_collecte"]]
    indicateurs += [
        [c, n, "R1", "nb", "flux", "hausse", "T", "commune"] for c, n in (("FLU2", "Réunions"), ("AUTRE", "Z"))
    ]
    autres = [["STOC", "Ouvrages"], ["SCOR", "Gain"], ["RATI", "Taux"]]
    natures = {"STOC": "stock", "SCOR": "score", "RATI": "stock"}
    indicateurs += [[c, n, "R1", "nb", natures[c], "hausse", "T", "region"] for c, n in autres]
    charger_feuilles(projet, "neuf", {"Indicateurs": indicateurs})
    ecrire_cadre(projet, tmp_path / "cadre.xlsx")
    classeur = openpyxl.load_workbook(tmp_path / "cadre.xlsx")
    page = classeur["Correspondances"]
    assert [c.value for c in page[2]][:3] == ["FLU2 — Réunions", "ancien code", "FLUX"]
    charger_fichiers(projet, tmp_path / "cadre.xlsx")
    assert lire_edition(projet, "SELECT count(*) FROM correspondance") == [(0,)]
    depuis = next(c.column for c in page[1] if "depuis" in c.value)
    page.cell(2, depuis, dt.date(2024, 1, 1))
    classeur.save(tmp_path / "cadre.xlsx")
    charger_fichiers(projet, tmp_path / "cadre.xlsx")
    assert lire_edition(projet, "SELECT code_indicateur, code_externe FROM correspondance") == [("FLU2", "FLUX")]
    assert lire_edition(projet, "SELECT DISTINCT code_indicateur FROM valeur WHERE code_indicateur LIKE 'FLU%'") == [
        ("FLU2",)
    ]
