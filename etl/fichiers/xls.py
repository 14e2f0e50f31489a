"""Les feuilles d'un vieux classeur .xls, lues par xlrd : en Python pur, un octet abîmé n'y arrête pas le programme.

De tout ce qu'un .xls peut tenir, xlrd ne reçoit ici que ce qui fait une cellule (`_UTILES`) : dessins, liens, noms et
mises en page, où un fichier malveillant le ferait travailler sans fin, ne lui parviennent pas. Les valeurs sont celles
que `etl.fichiers.ouverture` rend d'un .xlsx : nombres à virgule, dates, textes, cellules en erreur.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
from array import array
from dataclasses import dataclass, field

from xlrd import biffh
from xlrd.book import Book
from xlrd.xldate import xldate_as_datetime

from domaine.reglages import Reglages
from etl.fichiers.archives import CELLULES_MAX, MEMBRES_MAX, MO
from etl.fichiers.cellules import Cellule, CelluleFautive
from etl.fichiers.conteneur_ole import ConteneurAbime, ConteneurChiffre, flux_du_classeur
from etl.fichiers.refus import FichierRefuse
from etl.fichiers.textes_xls import lire_textes

_DEBUT = 0x0809
_UTILES = frozenset(
    (
        *(_DEBUT, biffh.XL_EOF, biffh.XL_CODEPAGE, biffh.XL_DATEMODE, biffh.XL_BOUNDSHEET, biffh.XL_FILEPASS),
        *(biffh.XL_FORMAT, biffh.XL_XF, biffh.XL_SST, biffh.XL_CONTINUE, biffh.XL_MERGEDCELLS),
        *(biffh.XL_NUMBER, biffh.XL_RK, biffh.XL_MULRK, biffh.XL_BOOLERR),
        *(biffh.XL_LABEL, biffh.XL_RSTRING, biffh.XL_LABELSST),
        *(*biffh.XL_FORMULA_OPCODES, biffh.XL_STRING, biffh.XL_ARRAY, biffh.XL_SHRFMLA),
        *(biffh.XL_TABLEOP, biffh.XL_TABLEOP2),
    )
)
#: Enregistrement → combien d'octets de cette sorte, en tout, et par enregistrement. Excel n'admet que 4 050 styles de
#: cellule et 255 caractères par format ; xlrd en fait des objets lourds, ou les relit par des motifs quadratiques.
_BORNES = {
    biffh.XL_XF: (16_384 * 20, 64),
    biffh.XL_FORMAT: (16_384 * 64, 1_024),
    biffh.XL_MERGEDCELLS: (500_000 * 8, 65_536),
    biffh.XL_BOUNDSHEET: (MEMBRES_MAX * 40, 512),
}
_MS_PAR_JOUR = 86_400_000
_DUREE = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_ENTETE = struct.Struct("<HH")


@dataclass
class FeuilleXls:
    """Une feuille, aux champs de `etl.fichiers.ouverture.FeuilleBrute`."""

    nom: str
    lignes: list[list[Cellule]] = field(default_factory=list)
    fusions: list[tuple[int, int, int]] = field(default_factory=list)
    depuis_1904: bool = False
    formats: dict[tuple[str, int], array[int]] = field(default_factory=dict)


def lire_xls(contenu: bytes, reglages: Reglages) -> list[FeuilleXls]:
    """Les feuilles d'un .xls, dans leur ordre, feuilles masquées comprises, graphiques exclus.

    Raises:
        FichierRefuse: chiffré, abîmé, trop gros, ou d'avant Excel 5 (1993).
    """
    abime = FichierRefuse("fichier_illisible", "", "classeur abîmé ou d'un autre format")
    try:
        livre = _Livre(flux_du_classeur(contenu))
        return _Lecture(livre, reglages).feuilles()
    except FichierRefuse:
        raise
    except ConteneurChiffre as erreur:
        raise FichierRefuse("fichier_chiffre", "", "") from erreur
    except ConteneurAbime as erreur:
        # Le contenant d'un .xlsx chiffré peut être tronqué : le nom de ses flux suffit à le reconnaître.
        raise (
            FichierRefuse("fichier_chiffre", "", "") if "Encrypt".encode("utf-16-le") in contenu else abime
        ) from erreur
    # xlrd ne vérifie pas ce qu'il lit : selon l'octet abîmé, il lève XLRDError, struct.error, IndexError, KeyError,
    # AssertionError, UnicodeDecodeError, LookupError… ; la cause reste jointe au refus.
    except Exception as erreur:
        raise abime from erreur


class _Muet(io.TextIOBase):
    """Un journal qui ne garde rien : xlrd y écrit une ligne par bizarrerie, un fichier malveillant des millions."""

    def write(self, texte: str) -> int:
        return len(texte)


class _Livre(Book):
    """Un classeur de xlrd dont les enregistrements sont triés et comptés avant qu'il ne les lise."""

    _position: int

    def __init__(self, flux: bytes) -> None:
        super().__init__()
        # xlrd prendrait pour un contenant, ou pour un classeur d'avant 1993, ce qui commence autrement.
        if _ENTETE.unpack_from(flux)[0] != _DEBUT:
            raise ConteneurAbime("classeur d'un autre format")
        # Chaque partie se lit une fois. Un fichier dont toutes les feuilles renvoient à la même serait relu sans fin.
        self._credit = 2 * len(flux)
        self._credits = {code: total for code, (total, _) in _BORNES.items()}
        reglages_xlrd = {"formatting_info": True, "on_demand": True, "ragged_rows": True}
        self.biff2_8_load(file_contents=flux, logfile=_Muet(), **reglages_xlrd)
        self.biff_version = self.getbof(biffh.XL_WORKBOOK_GLOBALS)
        if self.biff_version not in (50, 70, 80):
            raise ConteneurAbime("classeur d'un autre format")
        self.parse_globals()
        self._sheet_list = [None] * len(self._sheet_names)
        self.nsheets = len(self._sheet_list)

    def get_record_parts(self) -> tuple[int, int, bytes]:
        """Le prochain enregistrement utile : (code, longueur, octets)."""
        while True:
            debut = self._position
            code, longueur = _ENTETE.unpack_from(self.mem, debut)
            self._position = debut + 4 + longueur
            self._credit -= 4 + longueur
            if self._credit < 0:
                raise FichierRefuse("fichier_illisible", "", "classeur abîmé : ses feuilles se recouvrent")
            if code not in _UTILES:
                continue
            if code == biffh.XL_FILEPASS:
                raise FichierRefuse("fichier_chiffre", "", "")
            if code in _BORNES:
                self._credits[code] -= longueur
                if self._credits[code] < 0 or longueur > _BORNES[code][1]:
                    raise FichierRefuse("fichier_illisible", "", "trop de styles, de fusions ou de feuilles")
            return code, longueur, self.mem[debut + 4 : self._position]

    def handle_sst(self, data: bytes) -> None:
        """La table des textes, lue par `etl.fichiers.textes_xls`."""
        morceaux = [data[8:]]
        while True:
            code, _, suite = self.get_record_parts_conditional(biffh.XL_CONTINUE)
            if code is None:
                break
            morceaux.append(suite)
        self._sharedstrings = lire_textes(morceaux, int.from_bytes(data[4:8], "little"))


class _Lecture:
    """D'un classeur de xlrd à ses feuilles, dans les bornes d'un .xlsx : surface et textes s'additionnent."""

    def __init__(self, livre: _Livre, reglages: Reglages) -> None:
        self._livre, self._lignes_max = livre, reglages.lignes_max
        self._limite = f"plus de {reglages.taille_decompressee_max_mo} Mo de textes"
        self._surface, self._textes = CELLULES_MAX, reglages.taille_decompressee_max_mo * MO
        self._codes = [livre.format_map[xf.format_key].format_str for xf in livre.xf_list]
        self._en_pct = {rang for rang, code in enumerate(self._codes) if "%" in code}
        self._durees = {rang for rang, code in enumerate(self._codes) if _DUREE.search(code)}
        self._fautives = {c: CelluleFautive(t, "formule_en_erreur") for c, t in biffh.error_text_from_code.items()}

    def feuilles(self) -> list[FeuilleXls]:
        lues = []
        for rang in range(self._livre.nsheets):
            lues.append(self._feuille(self._livre.sheet_by_index(rang)))
            self._livre.unload_sheet(rang)
        return lues

    def _feuille(self, source: biffh.BaseObject) -> FeuilleXls:
        depuis_1904 = bool(self._livre.datemode)
        feuille = FeuilleXls(source.name, depuis_1904=depuis_1904)
        feuille.fusions = [(debut, colonne, fin - 1) for debut, fin, colonne, _ in source.merged_cells]
        largeurs = [_largeur(source.row_values(i)) for i in range(source.nrows)]
        while largeurs and not largeurs[-1]:
            largeurs.pop()
        if len(largeurs) > self._lignes_max + 100:
            detail = f"feuille «{source.name[:60]}» de plus de {self._lignes_max} lignes"
            raise FichierRefuse("fichier_trop_gros", "", detail)
        largeur = max(largeurs, default=0)
        self._surface -= len(largeurs) * largeur
        if self._surface < 0:
            detail = f"feuille «{source.name[:60]}» de {len(largeurs)} lignes sur {largeur} colonnes"
            raise FichierRefuse("fichier_trop_gros", "", detail)
        for i, remplies in enumerate(largeurs):
            feuille.lignes.append(self._ligne(source, i, remplies, feuille) + [""] * (largeur - remplies))
        return feuille

    def _ligne(self, source: biffh.BaseObject, rang: int, largeur: int, feuille: FeuilleXls) -> list[Cellule]:
        ligne: list[Cellule] = source.row_values(rang, 0, largeur)
        styles = source._cell_xf_indexes[rang]
        for colonne, genre in enumerate(source.row_types(rang, 0, largeur)):
            valeur = ligne[colonne]
            if genre == biffh.XL_CELL_TEXT:
                self._textes -= len(valeur)
                if self._textes < 0:
                    raise FichierRefuse("fichier_trop_gros", "", self._limite)
                if "\0" in valeur:
                    ligne[colonne] = valeur.replace("\0", "\ufffd")
            elif genre == biffh.XL_CELL_NUMBER:
                if styles[colonne] in self._en_pct:
                    cle = (self._codes[styles[colonne]], colonne)
                    feuille.formats.setdefault(cle, array("I")).append(rang)
            elif genre == biffh.XL_CELL_DATE:
                duree = styles[colonne] in self._durees
                ligne[colonne] = _instant(valeur, duree=duree, depuis_1904=feuille.depuis_1904)
            elif genre == biffh.XL_CELL_BOOLEAN:
                ligne[colonne] = bool(valeur)
            elif genre == biffh.XL_CELL_ERROR:
                ligne[colonne] = self._fautives.get(valeur) or CelluleFautive("#ERREUR", "formule_en_erreur")
        return ligne


def _largeur(valeurs: list[Cellule]) -> int:
    """Rang de la dernière cellule remplie, compté de un ; 0 pour une ligne vide."""
    return next((i for i in range(len(valeurs), 0, -1) if valeurs[i - 1] != ""), 0)


def _instant(nombre: float, *, duree: bool, depuis_1904: bool) -> Cellule:
    """Un jour, un instant, une heure ou une durée, comme le rend le lecteur des .xlsx ; au-delà, le nombre."""
    try:
        if duree:
            return dt.timedelta(milliseconds=round(nombre * _MS_PAR_JOUR))
        if nombre < 1:
            return (dt.datetime.min + dt.timedelta(milliseconds=round(max(nombre, 0) * _MS_PAR_JOUR))).time()
        instant = xldate_as_datetime(nombre, int(depuis_1904))
    except (OverflowError, ValueError):
        return nombre
    return instant.date() if nombre.is_integer() else instant
