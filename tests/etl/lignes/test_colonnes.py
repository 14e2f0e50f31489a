"""Des lignes aux colonnes : aucune cellule perdue, aucune confondue avec une autre qui lui est égale."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from etl.fichiers.cellules import Cellule, CelluleFautive
from etl.lignes.colonnes import cellules_de, convertir, transposer
from tests.etl.atelier import assembler_feuilles


def _dire(cellule: Cellule) -> str:
    return f"{type(cellule).__name__} {cellule}"


def test_transposer_au_dela_d_un_paquet() -> None:
    lignes = [[float(i), f"t{i}", ""][: 1 + i % 3] for i in range(1_300)]
    colonnes = transposer(lignes)
    assert colonnes[0] == [float(i) for i in range(1_300)]
    assert colonnes[1] == [f"t{i}" if i % 3 else "" for i in range(1_300)]
    assert colonnes[2] == [""] * 1_300
    assert transposer([]) == []


def test_une_ligne_longue_apres_le_premier_paquet() -> None:
    lignes: list[list[Cellule]] = [["a"]] * 600 + [["a", "b"]]
    assert transposer(lignes)[1] == [""] * 600 + ["b"]


def test_une_colonne_que_rien_n_atteint_est_vide() -> None:
    assert cellules_de([["a", "b"]], 3, 2) == ["", ""]


def test_des_contenus_egaux_de_types_differents_se_lisent_chacun() -> None:
    cellules = [1, 1.0, True, "1", 1, False, 0.0]
    assert convertir(cellules, _dire) == [_dire(cellule) for cellule in cellules]


def test_un_texte_et_son_erreur_se_lisent_chacun() -> None:
    cellules = ["#REF!", CelluleFautive("#REF!", "formule_en_erreur"), "#REF!"]
    assert convertir(cellules, _dire) == ["str #REF!", "CelluleFautive #REF!", "str #REF!"]


def test_chaque_contenu_distinct_est_lu_une_fois() -> None:
    lus: Counter[Cellule] = Counter()

    def lire(cellule: Cellule) -> Cellule:
        lus[cellule] += 1
        return cellule

    assert convertir(["a", 2.0, " ", "a", 2.0, "", None], lire) == ["a", 2.0, None, "a", 2.0, None, None]
    assert convertir(["a", "b", "a", " "], lire, "rien") == ["a", "b", "a", "rien"]
    assert lus == {"a": 2, 2.0: 1, "b": 1}


def test_le_jour_zero_se_dit_comme_le_tableur_le_montre():
    """Règle L8 : une cellule à zéro au format date est une heure pour le lecteur, et le 00/01/1900 pour la personne."""
    visites = [["id_point", "date", "local", "agent", "moyens", "prestation"], ["P1", dt.time(0), *["oui"] * 4]]
    (anomalie,) = (a for a in assembler_feuilles({"Visites": visites}).anomalies if a.colonne == "date")
    assert (anomalie.code, anomalie.valeur) == ("cellule_illisible", "00/01/1900")
