"""Lire un fichier de polygones ou de lignes reçu de l'extérieur, tenu pour hostile jusqu'à preuve du contraire.

Trois formes, reconnues à leurs premiers octets et jamais à leur nom : GeoJSON, GeoPackage, Shapefile zippé (un zip
peut aussi contenir les deux autres). GeoJSON et GeoPackage sont lus sans GDAL ; le Shapefile est lu par le seul
pilote Shapefile, sur une copie au nom neutre. Rien ne peut donc atteindre le réseau ni un autre fichier.
"""

from __future__ import annotations

import json
import math
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry import shape

from domaine.francais import nombre
from geo.attributs import nom_de, noms_dbase, texte_borne
from geo.formats import autre_format, autre_json
from geo.geopackage import lire_geopackage
from geo.projection import DEGRES
from geo.refus import CoucheRefusee

MAGIE_ZIP, MAGIE_SQLITE, MAGIE_SHP = b"PK\x03\x04", b"SQLite format 3\x00", b"\x00\x00\x27\x0a"
MEMBRES_MAX = 300
COUCHES_MAX = 30
ENTITES_MAX = 20_000
SOMMETS_MAX = 3_000_000
_UTILES = (".shp", ".shx", ".prj", ".geojson", ".gpkg")
_INCONNU = "n'est ni un GeoJSON, ni un GeoPackage, ni un Shapefile zippé."
#: Ce qui accompagne la géométrie d'un Shapefile et n'est jamais lu seul.
_ANNEXES = (".shx", ".prj", ".dbf")


@dataclass(frozen=True)
class Attendu:
    """Ce qu'on cherche dans un fichier ; tout autre dessin est laissé de côté.

    Attributes:
        aucun: « aucun polygone », pour dire qu'il n'y en a pas.
        pluriel: « polygones ».
        types: types gardés (shapely.get_type_id) ; une collection (7) peut en contenir.
        shapefile: types Shapefile gardés : simple, Z, M.
        noms: lire aussi le nom de chaque entité.
    """

    aucun: str
    pluriel: str
    types: tuple[int, ...]
    shapefile: tuple[int, ...]
    noms: bool = False


POLYGONES = Attendu("aucun polygone", "polygones", (3, 6, 7), (5, 15, 25))
POLYGONES_NOMMES = replace(POLYGONES, noms=True)
LIGNES_NOMMEES = Attendu("aucune ligne", "lignes", (1, 2, 5, 7), (3, 13, 23), noms=True)


@dataclass(frozen=True)
class Bornes:
    """Tailles acceptées, en octets : le fichier reçu, et la somme de ce qu'un zip déplie."""

    taille: int = 50_000_000
    taille_depliee: int = 500_000_000


@dataclass(frozen=True)
class Couche:
    """Une couche de dessins, en degrés.

    Attributes:
        nom: nom de la couche, ou du fichier.
        geometries: les dessins attendus, et eux seuls.
        remarques: ce qu'il a fallu supposer pour la lire.
        noms: le nom de chaque dessin, vide s'il n'en a pas ; rien du tout quand on ne les a pas demandés.
    """

    nom: str
    geometries: np.ndarray
    remarques: tuple[str, ...] = ()
    noms: tuple[str, ...] = ()


def lire_couches(fichier: Path, atelier: Path, bornes: Bornes, attendu: Attendu = POLYGONES) -> list[Couche]:
    """Lit toutes les couches d'un fichier qui contiennent ce qu'on attend.

    Args:
        fichier: fichier reçu.
        atelier: dossier temporaire vide, où les copies de travail sont faites.
        bornes: tailles acceptées.
        attendu: ce qu'on garde : des polygones, par défaut.

    Returns:
        Au moins une couche.

    Raises:
        CoucheRefusee: forme inconnue, taille ou contenu hors bornes, fichier abîmé, rien de ce qu'on attend.
    """
    if not fichier.is_file():
        raise CoucheRefusee(f"Le fichier « {fichier.name} » n'existe pas.")
    _borner(fichier.stat().st_size, bornes.taille)
    with fichier.open("rb") as flux:
        debut = flux.read(512)
    if debut.startswith(MAGIE_ZIP):
        membres = _deplier(fichier, atelier, bornes, attendu)
        couches = [c for nom, membre in membres for c in _lire_simple(nom, membre, attendu)]
    else:
        couches = _lire_simple(fichier.name, fichier, attendu, debut)
    couches = [c for c in couches if len(c.geometries)]
    if not couches:
        raise CoucheRefusee(f"Le fichier ne contient {attendu.aucun} lisible.")
    return couches


def _borner(taille: int, maximum: int) -> None:
    if taille > maximum:
        raise CoucheRefusee(f"Le fichier est trop gros : {nombre(taille / 1e6, 1)} Mo, maximum {maximum // 10**6} Mo.")


def _lire_simple(nom: str, fichier: Path, attendu: Attendu, debut: bytes | None = None) -> list[Couche]:
    """Lit un fichier qui n'est pas un zip, d'après ses premiers octets."""
    if debut is None:
        with fichier.open("rb") as flux:
            debut = flux.read(512)
    if debut.startswith(MAGIE_SQLITE):
        brutes = lire_geopackage(fichier, COUCHES_MAX, ENTITES_MAX, avec_noms=attendu.noms)
        return [_couche(f"{nom}, {table}", dessins, crs, attendu, noms) for table, dessins, crs, noms in brutes]
    if debut.startswith(MAGIE_SHP):
        return _lire_shapefile(nom, fichier, attendu)
    if debut.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return [_lire_geojson(nom, fichier, attendu)]
    dit = autre_format(debut, Path(nom).suffix.lower())
    raise CoucheRefusee(f"« {nom} » {dit or _INCONNU}")


def _deplier(fichier: Path, atelier: Path, bornes: Bornes, attendu: Attendu) -> list[tuple[str, Path]]:
    """Copie les membres utiles d'un zip sous des noms neutres ; rend (nom d'origine, copie) à lire."""
    try:
        with zipfile.ZipFile(fichier) as archive:
            membres = [m for m in archive.infolist() if not m.is_dir()]
            _controler_membres(membres, bornes)
            admis = (*_UTILES, ".dbf") if attendu.noms else _UTILES
            utiles = [m for m in membres if Path(m.filename).suffix.lower() in admis and "__MACOSX" not in m.filename]
            racines = {r: i for i, r in enumerate(sorted({_racine(m) for m in utiles}))}
            reste, copies = bornes.taille_depliee, []
            for membre in utiles:
                copie = atelier / f"membre_{racines[_racine(membre)]:03d}{Path(membre.filename).suffix.lower()}"
                reste -= _copier_membre(archive, membre, copie, reste)
                copies.append((Path(membre.filename).name, copie))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as erreur:
        if isinstance(erreur, CoucheRefusee):
            raise
        raise CoucheRefusee("Le zip est abîmé, chiffré ou incomplet ; téléchargez-le de nouveau.") from erreur
    lus = [(nom, copie) for nom, copie in copies if copie.suffix not in _ANNEXES]
    if not lus:
        noms = [Path(m.filename) for m in membres]
        dits = [f" « {texte_borne(n.name)} » {d}" for n in noms if (d := autre_format(b"", n.suffix.lower()))]
        raise CoucheRefusee(f"Le zip ne contient ni Shapefile, ni GeoJSON, ni GeoPackage.{''.join(dits[:1])}")
    return lus[:COUCHES_MAX]


def _racine(membre: zipfile.ZipInfo) -> str:
    return str(Path(membre.filename).with_suffix("")).lower()


def _controler_membres(membres: list[zipfile.ZipInfo], bornes: Bornes) -> None:
    if len(membres) > MEMBRES_MAX:
        raise CoucheRefusee(f"Le zip contient {len(membres)} fichiers ; maximum {MEMBRES_MAX}.")
    _borner(sum(m.file_size for m in membres), bornes.taille_depliee)
    for membre in membres:
        nom, mode = membre.filename, membre.external_attr >> 16
        if nom.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", nom) or re.match(r"[A-Za-z]:", nom):
            raise CoucheRefusee("Le zip contient un nom de fichier qui sort de son dossier ; il est refusé.")
        if mode & 0o170000 == 0o120000:
            raise CoucheRefusee("Le zip contient un lien ; il est refusé.")


def _copier_membre(archive: zipfile.ZipFile, membre: zipfile.ZipInfo, copie: Path, reste: int) -> int:
    """Copie un membre sans croire la taille qu'il annonce ; rend les octets écrits."""
    if copie.exists():
        raise CoucheRefusee("Le zip contient deux fichiers de même nom.")
    ecrits = 0
    with archive.open(membre) as source, copie.open("wb") as cible:
        while bloc := source.read(1 << 20):
            ecrits += len(bloc)
            if ecrits > reste:
                raise CoucheRefusee("Le zip déplié dépasse la taille permise.")
            cible.write(bloc)
    return ecrits


def _lire_shapefile(nom: str, fichier: Path, attendu: Attendu) -> list[Couche]:
    entete = fichier.read_bytes()[:100]
    if fichier.suffix != ".shp" or not fichier.with_suffix(".shx").exists():
        raise CoucheRefusee(f"« {nom} » : un Shapefile se donne zippé, avec ses fichiers .shp, .shx et .prj.")
    if len(entete) < 100 or int.from_bytes(entete[32:36], "little") not in attendu.shapefile:
        return []
    projection = fichier.with_suffix(".prj")
    crs = projection.read_text(encoding="utf-8", errors="replace")[:20_000] if projection.exists() else ""
    table = fichier.with_suffix(".dbf")
    noms = noms_dbase(table, ENTITES_MAX) if attendu.noms and table.exists() else []
    # Lus à part : GDAL ne reçoit que la géométrie.
    projection.unlink(missing_ok=True)
    table.unlink(missing_ok=True)
    try:
        decrit = pyogrio.read_info(fichier, force_feature_count=True)
        if decrit["driver"] != "ESRI Shapefile" or decrit["features"] > ENTITES_MAX:
            raise CoucheRefusee(
                f"« {nom} » n'est pas un Shapefile, ou contient plus de {ENTITES_MAX} {attendu.pluriel}."
            )
        geometries = pyogrio.raw.read(fichier, columns=[])[2]
        lues = shapely.from_wkb(geometries, on_invalid="fix")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, shapely.errors.ShapelyError) as erreur:
        raise CoucheRefusee(f"« {nom} » : Shapefile abîmé ou incomplet.") from erreur
    return [_couche(nom, lues, crs, attendu, noms)]


def _lire_geojson(nom: str, fichier: Path, attendu: Attendu) -> Couche:
    try:
        contenu = json.loads(fichier.read_text(encoding="utf-8-sig"))
        if dit := autre_json(contenu):
            raise CoucheRefusee(f"« {nom} » {dit}")
        entites = contenu["features"] if contenu.get("type") == "FeatureCollection" else [contenu]
        if len(entites) > ENTITES_MAX:
            raise CoucheRefusee(f"« {nom} » contient plus de {nombre(ENTITES_MAX)} entités.")
        dessins = [e["geometry"] if e.get("type") == "Feature" else e for e in entites]
        lues = [None if d is None else shape(d) for d in dessins]
        crs = _crs_geojson(contenu.get("crs"))
        noms = [nom_de(e.get("properties")) for e in entites] if attendu.noms else []
    except CoucheRefusee:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, shapely.errors.ShapelyError) as erreur:
        raise CoucheRefusee(f"« {nom} » : GeoJSON illisible ou tronqué.") from erreur
    return _couche(nom, np.array(lues, dtype=object), crs, attendu, noms)


def _crs_geojson(membre: Any) -> str:
    """Système de coordonnées nommé par un ancien GeoJSON ; jamais un lien, qui ferait appel au réseau."""
    if membre is None:
        return DEGRES
    nom = membre.get("properties", {}).get("name") if membre.get("type") == "name" else None
    trouve = re.fullmatch(r"(?:urn:ogc:def:crs:)?(?:OGC:[\d.]*:?CRS84|EPSG:[\d.]*:?(\d{4,6}))", str(nom), re.IGNORECASE)
    if trouve is None:
        raise CoucheRefusee("Le système de coordonnées du GeoJSON n'est pas un nom EPSG ; enregistrez-le en WGS 84.")
    return f"EPSG:{trouve[1]}" if trouve[1] else DEGRES


def _couche(nom: str, geometries: np.ndarray, crs: str, attendu: Attendu, noms: list[str]) -> Couche:
    """Garde ce qu'on attend, vérifie les bornes et ramène tout en degrés."""
    gardes = np.isin(shapely.get_type_id(geometries), attendu.types)
    dessins = shapely.force_2d(geometries[gardes])
    if int(shapely.get_num_coordinates(dessins).sum()) > SOMMETS_MAX:
        raise CoucheRefusee(f"« {nom} » a plus de {nombre(SOMMETS_MAX)} sommets ; simplifiez-le d'abord.")
    # Une table de noms plus courte que celle des dessins ne nomme pas les derniers.
    nommes = tuple(noms[i] if i < len(noms) else "" for i in np.flatnonzero(gardes)) if attendu.noms else ()
    if not len(dessins):
        return Couche(nom, dessins)
    remarques: tuple[str, ...] = ()
    if not crs.strip():
        if not _ressemble_a_des_degres(dessins):
            raise CoucheRefusee(f"« {nom} » ne dit pas son système de coordonnées (.prj absent).")
        crs, remarques = DEGRES, ("Système de coordonnées non indiqué : lu en degrés (WGS 84).",)
    projetes = _en_degres(nom, dessins, crs)
    if not _ressemble_a_des_degres(projetes):
        raise CoucheRefusee(f"« {nom} » a des coordonnées impossibles dans le système qu'il annonce.")
    return Couche(nom, projetes, remarques, nommes)


def _en_degres(nom: str, dessins: np.ndarray, crs: str) -> np.ndarray:
    # Une grille de décalage est un fichier que PROJ irait ouvrir : aucune limite publique n'en a besoin.
    if re.search(r"grids|extension|\+init|file:|http", crs, re.IGNORECASE):
        raise CoucheRefusee(f"« {nom} » : système de coordonnées non admis ; enregistrez-le en WGS 84.")
    try:
        origine = CRS.from_user_input(crs)
        if origine.equals(CRS.from_user_input(DEGRES), ignore_axis_order=True):
            return dessins
        transformation = Transformer.from_crs(origine, DEGRES, always_xy=True)
        rendues: np.ndarray = shapely.transform(dessins, transformation.transform, interleaved=False)
    except (CRSError, ProjError) as erreur:
        raise CoucheRefusee(f"« {nom} » : système de coordonnées inconnu ; enregistrez-le en WGS 84.") from erreur
    return rendues


def _ressemble_a_des_degres(geometries: np.ndarray) -> bool:
    if not np.isfinite(shapely.get_coordinates(geometries)).all():
        return False
    ouest, sud, est, nord = shapely.total_bounds(geometries)
    return all(map(math.isfinite, (ouest, sud, est, nord))) and max(-ouest, est) <= 180.01 and max(-sud, nord) <= 90.01
