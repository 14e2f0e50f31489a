"""Du fichier reçu à ses feuilles brutes : des lignes de cellules, sans interprétation.

Tout fichier est hostile jusqu'à preuve du contraire : taille, format et taille décompressée sont bornés avant la
lecture.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from array import array
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from domaine.francais import nombre
from domaine.reglages import Reglages
from etl.fichiers.archives import CELLULES_MAX, COLONNES_MAX, MO, Mesures, Surface, mesurer
from etl.fichiers.cellules import Cellule
from etl.fichiers.compte import compter_rendues, exiger_tout_rendu
from etl.fichiers.refus import FichierRefuse, lire_membre
from etl.fichiers.xls import lire_xls
from etl.fichiers.zips import ARCHIVE_ABIMEE
from tableurs import codable

_MAGIE_ZIP, _MAGIE_OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Ce que dit le lecteur d'une erreur de formule qu'il ne connaît pas.
_ERREUR_INCONNUE = "Unsupported cell error value"
#: Fichier d'une archive qui trahit un classeur d'un autre format → ce format.
_AUTRES_CLASSEURS = {"xl/workbook.bin": ".xlsb", "content.xml": "OpenDocument (.ods)"}


@dataclass
class FeuilleBrute:
    """Une feuille : `lignes[0]` est la première ligne du tableur. Les cellules vides valent ''."""

    nom: str
    lignes: list[list[Cellule]]
    #: Plages fusionnées : (première ligne, première colonne, dernière ligne), comptées de zéro.
    fusions: list[tuple[int, int, int]] = field(default_factory=list)
    #: Vieux classeur de Macintosh, dont les jours se comptent depuis 1904 : un numéro de jour nu en dépend.
    depuis_1904: bool = False
    #: Son fichier dans l'archive d'un .xlsx ; vide ailleurs.
    chemin: str = ""
    #: D'un .xls : (format de nombre qui comporte un %, colonne) → ses lignes, comptées de zéro.
    formats: dict[tuple[str, int], array[int]] = field(default_factory=dict)


def format_de(contenu: bytes) -> str:
    """Le format d'un contenu : xlsx, xls ou csv (archive de .csv).

    Raises:
        FichierRefuse: vide, ou d'un format qui n'est pas reçu.
    """
    if not contenu:
        raise FichierRefuse("fichier_vide")
    if contenu.startswith(_MAGIE_OLE):
        return "xls"
    if not contenu.startswith(_MAGIE_ZIP):
        raise FichierRefuse("fichier_illisible", "", "ni .xlsx, ni .xls, ni archive de .csv")
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            noms = archive.namelist()
    except ARCHIVE_ABIMEE as erreur:
        raise FichierRefuse("fichier_illisible", "", "fichier tronqué ou abîmé") from erreur
    noms = [n.replace("\\", "/").lower() for n in noms]
    if "xl/workbook.xml" in noms:
        return "xlsx"
    if any(n.endswith(".csv") for n in noms):
        return "csv"
    raise FichierRefuse("fichier_format", next((g for m, g in _AUTRES_CLASSEURS.items() if m in noms), "cette archive"))


def empaqueter_dossier(dossier: Path, reglages: Reglages) -> bytes:
    """Un dossier de `.csv` devient une archive sans compression, aux octets reproductibles.

    Raises:
        FichierRefuse: aucun .csv, trop gros, ou un .csv qui n'est pas un fichier (lien rompu, tube, périphérique).
    """
    fichiers = sorted(p for p in dossier.iterdir() if p.suffix.lower() == ".csv" and not p.is_dir())
    if not fichiers:
        raise FichierRefuse("fichier_format", codable(dossier.name))
    if faux := next((f for f in fichiers if not f.is_file()), None):
        raise FichierRefuse("fichier_format", codable(f"{dossier.name}/{faux.name}"))
    if sum(f.stat().st_size for f in fichiers) > reglages.taille_max_mo * MO:
        raise FichierRefuse("fichier_trop_gros", "", f"plus de {reglages.taille_max_mo} Mo")
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_STORED) as archive:
        for fichier in fichiers:
            archive.writestr(zipfile.ZipInfo(codable(fichier.name), (1980, 1, 1, 0, 0, 0)), fichier.read_bytes())
    return tampon.getvalue()


def lire_feuilles(contenu: bytes, reglages: Reglages) -> list[FeuilleBrute]:
    """Les feuilles d'un fichier reçu, dans leur ordre, feuilles masquées comprises.

    Raises:
        FichierRefuse: vide, trop gros, chiffré, tronqué, ou qui n'est pas un classeur.
    """
    if len(contenu) > reglages.taille_max_mo * MO:
        raise FichierRefuse("fichier_trop_gros", "", f"plus de {reglages.taille_max_mo} Mo")
    format = format_de(contenu)
    if format == "xls":
        return [FeuilleBrute(**vars(feuille)) for feuille in lire_xls(contenu, reglages)]
    mesures = mesurer(contenu, reglages, classeur=format == "xlsx")
    if format == "csv":
        return _lire_csv(contenu, reglages)
    return _lire_classeur(contenu, reglages, mesures)


def _lire_classeur(contenu: bytes, reglages: Reglages, mesures: Mesures) -> list[FeuilleBrute]:
    try:
        try:
            feuilles = _rendre(contenu, reglages)
        except calamine.CalamineError as erreur:
            if _ERREUR_INCONNUE not in str(erreur):
                raise
            feuilles = _rendre(_a_erreurs_connues(contenu), reglages)
    except calamine.PasswordError as erreur:
        raise FichierRefuse("fichier_chiffre") from erreur
    except (calamine.CalamineError, OSError, ValueError) as erreur:
        raise FichierRefuse("fichier_illisible", "", "classeur abîmé ou d'un autre format") from erreur
    except BaseException as erreur:
        # Le lecteur, écrit en Rust, signale une panique par une exception qu'il n'exporte pas.
        if type(erreur).__name__ != "PanicException":
            raise
        raise FichierRefuse("fichier_illisible", "", "classeur abîmé") from None
    _completer(contenu, feuilles, mesures)
    return feuilles


def _rendre(contenu: bytes, reglages: Reglages) -> list[FeuilleBrute]:
    surface = Surface()
    classeur = calamine.CalamineWorkbook.from_filelike(io.BytesIO(contenu))
    noms = [m.name for m in classeur.sheets_metadata if _est_tableau(m)]
    if len(set(noms)) < len(noms):
        # Lues par leur nom, la première le serait deux fois et l'autre jamais.
        raise FichierRefuse("fichier_illisible", "", "deux feuilles de même nom")
    return [_lire_feuille(classeur, nom, reglages, surface) for nom in noms]


def _a_erreurs_connues(contenu: bytes) -> bytes:
    """Le même classeur, ses erreurs de formule toutes écrites «#VALUE!».

    Le lecteur refuse un fichier entier pour une erreur plus jeune que lui («#SPILL!», «#CALC!»), qu'un tableur écrit
    dans un classeur ordinaire. Ce que la cellule disait, `mesures` l'a lu dans le fichier reçu (règle L11).
    """
    neuf = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as recu, zipfile.ZipFile(neuf, "w") as ecrit:
        for membre in recu.infolist():
            octets = lire_membre(recu, membre)
            if membre.filename.startswith("xl/worksheets/"):
                octets = b"<c ".join(map(_en_erreur_connue, octets.split(b"<c ")))
            ecrit.writestr(membre.filename, octets)
    return neuf.getvalue()


def _en_erreur_connue(cellule: bytes) -> bytes:
    """Ce qui suit `<c ` dans une feuille, jusqu'à la cellule d'après ; d'une cellule en erreur, la valeur change."""
    debut, fin = cellule.find(b"<v>"), cellule.find(b"</v>")
    if b't="e"' not in cellule.partition(b">")[0] or not 0 <= debut < fin:
        return cellule
    return cellule[: debut + 3] + b"#VALUE!" + cellule[fin:]


def _completer(contenu: bytes, feuilles: list[FeuilleBrute], mesures: Mesures) -> None:
    """Ce que le lecteur tait : l'origine des jours, les formules en erreur ou sans résultat, ce qu'il saute."""
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        classeur = lire_membre(archive, "xl/workbook.xml", facultatif=True).decode("utf-8", "replace")
        relations = lire_membre(archive, "xl/_rels/workbook.xml.rels", facultatif=True).decode("utf-8", "replace")
    depuis_1904 = re.search(r"""\bdate1904\s*=\s*["'](1|true)""", classeur) is not None
    chemins = _chemins_des_feuilles(classeur, relations)
    for feuille in feuilles:
        feuille.depuis_1904, feuille.chemin = depuis_1904, chemins.get(feuille.nom, "")
        for (ligne, colonne), fautive in mesures.fautives.get(feuille.chemin, {}).items():
            feuille.lignes.extend([] for _ in range(ligne + 1 - len(feuille.lignes)))
            cellules = feuille.lignes[ligne]
            cellules.extend([""] * (colonne + 1 - len(cellules)))
            if cellules[colonne] == "":
                cellules[colonne] = fautive
        if mesures.contenus.get(feuille.chemin, 0) > compter_rendues(feuille.lignes):
            with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
                exiger_tout_rendu(feuille.nom, lire_membre(archive, feuille.chemin), feuille.lignes)


def _chemins_des_feuilles(classeur: str, relations: str) -> dict[str, str]:
    """Nom de feuille → son fichier dans l'archive, d'après la table des relations."""
    cibles = {}
    for balise in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", relations):
        attributs = dict(re.findall(r'(\w+)="([^"]*)"', balise))
        cible = attributs.get("Target", "")
        cibles[attributs.get("Id", "")] = cible.removeprefix("/") if cible.startswith("/") else f"xl/{cible}"
    chemins = {}
    for balise in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", classeur):
        attributs = dict(re.findall(r'([\w:]+)="([^"]*)"', balise))
        identifiant = next((v for n, v in attributs.items() if n.endswith(":id")), "")
        chemins[html.unescape(attributs.get("name", ""))] = cibles.get(identifiant, "")
    return chemins


def _est_tableau(meta: calamine.SheetMetadata) -> bool:
    return meta.typ == calamine.SheetTypeEnum.WorkSheet


def _lire_feuille(classeur: calamine.CalamineWorkbook, nom: str, reglages: Reglages, surface: Surface) -> FeuilleBrute:
    feuille = classeur.get_sheet_by_name(nom)
    if feuille.total_height > reglages.lignes_max + 100:
        raise FichierRefuse("fichier_trop_gros", "", f"feuille «{nom[:60]}» de plus de {reglages.lignes_max} lignes")
    # Le lecteur ne garde une feuille qu'en passant ; ses lignes, vides comprises, restent jusqu'à la dernière feuille.
    surface.ajouter(feuille.total_height, feuille.total_width)
    fusions = [(debut[0], debut[1], fin[0]) for debut, fin in feuille.merged_cell_ranges or []]
    lignes = feuille.to_python(skip_empty_area=False)
    return FeuilleBrute(nom, lignes, fusions)


def _lire_csv(contenu: bytes, reglages: Reglages) -> list[FeuilleBrute]:
    feuilles, surface = [], Surface()
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        # Par membre et non par nom : deux fichiers de même nom sont deux feuilles.
        for membre in sorted(archive.infolist(), key=lambda m: m.filename):
            nom = membre.filename.replace("\\", "/").rsplit("/", 1)[-1][:-4]
            # «._Valeurs.csv» : un reste de macOS, pas une feuille.
            if not membre.filename.lower().endswith(".csv") or nom.startswith("."):
                continue
            lignes = _lignes_csv(_decoder(lire_membre(archive, membre)), reglages)
            surface.ajouter(len(lignes), max(map(len, lignes), default=0))
            feuilles.append(FeuilleBrute(nom, lignes))
    return feuilles


def _decoder(octets: bytes) -> str:
    """UTF-8 (avec ou sans marque), UTF-16 marqué, sinon Windows-1252, le jeu des vieux tableurs français."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", errors="replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _lignes_csv(texte: str, reglages: Reglages) -> list[list[Cellule]]:
    """Les lignes d'un CSV, sans leurs dernières cellules vides."""
    debut = texte[:5000].split("\n", 20)[:20]
    # Le séparateur le plus présent dans les premières lignes : un Excel français écrit des points-virgules.
    separateur = max(";,\t", key=lambda s: sum(ligne.count(s) for ligne in debut))
    # Compté avant de découper : une seule ligne faite de séparateurs prendrait toute la mémoire.
    if texte.count(separateur) > CELLULES_MAX:
        raise FichierRefuse("fichier_trop_gros", "", f"plus de {nombre(CELLULES_MAX)} cellules, même vides")
    lignes: list[list[Cellule]] = []
    try:
        for ligne in csv.reader(io.StringIO(texte.replace("\x00", "\ufffd"), newline=""), delimiter=separateur):
            while ligne and not ligne[-1]:
                ligne.pop()
            if len(ligne) > COLONNES_MAX:
                raise FichierRefuse("fichier_trop_gros", "", f"ligne de {nombre(len(ligne))} colonnes")
            lignes.append(ligne)
            if len(lignes) > reglages.lignes_max + 100:
                raise FichierRefuse("fichier_trop_gros", "", f"plus de {reglages.lignes_max} lignes")
    except csv.Error as erreur:
        raise FichierRefuse("fichier_illisible", "", "CSV abîmé") from erreur
    return lignes
