"""Le classeur du produit : lisible tel quel par une personne, et sans danger quel que soit le texte reçu.

Aucune cellule n'est jamais une formule, ni un lien qui sorte du classeur. Rien n'est coupé en silence : un tableau trop
grand est refusé avec son remède, un texte trop long porte sa mention, un caractère interdit devient U+FFFD.
"""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
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
_SOMMAIRE = "Sommaire"
#: Largeurs d'une colonne, en caractères : à l'écran, et d'un classeur qui s'imprime, où un texte plus long se coupe.
_LARGEUR_MAX, _LARGEUR_IMPRIMEE = 60, 34
#: Hauteur d'une ligne de texte, en points ; une feuille plus large que ces caractères s'imprime en A3.
_HAUTEUR, _LARGEUR_D_UN_A4 = 15, 170
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
    "texte": {"text_wrap": True},
    "booleen": {},
    "titre": {"bold": True, "font_size": 14},
    "lien": {"font_color": "#0B5394", "underline": 1},
    "entier": {"num_format": "#,##0"},
    "repere": {"num_format": "0"},
    "decimal": {"num_format": "#,##0.0##"},
    "coordonnee": {"num_format": "0.0#####"},
    "date": {"num_format": "dd/mm/yyyy"},
    "horodatage": {"num_format": "dd/mm/yyyy hh:mm"},
}
Formats = dict[str, Any]


@dataclass(frozen=True)
class MiseEnPage:
    """Ce qu'un classeur que l'on remet a de plus : de quoi s'y retrouver, et de quoi l'imprimer.

    Attributes:
        titre: en tête du sommaire, et dans les propriétés du fichier.
        intitule: nom d'une colonne → ce qu'une personne lit au-dessus de lui.
        entete, pied: de chaque page imprimée.
        sujet: aux propriétés du fichier : de quelle édition il est.
    """

    titre: str
    intitule: Callable[[str], str]
    entete: str = ""
    pied: str = ""
    sujet: str = ""


class TableauTropGrand(ValueError):
    """Un tableau dépasse ce qu'une feuille peut porter ; le message dit quel autre format prendre."""


def ecrire_xlsx(
    feuilles: Mapping[str, pd.DataFrame],
    dest: Destination,
    *,
    hxl: Mapping[str, str] | None = None,
    cree_le: dt.datetime | None = None,
    page: MiseEnPage | None = None,
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
        page: d'un classeur que l'on remet : un sommaire à liens, des intitulés au-dessus des noms, de quoi imprimer.

    Raises:
        TableauTropGrand: plus de lignes ou de colonnes qu'une feuille n'en porte.
    """
    entetes = 1 + (hxl is not None) + (page is not None)
    for nom, df in feuilles.items():
        if len(df) + entetes > LIGNES_MAX or df.shape[1] > COLONNES_MAX:
            taille = f"{len(df)} lignes et {df.shape[1]} colonnes"
            raise TableauTropGrand(f"« {nom} » a {taille} : trop pour un classeur. Exportez en CSV ou en Parquet.")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with ouvrir_sortie(dest) as sortie:
        classeur = xlsxwriter.Workbook(sortie, {**options, "constant_memory": True})
        dites = {"title": page.titre[:255], "subject": page.sujet[:255]} if page else {}
        if cree_le is not None:
            classeur.set_properties({"created": cree_le, **dites})
        # D'un texte sur plusieurs lignes, les nombres de la même ligne restent à la hauteur de la première.
        haut = {"valign": "top"} if page else {}
        formats = {nom: classeur.add_format({**format_, **haut}) for nom, format_ in _FORMATS.items()}
        pris: set[str] = {_SOMMAIRE.casefold()} if page else set()
        nommees = {nom_feuille(nom, pris): df for nom, df in (feuilles or {"Vide": pd.DataFrame()}).items()}
        if page:
            _ecrire_sommaire(classeur.add_worksheet(_SOMMAIRE), nommees, formats, page)
        for nom, df in nommees.items():
            largeur = _ecrire_feuille(classeur.add_worksheet(nom), df, formats, _tetes(df, hxl, page), coupe=bool(page))
            if page:
                _imprimer(classeur.get_worksheet_by_name(nom), page, entetes, largeur)
        classeur.close()


def _tetes(df: pd.DataFrame, hxl: Mapping[str, str] | None, page: MiseEnPage | None) -> list[tuple[list[str], str]]:
    """Les lignes d'en-tête, chacune avec son format : l'intitulé, le nom, l'étiquette HXL."""
    noms = [str(nom) for nom in df.columns]
    tetes = [(noms, "hxl" if page else "entete")]
    if page:
        tetes.insert(0, ([page.intitule(nom) for nom in noms], "entete"))
    return tetes + ([([hxl.get(nom, "") for nom in noms], "hxl")] if hxl else [])


def _ecrire_sommaire(feuille: Any, nommees: Mapping[str, pd.DataFrame], formats: Formats, page: MiseEnPage) -> None:
    """Une ligne par feuille : un lien vers elle, et combien de lignes elle a."""
    feuille.set_column(0, 0, NOM_MAX + 4)
    feuille.set_column(1, 1, 12)
    feuille.write_string(0, 0, _texte(page.titre), formats["titre"])
    for colonne, titre in enumerate(("Feuille", "Lignes")):
        feuille.write_string(2, colonne, titre, formats["entete"])
    for ligne, (nom, df) in enumerate(nommees.items(), start=3):
        cible = nom.replace("'", "''")
        feuille.write_url(ligne, 0, f"internal:'{cible}'!A1", formats["lien"], nom)
        feuille.write_number(ligne, 1, len(df), formats["entier"])
    _imprimer(feuille, page, 0, 0)


def _imprimer(feuille: Any, page: MiseEnPage, entetes: int, largeur: int) -> None:
    """Couché, sur la largeur d'une page, la tête redite à chacune ; en A4, ou en A3 si la feuille est très large."""
    feuille.set_landscape()
    feuille.set_paper(8 if largeur > _LARGEUR_D_UN_A4 else 9)
    feuille.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    feuille.fit_to_pages(1, 0)
    if entetes:
        feuille.repeat_rows(0, entetes - 1)
    # «&» y est une commande ; doublé, il s'écrit.
    feuille.set_header(f"&C&8{page.entete.replace('&', '&&')[:200]}")
    feuille.set_footer(f"&L&8{page.pied.replace('&', '&&')[:200]}&R&8&A, &P / &N")


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


def _ecrire_feuille(
    feuille: Any, df: pd.DataFrame, formats: Formats, tetes: list[tuple[list[str], str]], *, coupe: bool
) -> int:
    """Écrit le tableau sous ses têtes ; `coupe` : un texte long tient sur plusieurs lignes. Rend sa largeur."""
    noms = [str(nom) for nom in df.columns]
    colonnes = [df.iloc[:, i].astype(object).tolist() for i in range(df.shape[1])]
    types = [_type_de(nom, df.iloc[:, i]) for i, nom in enumerate(noms)]
    plafond = _LARGEUR_IMPRIMEE if coupe else _LARGEUR_MAX
    # Un intitulé se coupe entre deux mots, jamais dans un ; un nom que lit un programme tient entier.
    largeurs = [
        _largeur([*tetes[0][0][i].split(), nom, *(_apercu(x) for x in colonnes[i][:300])], plafond)
        for i, nom in enumerate(noms)
    ]
    for i, largeur in enumerate(largeurs):
        feuille.set_column(i, i, largeur)
    for ligne, (textes, format_) in enumerate(tetes):
        _hausser(feuille, ligne, textes, largeurs)
        for i, texte in enumerate(textes):
            feuille.write_string(ligne, i, _texte(texte), formats[format_])
    depart = len(tetes)
    feuille.freeze_panes(depart, 0)
    if noms:
        feuille.autofilter(depart - 1, 0, max(depart - 1 + len(df), depart), len(noms) - 1)
    for ligne, valeurs in enumerate(zip(*colonnes, strict=True), start=depart):
        if coupe:
            _hausser(feuille, ligne, valeurs, largeurs)
        for i, x in enumerate(valeurs):
            if coupe and isinstance(x, str) and x:
                feuille.write_string(ligne, i, _texte(x), formats["texte"])
            else:
                _ecrire_cellule(feuille, ligne, i, x, types[i], formats)
    return sum(largeurs)


def _hausser(feuille: Any, ligne: int, valeurs: Iterable[object], largeurs: list[int]) -> None:
    """Donne à une ligne la hauteur de son texte le plus long : chaque tableur ne la recalcule pas."""
    lignes = [
        math.ceil(len(x) * 1.1 / n) + x.count("\n")
        for x, n in zip(valeurs, largeurs, strict=True)
        if isinstance(x, str)
    ]
    if max(lignes, default=1) > 1:
        feuille.set_row(ligne, min(_HAUTEUR * max(lignes), 400))


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
        feuille.write_boolean(ligne, i, bool(x), formats["booleen"])
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


def _largeur(textes: Iterable[str], plafond: int) -> int:
    """Largeur en caractères : celle du plus long texte, entre 8 et ce plafond."""
    return min(max(8, *(len(ligne) + 2 for texte in textes for ligne in (texte.split("\n") or [""]))), plafond)
