"""Le classeur du produit : lisible tel quel par une personne, et sans danger quel que soit le texte reçu.

Aucune cellule n'est jamais une formule ni un lien. Rien n'est coupé en silence : un tableau trop grand est
refusé avec son remède, un texte trop long porte sa mention, un caractère interdit devient U+FFFD.
"""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from tableurs.ecriture_csv import que_des_jours
from tableurs.sortie import Destination, ouvrir_sortie
from tableurs.texte import neutraliser, sans_controle

LIGNES_MAX, COLONNES_MAX, TEXTE_MAX, NOM_MAX = 1_048_576, 16_384, 32_767, 31
_MENTION = " […texte coupé]"
#: Au-delà, un nombre de tableur perd des chiffres : il est écrit comme texte.
_ENTIER_MAX = 2**53
#: Excel ne connaît pas les dates plus anciennes (et se trompe sur février 1900).
_DATE_MIN = dt.date(1900, 3, 1)
#: Nombres qui sont des repères, pas des quantités : sans séparateur de milliers.
_REPERES = re.compile(r"(?i)^(id|code|annee|année|ligne|rang|ordre)(_|$)")
_COORDONNEES = re.compile(r"(?i)^(lat|lon)(itude|gitude)?$")
_FORMATS: dict[str, dict[str, object]] = {
    "entete": {"bold": True, "bg_color": "#E8EDF2", "bottom": 1, "text_wrap": True, "valign": "top"},
    "hxl": {"italic": True, "font_color": "#5F6B76"},
    "entier": {"num_format": "#,##0"},
    "repere": {"num_format": "0"},
    "decimal": {"num_format": "#,##0.0##"},
    "coordonnee": {"num_format": "0.0#####"},
    "date": {"num_format": "dd/mm/yyyy"},
    "horodatage": {"num_format": "dd/mm/yyyy hh:mm"},
}
Formats = dict[str, Any]


class TableauTropGrand(ValueError):
    """Un tableau dépasse ce qu'une feuille peut porter ; le message dit quel autre format prendre."""


def ecrire_xlsx(
    feuilles: Mapping[str, pd.DataFrame],
    dest: Destination,
    *,
    hxl: Mapping[str, str] | None = None,
    cree_le: dt.datetime | None = None,
    sujet: str = "",
) -> None:
    """Écrit un classeur, une feuille par tableau ; en-têtes gras et figés, filtre, largeurs lisibles.

    Args:
        feuilles: nom → tableau, dans l'ordre. Un nom qu'Excel refuse est ramené à un nom permis. None, NaN, NA et
            NaT deviennent des cellules vides ; un booléen, VRAI ou FAUX ; nombres et dates restent des nombres et
            des dates, que le tableur montre à la française. Un texte qui commence comme une formule est précédé
            d'une apostrophe (`neutraliser`).
        dest: chemin ou tampon binaire.
        hxl: colonne → étiquette HXL, écrites sous les en-têtes.
        cree_le: date de création inscrite ; la donner rend le fichier reproductible à l'octet.
        sujet: inscrit aux propriétés du classeur, avec `cree_le`.

    Raises:
        TableauTropGrand: plus de lignes ou de colonnes qu'une feuille n'en porte.
    """
    entetes = 2 if hxl else 1
    for nom, df in feuilles.items():
        if len(df) + entetes > LIGNES_MAX or df.shape[1] > COLONNES_MAX:
            taille = f"{len(df)} lignes et {df.shape[1]} colonnes"
            raise TableauTropGrand(f"« {nom} » a {taille} : trop pour un classeur. Exportez en CSV ou en Parquet.")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with ouvrir_sortie(dest) as sortie:
        classeur = xlsxwriter.Workbook(sortie, {**options, "constant_memory": True})
        if cree_le is not None:
            classeur.set_properties({"created": cree_le, "subject": sujet})
        formats = {nom: classeur.add_format(format_) for nom, format_ in _FORMATS.items()}
        pris: set[str] = set()
        for nom, df in (feuilles or {"Vide": pd.DataFrame()}).items():
            _ecrire_feuille(classeur.add_worksheet(nom_feuille(nom, pris)), df, formats, hxl or {})
        classeur.close()


def nom_feuille(nom: str, pris: set[str] | None = None) -> str:
    """Un nom qu'Excel accepte : 31 caractères, sans crochet, deux-points, étoile, point d'interrogation, barre ni
    apostrophe au bord, jamais deux fois le même.

    Args:
        nom: le nom voulu.
        pris: noms déjà donnés, en minuscules ; le nom rendu y est ajouté.

    >>> nom_feuille("Points: état [Gao/Ménaka]"), nom_feuille("")
    ('Points_ état _Gao_Ménaka_', 'Feuille')
    """
    pris = set() if pris is None else pris
    base = re.sub(r"[\[\]:*?/\\]", "_", sans_controle(nom)).strip().strip("'")[:NOM_MAX].rstrip("'") or "Feuille"
    # Excel réserve ce nom au suivi des modifications.
    base = "History_" if base.casefold() == "history" else base
    candidat, rang = base, 2
    while candidat.casefold() in pris:
        suffixe = f" ({rang})"
        candidat, rang = base[: NOM_MAX - len(suffixe)] + suffixe, rang + 1
    pris.add(candidat.casefold())
    return candidat


def _ecrire_feuille(feuille: Any, df: pd.DataFrame, formats: Formats, hxl: Mapping[str, str]) -> None:
    noms = [str(nom) for nom in df.columns]
    colonnes = [df.iloc[:, i].astype(object).tolist() for i in range(df.shape[1])]
    types = [_type_de(nom, df.iloc[:, i]) for i, nom in enumerate(noms)]
    for i, nom in enumerate(noms):
        feuille.set_column(i, i, _largeur([nom, *(_apercu(x) for x in colonnes[i][:300])]))
        feuille.write_string(0, i, _texte(nom), formats["entete"])
    depart = 1
    if hxl:
        for i, nom in enumerate(noms):
            feuille.write_string(1, i, hxl.get(nom, ""), formats["hxl"])
        depart = 2
    feuille.freeze_panes(depart, 0)
    if noms:
        feuille.autofilter(depart - 1, 0, max(depart - 1 + len(df), depart), len(noms) - 1)
    for ligne, valeurs in enumerate(zip(*colonnes, strict=True), start=depart):
        for i, x in enumerate(valeurs):
            _ecrire_cellule(feuille, ligne, i, x, types[i], formats)


def _type_de(nom: str, colonne: pd.Series) -> str:
    """Le format des nombres et des dates d'une colonne : le même de haut en bas, pour que l'œil compare."""
    if _REPERES.match(nom):
        return "repere"
    if _COORDONNEES.match(nom):
        return "coordonnee"
    if colonne.dtype.kind == "M":
        return "date" if que_des_jours(colonne) else "horodatage"
    if colonne.dtype.kind == "f":
        connus = colonne.dropna()
        return "entier" if bool((connus == connus.round()).all()) else "decimal"
    return "entier"


def _ecrire_cellule(feuille: Any, ligne: int, i: int, x: Any, type_: str, formats: Formats) -> None:
    if isinstance(x, str):
        if x:
            feuille.write_string(ligne, i, _texte(x))
    elif x is None or (pd.api.types.is_scalar(x) and pd.isna(x)):
        return
    elif isinstance(x, bool | np.bool_):
        feuille.write_boolean(ligne, i, bool(x))
    elif isinstance(x, dt.date):
        _ecrire_date(feuille, ligne, i, x, type_, formats)
    elif isinstance(x, numbers.Real | Decimal) and _tient_en_nombre(float(x)):
        a_des_decimales = type_ in ("entier", "repere") and not float(x).is_integer()
        feuille.write_number(ligne, i, x, formats["decimal" if a_des_decimales else type_])
    else:
        feuille.write_string(ligne, i, _texte(str(x)))


def _tient_en_nombre(x: float) -> bool:
    return math.isfinite(x) and not (x.is_integer() and abs(x) > _ENTIER_MAX)


def _ecrire_date(feuille: Any, ligne: int, i: int, x: dt.date, type_: str, formats: Formats) -> None:
    jour = x.date() if isinstance(x, dt.datetime) else x
    if jour < _DATE_MIN:
        feuille.write_string(ligne, i, x.isoformat())
        return
    if isinstance(x, dt.datetime) and x.tzinfo is not None:
        x = x.astimezone(dt.UTC).replace(tzinfo=None)  # Bamako est à l'heure universelle
    horaire = type_ == "horodatage" or (isinstance(x, dt.datetime) and x.time() != dt.time())
    feuille.write_datetime(ligne, i, x, formats["horodatage" if horaire else "date"])


def _texte(x: str) -> str:
    propre = neutraliser(sans_controle(x))
    # Excel compte en unités UTF-16 : un caractère rare en vaut deux.
    if len(propre) * 2 <= TEXTE_MAX or len(propre.encode("utf-16-le")) // 2 <= TEXTE_MAX:
        return propre
    garde = propre.encode("utf-16-le")[: 2 * (TEXTE_MAX - len(_MENTION))].decode("utf-16-le", errors="ignore")
    return garde + _MENTION


def _apercu(x: object) -> str:
    return x if isinstance(x, str) else "00/00/0000" if isinstance(x, dt.date) else str(x)[:12]


def _largeur(textes: Iterable[str]) -> int:
    """Largeur en caractères : celle du plus long texte, entre 8 et 60."""
    return min(max(8, *(len(ligne) + 2 for texte in textes for ligne in (texte.split("\n") or [""]))), 60)
