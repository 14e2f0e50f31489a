"""Un tableau affiché, en fichier à emporter."""

from __future__ import annotations

import io

import pandas as pd

_FORMULE = ("=", "+", "-", "@", "\t", "\r")


def en_csv(table: pd.DataFrame) -> bytes:
    """CSV du contrat : UTF-8, virgule, point décimal, pleine précision, vide = absent, booléens 0/1."""
    return _booleens(table).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def en_xlsx(table: pd.DataFrame, titre: str, filtres: str = "") -> bytes:
    """Classeur d'une feuille de données et d'une feuille «Lecture» ; aucun texte n'y devient une formule."""
    sortie = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with pd.ExcelWriter(sortie, engine="xlsxwriter", engine_kwargs={"options": options}) as classeur:
        _booleens(table).map(_neutraliser).to_excel(classeur, sheet_name="Données", index=False)
        lecture = pd.DataFrame([["Tableau", titre], ["Filtres en vigueur", filtres or "aucun"]])
        lecture.map(_neutraliser).to_excel(classeur, sheet_name="Lecture", index=False, header=False)
    return sortie.getvalue()


def _neutraliser(cellule: object) -> object:
    return f"'{cellule}" if isinstance(cellule, str) and cellule.startswith(_FORMULE) else cellule


def _booleens(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{c: table[c].astype("Int64") for c in table.columns if table[c].dtype in (bool, "boolean")})
