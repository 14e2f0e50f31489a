"""Lire les dessins d'un GeoPackage avec sqlite3 seul : un fichier SQLite reçu peut contenir des vues sans fin,
des tables virtuelles, des déclencheurs ; ici on ne lit que de vraies tables, en lecture seule et en temps borné.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import numpy as np
import shapely

from geo.attributs import nom_de, proprietes_utiles
from geo.refus import CoucheRefusee

ATTENTE_S = 60.0
TAILLE_VALEUR = 60_000_000
#: Octets d'enveloppe selon l'indicateur d'en-tête (GeoPackage 1.3, §2.1.3).
_ENVELOPPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
#: Une couche brute : nom, géométries, système de coordonnées, noms des entités (aucun quand on ne les demande pas).
Brute = tuple[str, np.ndarray, str, list[str]]
_SYSTEME = ("gpkg_geometry_columns", "gpkg_spatial_ref_sys")


def lire_geopackage(fichier: Path, couches_max: int, entites_max: int, *, avec_noms: bool = False) -> list[Brute]:
    """Lit chaque table de géométries.

    Returns:
        (nom de la table, géométries shapely, système de coordonnées : `EPSG:n`, WKT, ou vide s'il n'est pas dit,
        noms des entités).

    Raises:
        CoucheRefusee: fichier abîmé, table qui n'en est pas une, ou hors bornes.
    """
    adresse = f"{fichier.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        base = sqlite3.connect(adresse, uri=True)
        try:
            base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, TAILLE_VALEUR)
            limite = time.monotonic() + ATTENTE_S
            base.set_progress_handler(lambda: int(time.monotonic() > limite), 10_000)
            return _tables(base, couches_max, entites_max, avec_noms)
        finally:
            base.close()
    except (sqlite3.Error, shapely.errors.ShapelyError, UnicodeDecodeError, OverflowError) as erreur:
        raise CoucheRefusee("Le GeoPackage est abîmé ou incomplet.") from erreur


def _tables(base: sqlite3.Connection, couches_max: int, entites_max: int, avec_noms: bool) -> list[Brute]:
    # Seules de vraies tables : une vue ou une table virtuelle peut calculer sans fin.
    objets = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    vraies = {nom for nom, sql in objets if _vraie(str(sql))}
    if not vraies.issuperset(_SYSTEME):
        raise CoucheRefusee("Ce fichier SQLite n'est pas un GeoPackage.")
    declarees = base.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").fetchmany(couches_max)
    rendues = []
    for table, colonne, srs in declarees:
        if table not in vraies:
            raise CoucheRefusee("Le GeoPackage déclare une couche qui n'est pas une table ; exportez-la en table.")
        colonnes = {ligne[1] for ligne in base.execute("SELECT * FROM pragma_table_info(?)", (table,))}
        if colonne not in colonnes:
            raise CoucheRefusee("Le GeoPackage déclare une colonne de géométries qui n'existe pas.")
        nommees = proprietes_utiles(sorted(colonnes)) if avec_noms else []
        # Un nom de table ne se passe pas en paramètre : il vient d'être reconnu, et il est échappé.
        requete = f"SELECT {', '.join(map(_identifiant, [colonne, *nommees]))} FROM {_identifiant(table)}"  # noqa: S608
        valeurs = base.execute(requete).fetchmany(entites_max + 1)
        if len(valeurs) > entites_max:
            raise CoucheRefusee(f"Le GeoPackage a une couche de plus de {entites_max} entités.")
        noms = [nom_de(dict(zip(nommees, v[1:], strict=True))) for v in valeurs] if avec_noms else []
        rendues.append((str(table), _geometries([v[0] for v in valeurs]), _crs(base, srs), noms))
    return rendues


def _vraie(sql: str) -> bool:
    """Une table ordinaire, sans colonne calculée."""
    return " ".join(sql.upper().split()[:2]) == "CREATE TABLE" and "GENERATED" not in sql.upper()


def _identifiant(nom: str) -> str:
    return '"' + nom.replace('"', '""') + '"'


def _geometries(valeurs: list[object]) -> np.ndarray:
    """Ôte l'en-tête GeoPackage et lit le WKB ; `None` pour une géométrie absente ou vide."""
    wkb: list[bytes | None] = []
    for valeur in valeurs:
        if not isinstance(valeur, bytes):
            wkb.append(None)
            continue
        enveloppe = _ENVELOPPES.get((valeur[3] >> 1) & 7) if valeur[:2] == b"GP" and len(valeur) > 8 else None
        if enveloppe is None:
            raise CoucheRefusee("Le GeoPackage contient une géométrie illisible.")
        wkb.append(valeur[8 + enveloppe :])
    return np.asarray(shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="fix"), dtype=object)


def _crs(base: sqlite3.Connection, srs: object) -> str:
    requete = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    ligne = base.execute(requete, (srs,)).fetchone()
    if ligne is None or srs in (-1, 0):
        return ""
    if str(ligne[0]).upper() == "EPSG":
        return f"EPSG:{int(ligne[1])}"
    return str(ligne[2])[:20_000]
