"""Le CSV du produit : UTF-8 sans marque, virgule, point décimal, précision entière, vide = absent (règle F9).

C'est la forme que lisent les programmes : rien n'y est arrondi, mis en forme ni neutralisé. «CSV pour Excel» est la
forme qu'un tableur français ouvre d'un double-clic : UTF-8 marqué, point-virgule, virgule décimale, dates jj/mm/aaaa,
textes neutralisés (règle F11) ; la précision y est la même.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from tableurs.sortie import Destination, ouvrir_sortie
from tableurs.texte import codable, neutraliser


def ecrire_csv(df: pd.DataFrame, dest: Destination, *, hxl: Mapping[str, str] | None = None) -> None:
    """Écrit un tableau ; l'index n'est pas écrit.

    Args:
        df: le tableau. None, NaN, NA et NaT deviennent des cellules vides ; un booléen, 0 ou 1 ; une date,
            AAAA-MM-JJ ; un horodatage, AAAA-MM-JJTHH:MM:SS ; un nombre, sa plus courte écriture exacte, sans
            exposant, et sans « .0 » quand il est entier.
        dest: chemin ou tampon binaire.
        hxl: colonne → étiquette HXL, écrites sous les en-têtes ; une colonne sans étiquette y est vide.
    """
    _ecrire(df, dest, _POUR_PROGRAMMES, hxl)


def ecrire_csv_excel(df: pd.DataFrame, dest: Destination) -> None:
    """Écrit un tableau tel qu'un tableur français l'ouvre sans réglage ; l'index n'est pas écrit.

    Args:
        df: le tableau. Une absence est une cellule vide ; un booléen, VRAI ou FAUX ; un texte qui commencerait une
            formule est précédé d'une apostrophe, comme dans un classeur.
        dest: chemin ou tampon binaire.
    """
    _ecrire(df, dest, _POUR_EXCEL)


@dataclass(frozen=True)
class _Forme:
    """Une façon d'écrire : l'encodage, ce qui sépare, et comment se disent une valeur et un jour."""

    encodage: str
    separateur: str
    fin_de_ligne: str
    texte: Callable[[Any], str]
    jour: Callable[[dt.date], str]


def _ecrire(df: pd.DataFrame, dest: Destination, forme: _Forme, hxl: Mapping[str, str] | None = None) -> None:
    colonnes = [_cellules(df.iloc[:, i], forme) for i in range(df.shape[1])]
    with ouvrir_sortie(dest) as sortie:
        texte = io.TextIOWrapper(sortie, encoding=forme.encodage, newline="", write_through=True)
        ecrivain = csv.writer(texte, delimiter=forme.separateur, lineterminator=forme.fin_de_ligne)
        ecrivain.writerow([forme.texte(str(nom)) for nom in df.columns])
        if hxl:
            ecrivain.writerow([hxl.get(str(nom), "") for nom in df.columns])
        ecrivain.writerows(zip(*colonnes, strict=True))
        texte.flush()
        texte.detach()


def que_des_jours(colonne: pd.Series) -> bool:
    """Vrai pour une colonne d'horodatages tous à minuit : c'est une colonne de dates (DuckDB les rend ainsi)."""
    connus = colonne.dropna()
    return colonne.dtype.kind == "M" and bool((connus == connus.dt.normalize()).all())


def _cellules(colonne: pd.Series, forme: _Forme) -> list[str]:
    if que_des_jours(colonne):
        return ["" if pd.isna(x) else forme.jour(x.date()) for x in colonne]
    return [forme.texte(x) for x in colonne]


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


def _texte_excel(x: Any) -> str:
    """Une valeur, telle qu'un tableur français la relit.

    >>> [_texte_excel(x) for x in (0.5, -3, 1e-9, True, None, "=1", dt.datetime(2024, 5, 3, 9))]
    ['0,5', '-3', '0,000000001', 'VRAI', '', "'=1", '03/05/2024 09:00:00']
    """
    if isinstance(x, str):
        return neutraliser(codable(x))
    if isinstance(x, bool | np.bool_):
        return "VRAI" if x else "FAUX"
    if isinstance(x, dt.date) and not pd.isna(x):
        return x.strftime("%d/%m/%Y %H:%M:%S" if isinstance(x, dt.datetime) else "%d/%m/%Y")
    if isinstance(x, float | np.floating | Decimal):
        return texte_csv(x).replace(".", ",")
    return neutraliser(texte_csv(x)) if not isinstance(x, int | np.integer) else texte_csv(x)


_POUR_PROGRAMMES = _Forme("utf-8", ",", "\n", texte_csv, dt.date.isoformat)
_POUR_EXCEL = _Forme("utf-8-sig", ";", "\r\n", _texte_excel, _texte_excel)
