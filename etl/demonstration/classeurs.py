"""L'écriture des classeurs : les mêmes octets à chaque fois, sur toute machine.

L'archive est récrite sans compression et datée de 1980 : la bibliothèque de compression de la machine n'y change rien.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from domaine.feuilles.cadre import PAR_TABLE
from domaine.periodes import lire_periode
from etl.demonstration.base import Cellules, Valeur, noms_des_zones
from etl.demonstration.calendrier import Forme

#: Graphies du terrain, lues par la table des alias.
GRAPHIES = {
    "ML070305": "N'Tillit",
    "ML070306": "Soni Ali Ber",
    "ML070107": "Tin-Hama",
    "ML070104": "Watagouna",
    "ML050408": "Haïré",
    "ML050402": "Dangol-Boré",
    "ML050412": "Koubewel Koundia",
    "ML050415": "Tédié",
    "ML100301": "In Ekar",
    "ML100401": "Tidermene",
}
#: Feuilles où le nom suffit : leur niveau de zone est imposé par la feuille ou par l'indicateur.
TABLES_PAR_NOM = frozenset({"point_service", "spi_tournee", "spi_etape", "valeur"})
ETAPES = (
    "identifié",
    "diagnostic",
    "formulation participative",
    "validation",
    "passation",
    "travaux/équipement",
    "réception provisoire",
    "remise en service",
    "suivi de fonctionnalité",
    "transféré/clos",
)
HXL = {"code_indicateur": "#indicator+code", "code_zone": "#adm+code", "periode": "#date+period", "valeur": "#value"}
_CREE_LE = dt.datetime(2022, 1, 1)
_DATE_ZIP = (1980, 1, 1, 0, 0, 0)
#: Feuilles et colonnes non déclarées, ajoutées à dessein : nom de la feuille → lignes de cellules.
Supplement = Mapping[str, Sequence[Sequence[Valeur]]]


def ecrire_classeur(
    chemin: Path, tables: Mapping[str, Sequence[Cellules]], forme: Forme, supplement: Supplement | None = None
) -> None:
    """Écrit un classeur, ou un dossier de CSV si la forme le veut.

    Args:
        chemin: fichier `.xlsx`, ou dossier à créer pour une forme CSV.
        tables: table de l'édition → lignes ; les colonnes non déclarées sont écrites à la fin.
        forme: façon d'écrire de la coordination.
        supplement: feuilles non déclarées, nom → lignes.
    """
    feuilles = {PAR_TABLE[table].nom: _grille(table, lignes, forme) for table, lignes in tables.items() if lignes}
    feuilles |= {nom: [list(ligne) for ligne in lignes] for nom, lignes in (supplement or {}).items()}
    if forme.csv:
        _ecrire_csv(chemin, feuilles)
    else:
        chemin.write_bytes(_octets_xlsx(feuilles, len(_bandeau(forme))))


def _bandeau(forme: Forme) -> list[list[Valeur]]:
    return [[forme.bandeau], []] if forme.bandeau else []


def _grille(table: str, lignes: Sequence[Cellules], forme: Forme) -> list[list[Valeur]]:
    """Bandeau, en-têtes, éventuelle ligne HXL, puis les lignes."""
    noms = list(PAR_TABLE[table].noms)
    noms += [nom for ligne in lignes for nom in ligne if nom not in noms]
    noms = list(dict.fromkeys(noms))
    entetes: list[Valeur] = [n.replace("_", " ").capitalize() if forme.entetes_francais else n for n in noms]
    grille = [*_bandeau(forme), entetes]
    if forme.hxl and table == "valeur":
        grille.append([HXL.get(nom) for nom in noms])
    for ligne in lignes:
        grille.append([ecrire_cellule(table, nom, ligne.get(nom), forme) for nom in noms])
    return grille


def ecrire_cellule(table: str, nom: str, valeur: Valeur, forme: Forme) -> Valeur:
    """Une valeur, écrite comme la coordination l'écrit.

    >>> ecrire_cellule("visite", "date", dt.date(2023, 5, 3), Forme(textes=True))
    '03/05/2023'
    >>> ecrire_cellule("point_service", "code_zone", "ML050408", Forme(noms=True))
    'Haïré'
    """
    if isinstance(valeur, bool):
        return ("Oui" if forme.textes else "oui") if valeur else ("Non" if forme.textes else "non")
    if nom == "code_zone" and forme.noms and table in TABLES_PAR_NOM and isinstance(valeur, str):
        return GRAPHIES.get(valeur, noms_des_zones().get(valeur, valeur))
    if nom == "etape" and forme.etapes_en_lettres and isinstance(valeur, str) and valeur.isdigit():
        return ETAPES[int(valeur)]
    if nom == "etape" and isinstance(valeur, str) and valeur.isdigit():
        return int(valeur)
    if forme.textes:
        return _en_texte(nom, valeur)
    return valeur


def _en_texte(nom: str, valeur: Valeur) -> Valeur:
    if isinstance(valeur, dt.date):
        return f"{valeur:%d/%m/%Y}"
    if nom == "periode" and isinstance(valeur, str):
        periode = lire_periode(valeur)
        return periode.libelle_long if periode else valeur
    if isinstance(valeur, int) and valeur >= 1000:
        return f"{valeur:,}".replace(",", "\u00a0")
    return valeur


def _octets_xlsx(feuilles: Mapping[str, list[list[Valeur]]], entete: int) -> bytes:
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_numbers": False})
    classeur.set_properties({"created": _CREE_LE, "author": "Démonstration", "comments": "Chiffres fictifs"})
    gras = classeur.add_format({"bold": True, "bg_color": "#E8EDF2"})
    date = classeur.add_format({"num_format": "dd/mm/yyyy"})
    for nom, grille in feuilles.items():
        feuille = classeur.add_worksheet(nom)
        feuille.set_column(0, 30, 16)
        if entete and len(grille) > entete:
            # Un bandeau de titre aux cellules fusionnées, comme on en reçoit.
            feuille.merge_range(0, 0, 0, 5, None, gras)
        for i, ligne in enumerate(grille):
            for j, valeur in enumerate(ligne):
                if isinstance(valeur, dt.date):
                    feuille.write_datetime(i, j, dt.datetime(valeur.year, valeur.month, valeur.day), date)
                elif isinstance(valeur, str):
                    feuille.write_string(i, j, valeur, gras if i == entete else None)
                elif valeur is not None:
                    feuille.write_number(i, j, valeur)
    classeur.close()
    return _sans_compression(tampon.getvalue())


def _sans_compression(octets: bytes) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as source, zipfile.ZipFile(sortie, "w", zipfile.ZIP_STORED) as cible:
        for membre in source.namelist():
            inscrit = zipfile.ZipInfo(membre, _DATE_ZIP)
            # Sans ce champ, zipfile y inscrit le système de la machine.
            inscrit.create_system = 3
            cible.writestr(inscrit, source.read(membre))
    return sortie.getvalue()


def _ecrire_csv(dossier: Path, feuilles: Mapping[str, list[list[Valeur]]]) -> None:
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, grille in feuilles.items():
        tampon = io.StringIO(newline="")
        csv.writer(tampon, delimiter=";", lineterminator="\r\n").writerows(
            [["" if v is None else _nombre_francais(v) for v in ligne] for ligne in grille]
        )
        (dossier / f"{nom}.csv").write_bytes(tampon.getvalue().encode("cp1252"))


def _nombre_francais(valeur: Valeur) -> Valeur:
    return str(valeur).replace(".", ",") if isinstance(valeur, float) else valeur
