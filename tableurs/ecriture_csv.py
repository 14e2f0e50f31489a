"""Le CSV du produit : UTF-8 sans marque, virgule, point décimal, précision entière, vide = absent.

C'est la forme que lisent les programmes : rien n'y est arrondi, mis en forme ni neutralisé.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from tableurs.sortie import Destination, ouvrir_sortie
from tableurs.texte import codable


def ecrire_csv(df: pd.DataFrame, dest: Destination, *, hxl: Mapping[str, str] | None = None) -> None:
    """Écrit un tableau ; l'index n'est pas écrit.

    Args:
        df: le tableau. None, NaN, NA et NaT deviennent des cellules vides ; un booléen, 0 ou 1 ; une date,
            AAAA-MM-JJ ; un horodatage, AAAA-MM-JJTHH:MM:SS ; un nombre, sa plus courte écriture exacte, sans
            exposant, et sans « .0 » quand il est entier.
        dest: chemin ou tampon binaire.
        hxl: colonne → étiquette HXL, écrites sous les en-têtes ; une colonne sans étiquette y est vide.
    """
    colonnes = [_cellules(df.iloc[:, i]) for i in range(df.shape[1])]
    with ouvrir_sortie(dest) as sortie:
        texte = io.TextIOWrapper(sortie, encoding="utf-8", newline="", write_through=True)
        ecrivain = csv.writer(texte, lineterminator="\n")
        ecrivain.writerow([codable(str(nom)) for nom in df.columns])
        if hxl:
            ecrivain.writerow([hxl.get(str(nom), "") for nom in df.columns])
        ecrivain.writerows(zip(*colonnes, strict=True))
        texte.flush()
        texte.detach()


def que_des_jours(colonne: pd.Series) -> bool:
    """Vrai pour une colonne d'horodatages tous à minuit : c'est une colonne de dates (DuckDB les rend ainsi)."""
    connus = colonne.dropna()
    return colonne.dtype.kind == "M" and bool((connus == connus.dt.normalize()).all())


def _cellules(colonne: pd.Series) -> list[str]:
    if que_des_jours(colonne):
        return ["" if pd.isna(x) else x.date().isoformat() for x in colonne]
    return [texte_csv(x) for x in colonne]


def texte_csv(x: Any) -> str:
    """Une valeur, telle que le CSV la porte.

    >>> [texte_csv(x) for x in (0.1, 5.0, 1e-9, True, None, float("nan"), "=1")]
    ['0.1', '5', '0.000000001', '1', '', '', '=1']
    """
    if isinstance(x, str):
        return codable(x)
    if x is None or (pd.api.types.is_scalar(x) and pd.isna(x)):
        return ""
    if isinstance(x, bool | np.bool_):
        return str(int(x))
    if isinstance(x, float | np.floating):
        return "0" if x == 0 else np.format_float_positional(x, trim="-")
    if isinstance(x, Decimal):
        return format(x, "f")
    if isinstance(x, dt.date):  # dont les horodatages
        return x.isoformat()
    return codable(str(x))
