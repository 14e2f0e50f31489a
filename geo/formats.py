"""Nommer un format qui n'est pas reçu : la personne apprend ce qu'elle a, et comment l'enregistrer autrement."""

from __future__ import annotations

from typing import Any

_ENREGISTRER = "enregistrez-le en GeoJSON (dans QGIS : Exporter, Sauvegarder les entités sous)."
_PAR_OCTETS = (
    (b"PK\x03\x04", "est un zip dans un zip : ouvrez le premier et donnez celui de dedans."),
    (
        b"%PDF",
        "est un PDF : une image de carte n'a pas de tracés ; demandez le fichier GeoJSON, GeoPackage ou Shapefile.",
    ),
    (b"Rar!", "est une archive RAR : donnez ce qu'elle contient, dans un zip."),
    (b"7z\xbc\xaf", "est une archive 7-Zip : donnez ce qu'elle contient, dans un zip."),
    (b"\x1f\x8b", "est une archive gzip : donnez ce qu'elle contient, dans un zip."),
    (b"fgb\x03", f"est un FlatGeobuf : {_ENREGISTRER}"),
    (b"PAR1", f"est un GeoParquet : {_ENREGISTRER}"),
)
_PAR_SUFFIXE = {
    ".kml": f"est un KML : {_ENREGISTRER}",
    ".kmz": f"est un KMZ (un KML zippé) : {_ENREGISTRER}",
    ".gml": f"est un GML : {_ENREGISTRER}",
    ".tab": f"est un fichier MapInfo : {_ENREGISTRER}",
    ".gdb": f"est une géodatabase d'ArcGIS : {_ENREGISTRER}",
    ".gdbtable": f"est d'une géodatabase d'ArcGIS : {_ENREGISTRER}",
    ".topojson": f"est un TopoJSON : {_ENREGISTRER}",
    ".zip": "est un zip dans un zip : ouvrez le premier et donnez celui de dedans.",
    ".pdf": "est un PDF : une image de carte n'a pas de tracés.",
}


def autre_format(debut: bytes, suffixe: str) -> str:
    """Ce qu'est un fichier que l'import ne lit pas, et que faire ; vide quand il n'est pas reconnu.

    >>> autre_format(b"%PDF-1.7", "")[:10], autre_format(b"<?xml", ".kml")[:10], autre_format(b"abc", ".txt")
    ('est un PDF', 'est un KML', '')
    """
    par_octets = next((dit for octets, dit in _PAR_OCTETS if debut.startswith(octets)), "")
    return par_octets or _PAR_SUFFIXE.get(suffixe, "")


def autre_json(contenu: Any) -> str:
    """Ce qu'est un JSON qui n'est pas un GeoJSON, et que faire ; vide quand c'en est un, ou qu'on ne sait pas.

    >>> autre_json({"type": "Topology", "objects": {}})[:15], autre_json({"type": "FeatureCollection"})
    ('est un TopoJSON', '')
    """
    if not isinstance(contenu, dict):
        return ""
    if contenu.get("type") == "Topology" or "arcs" in contenu:
        return f"est un TopoJSON, pas un GeoJSON : {_ENREGISTRER}"
    if "geometryType" in contenu or "spatialReference" in contenu:
        return "est un Esri JSON (celui d'ArcGIS), pas un GeoJSON : demandez-le en GeoJSON (f=geojson dans l'adresse)."
    return ""
