"""Ce qui, dans une feuille, n'est pas une ligne : laissé de côté, gardé, dit une fois (règle L19)."""

from __future__ import annotations

import pytest

from domaine.feuilles.cadre import PAR_NOM
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.entetes import lire_table
from etl.lignes.hors_tableau import ecarter
from tests.depots_fautifs.fabrique import lire_tableau, octets_classeur
from tests.etl.atelier import assembler_octets

ENTETES = ["id_tournee", "site", "date", "service", "acte", "hommes", "femmes"]
ACTE = ["T1", "Marché", "2023-02-01", "état civil", "acte", 3.0, 4.0]


def codes(*lignes, entetes=ENTETES, feuille="spi_actes"):
    """Le code de chaque ligne, dans l'ordre ; vide pour une donnée."""
    table = lire_table(FeuilleBrute("essai", [list(entetes), *map(list, lignes)], []), PAR_NOM[feuille])
    ecartees = {numero: code for code, rangees in ecarter(table).items() for numero, _ in rangees}
    assert sorted([*ecartees, *table.numeros]) == list(range(2, len(lignes) + 2))
    return [ecartees.get(numero, "") for numero in range(2, len(lignes) + 2)]


@pytest.mark.parametrize(
    "ligne",
    [
        ["TOTAL", "", "", "", "", 3.0, 4.0],
        ["", "", "", "", "Total Ansongo", 3.0, 4.0],
        ["Sous-total mai :", "", "", "", "", 3.0, 4.0],
        ["total général", "Marché", "2023-02-01", "", "acte", 3.0, 4.0],
        ["T1", "Marché", "Total", "", "acte", 3.0, 4.0],
        ["Ensemble", "", "", "", "", "", 7.0],
    ],
)
def test_un_total(ligne):
    assert codes(ACTE, ligne, ACTE) == ["", "lignes_de_total", ""]


@pytest.mark.parametrize(
    "ligne",
    [
        ["T1", "Total Énergie", "2023-02-01", "", "acte", 3.0, 4.0],
        ["T1", "Total", "2023-02-01", "Total", "acte total", 3.0, 4.0],
        ["TOTALE-1", "Marché", "2023-02-01", "", "acte", 3.0, 4.0],
        ["T1", "", "", "", "", "", ""],
        ["T1", "", "2023-02-01", "", "acte", 3.0, 4.0],
    ],
)
def test_une_donnee_ou_une_ligne_commencee_reste(ligne):
    assert codes(ligne) == [""]


@pytest.mark.parametrize(
    "ligne",
    [ENTETES, ["ID tournée", "SITE", "Date", "", "Acte", "", ""], ["", "site", "date", "service", "", "", "Femmes"]],
)
def test_des_entetes_repetes(ligne):
    assert codes(ACTE, ligne) == ["", "entetes_repetes"]


def test_un_mot_d_en_tete_parmi_des_donnees_reste():
    assert codes(["T1", "site", "2023-02-01", "service", "acte", 3.0, 4.0]) == [""]


def test_un_titre_une_signature():
    signature = ["", "", "", "Le chef de mission", "", "", ""]
    titre = ["Cercle de Bourem, mois de mai", "", "", "", "", "", ""]
    assert codes(titre, ACTE, signature) == ["lignes_d_un_mot", "", "lignes_d_un_mot"]


def test_rien_n_est_perdu_et_chaque_sorte_se_dit_une_fois():
    """Règles L4 et L19."""
    rapports = "code_zone | periode | date_echeance\n" + "GAO | 2023-01 |\nTOTAL | | 1\n" + "TOTAL | | 2\n" * 25
    lu = assembler_octets(octets_classeur({"Rapports": lire_tableau(rapports)}))
    (dite,) = lu.anomalies
    assert (dite.code, dite.gravite, dite.ligne) == ("lignes_de_total", "à vérifier", None)
    assert (
        dite.constat.startswith("des totaux sont écrits parmi les lignes (n° 3, 4, 5")
        and "22 et 6 autres" in dite.constat
    )
    assert len(lu.assemblage.gardees) == 2 * 26
    assert lu.assemblage.gardees[:2] == [(2, "Rapports", 3, "1", "TOTAL"), (2, "Rapports", 3, "3", "1")]
    assert lu.lignes("rapport_activite", "code_zone, ligne") == [("GAO", 2)]
