"""Le classeur du cadre logique : rendu par le programme, déposé de nouveau, il ne change aucun chiffre."""

from __future__ import annotations

import shutil

import pytest
from openpyxl import load_workbook

from domaine.feuilles.cadre import FEUILLES_CADRE, PAR_NOM
from domaine.feuilles.declaration import normaliser_entete
from etl.commandes.chargement import charger
from etl.controles.verification import verifier
from etl.edition import dossier
from etl.lignes.entetes import noms_attendus
from etl.modeles.cadre import ecrire_cadre
from etl.progression import Progression

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)


def _empreinte(donnees):
    return dossier.manifeste(donnees, dossier.courante(donnees))["empreinte"]


def test_sans_edition_toutes_les_feuilles_et_leurs_listes(tmp_path):
    ecrire_cadre(tmp_path / "rien", tmp_path / "cadre.xlsx")
    classeur = load_workbook(tmp_path / "cadre.xlsx")
    assert {f.nom for f in FEUILLES_CADRE} <= set(classeur.sheetnames)
    indicateurs = classeur["Indicateurs"]
    assert indicateurs.data_validations.dataValidation, "nature, sens, fréquence se choisissent dans une liste"
    assert not verifier(tmp_path / "rien", [tmp_path / "cadre.xlsx"]).anomalies


def test_un_indicateur_ecrit_dans_le_classeur_vide_entre(tmp_path):
    ecrire_cadre(tmp_path / "rien", tmp_path / "cadre.xlsx")
    classeur = load_workbook(tmp_path / "cadre.xlsx")
    classeur["Résultats"].append([])
    for feuille, ligne in (
        ("Résultats", {"code": "R1", "libelle": "Un résultat", "niveau": "produit"}),
        (
            "Indicateurs",
            {"code": "F1", "libelle": "Un flux", "resultat": "R1", "unite": "nb", "nature": "flux", "sens": "hausse"}
            | {"frequence": "M", "niveau_collecte": "region"},
        ),
    ):
        page = classeur[feuille]
        colonnes = noms_attendus(PAR_NOM[normaliser_entete(feuille)])
        colonnes = {colonnes[normaliser_entete(c.value.split("\n")[0])]: c.column for c in page[1]}
        for nom, valeur in ligne.items():
            page.cell(2, colonnes[nom], valeur)
    classeur.save(tmp_path / "rempli.xlsx")
    bilan = charger(tmp_path / "donnees", [tmp_path / "rempli.xlsx"], MUET)
    assert bilan.code == 0
    with dossier.ouvrir(dossier.chemin_base(tmp_path / "donnees")) as base:
        assert base.execute("SELECT code, regle_temps, source_calcul FROM indicateur").fetchall() == [
            ("F1", "somme", "saisie")
        ]


def test_le_cadre_rendu_puis_redepose_ne_change_aucun_chiffre(edition_demo, tmp_path):
    donnees = tmp_path / "copie"
    shutil.copytree(edition_demo, donnees)
    avant = _empreinte(donnees)
    ecrire_cadre(donnees, tmp_path / "cadre.xlsx")
    assert charger(donnees, [tmp_path / "cadre.xlsx"], MUET).code == 0
    assert _empreinte(donnees) == avant
