"""Les limites en vigueur : celles qu'on a importées si elles sont saines, sinon les schématiques (règle Z6).

Possède la forme du fichier `<données>/limites/limites.geojson` (un seul fichier : les limites et leur fiche changent
ensemble, en un renommage). Ne lit aucun fichier reçu de l'extérieur : c'est le travail de `geo.importer`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import mapping, shape

from domaine.chemins import LIMITES, LIMITES_IMPORTEES
from domaine.niveaux import DECOUPES
from geo.projection import DECIMALES, DEGRES, superficies_km2
from geo.schematique import communes_schematiques
from geo.zones import CREDIT_SCHEMATIQUE, charger_zones, descendants, par_code

#: Membre du GeoJSON qui porte la fiche (origine, date, empreinte).
FICHE = "socle"
#: Vide plus petit, dans une zone réunie : un défaut de tracé, pas un territoire.
POUSSIERE_KM2 = 0.5
#: Bien plus que ce que `geo.importer` écrit ; au-delà, le fichier n'est pas de lui.
TAILLE_MAX = 60_000_000


@dataclass(frozen=True)
class Limites:
    """Des limites complètes, en degrés (EPSG:4326).

    Attributes:
        communes, cercles, regions: colonnes `code, nom, parent, region, geometry`, dans l'ordre d'affichage.
        schematique: vrai quand ce sont les limites de repli ; la carte le dit.
        source: d'où elles viennent, en une phrase.
        credit: ligne à imprimer sous chaque carte.
        avertissement: pourquoi des limites importées n'ont pas servi ; vide si tout va bien.
    """

    communes: gpd.GeoDataFrame
    cercles: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    schematique: bool
    source: str
    credit: str
    avertissement: str = ""


class LimitesIllisibles(ValueError):
    """Le fichier de limites en place n'est pas celui que l'import a écrit ; le message dit pourquoi."""


def fichier_des_limites(dossier_donnees: Path) -> Path:
    """Où sont les limites importées, présentes ou non."""
    return dossier_donnees / LIMITES / LIMITES_IMPORTEES


def limites_en_vigueur(dossier_donnees: Path) -> Limites:
    """Les limites à montrer et à mettre dans l'édition ; ne lève jamais pour un fichier abîmé, mais le dit."""
    fichier = fichier_des_limites(dossier_donnees)
    if not fichier.exists():
        return limites_schematiques()
    try:
        return lire_limites(fichier)
    except LimitesIllisibles as erreur:
        repli = limites_schematiques()
        avis = f"Le fichier {LIMITES}/{LIMITES_IMPORTEES} n'a pas servi : {erreur} Importez les limites de nouveau."
        return Limites(repli.communes, repli.cercles, repli.regions, True, repli.source, repli.credit, avis)


@cache
def limites_schematiques() -> Limites:
    """Les limites de repli, tirées des faits seuls."""
    cellules = communes_schematiques()
    geometries = dict(zip(cellules["code"], arrondir(cellules.geometry.to_numpy()), strict=True))
    return assembler(geometries, "cellules autour d'un point par commune", CREDIT_SCHEMATIQUE, schematique=True)


def assembler(geometries: dict[str, Any], source: str, credit: str, *, schematique: bool = False) -> Limites:
    """Réunit les communes en cercles et en régions.

    Args:
        geometries: code de commune → géométrie en degrés ; les 38 communes.

    Raises:
        KeyError: une commune manque.
    """
    niveaux = {}
    for niveau in DECOUPES:
        zones = [z for z in charger_zones() if z.niveau == niveau]
        dessins = [_reunir([geometries[c] for c in descendants(z.code, "commune")]) for z in zones]
        colonnes = {nom: [getattr(z, nom) for z in zones] for nom in ("code", "nom", "parent", "region")}
        niveaux[niveau] = gpd.GeoDataFrame(colonnes, geometry=dessins, crs=DEGRES)
    return Limites(niveaux["commune"], niveaux["cercle"], niveaux["region"], schematique, source, credit)


def _reunir(dessins: list[Any]) -> Any:
    if len(dessins) == 1:
        return dessins[0]
    reunion = shapely.union_all(np.array(dessins, dtype=object))
    return shapely.union_all([_sans_poussiere(p) for p in shapely.get_parts(reunion)])


def _sans_poussiere(polygone: Any) -> Any:
    """Le polygone sans ses vides minuscules, qui viennent de tracés voisins mal joints."""
    vides = shapely.polygons(list(polygone.interiors)) if polygone.interiors else np.array([])
    gardes = [v.exterior for v, aire in zip(vides, superficies_km2(vides), strict=True) if aire >= POUSSIERE_KM2]
    return shapely.Polygon(polygone.exterior, gardes)


def arrondir(geometries: np.ndarray) -> np.ndarray:
    """Accroche les sommets à la cinquième décimale (un mètre) en gardant des géométries valides."""
    return shapely.set_precision(geometries, 10**-DECIMALES)


def geojson_de(geometrie: Any) -> dict[str, Any]:
    """Géométrie GeoJSON, coordonnées à cinq décimales, contours extérieurs dans le sens direct (RFC 7946)."""

    def _arrondies(valeur: Any) -> Any:
        if isinstance(valeur, float):
            return round(valeur, DECIMALES)
        return [_arrondies(v) for v in valeur]

    dessin = mapping(shapely.orient_polygons(shapely.force_2d(geometrie)))
    return {"type": dessin["type"], "coordinates": _arrondies(dessin["coordinates"])}


def geojson_par_zone(limites: Limites) -> list[tuple[str, str, str]]:
    """Ce que l'édition emporte : (code de zone, niveau, géométrie GeoJSON en texte), régions d'abord."""
    couches = (("region", limites.regions), ("cercle", limites.cercles), ("commune", limites.communes))
    return [
        (code, niveau, json.dumps(geojson_de(dessin), separators=(",", ":")))
        for niveau, couche in couches
        for code, dessin in zip(couche["code"], couche.geometry, strict=True)
    ]


def _empreinte(entites: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(entites, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def texte_des_limites(geometries: dict[str, Any], fiche: dict[str, str]) -> str:
    """Le contenu du fichier de limites : une entité par commune, et la fiche avec l'empreinte des entités."""
    entites = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": par_code()[code].nom},
            "geometry": geojson_de(geometries[code]),
        }
        for code in descendants("SOCLE", "commune")
    ]
    return texte_garde(entites, fiche)


def texte_garde(entites: list[dict[str, Any]], fiche: dict[str, str]) -> str:
    """Un GeoJSON qui porte sa fiche, complétée par l'empreinte de ses entités."""
    complete = {**fiche, "sha256": _empreinte(entites)}
    return json.dumps({"type": "FeatureCollection", FICHE: complete, "features": entites}, ensure_ascii=False)


def fiche_des_limites(fichier: Path) -> dict[str, str]:
    """La fiche des limites importées : source, credit, importe_le, fichier, sha256_fichier, decoupage, sha256.

    Raises:
        LimitesIllisibles: fichier abîmé.
    """
    fiche: dict[str, str] = contenu_garde(fichier)[FICHE]
    return fiche


def lire_limites(fichier: Path) -> Limites:
    """Relit un fichier écrit par l'import et vérifie qu'il est entier.

    Raises:
        LimitesIllisibles: fichier tronqué, modifié, incomplet, ou dont une commune n'entoure plus son point.
    """
    contenu = contenu_garde(fichier)
    try:
        geometries = {e["properties"]["code"]: shape(e["geometry"]) for e in contenu["features"]}
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as erreur:
        raise LimitesIllisibles("une géométrie est illisible.") from erreur
    if set(geometries) != set(descendants("SOCLE", "commune")):
        raise LimitesIllisibles("il n'a pas exactement les communes du découpage.")
    for code, dessin in geometries.items():
        point = shapely.Point(par_code()[code].lon, par_code()[code].lat)
        if not dessin.is_valid or not dessin.intersects(point):
            raise LimitesIllisibles(f"la commune {par_code()[code].nom} y est mal tracée.")
    fiche = contenu[FICHE]
    return assembler(geometries, fiche["source"], fiche["credit"])


def contenu_garde(fichier: Path, taille_max: int = TAILLE_MAX) -> dict[str, Any]:
    """Le contenu d'un fichier écrit par `texte_garde`, entier et inchangé.

    Raises:
        LimitesIllisibles: fichier trop gros, abîmé, ou modifié depuis.
    """
    try:
        if fichier.stat().st_size > taille_max:
            raise LimitesIllisibles("il est trop gros pour avoir été écrit par l'import.")
        contenu = json.loads(fichier.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as erreur:
        raise erreur if isinstance(erreur, LimitesIllisibles) else LimitesIllisibles("il est illisible.") from erreur
    fiche = contenu.get(FICHE) if isinstance(contenu, dict) else None
    if not isinstance(fiche, dict) or not isinstance(contenu.get("features"), list):
        raise LimitesIllisibles("il n'a pas la forme d'un fichier écrit par l'import.")
    if not all(isinstance(fiche.get(cle), str) for cle in ("source", "credit", "sha256")):
        raise LimitesIllisibles("sa fiche est incomplète.")
    if fiche["sha256"] != _empreinte(contenu["features"]):
        raise LimitesIllisibles("son empreinte ne correspond plus à son contenu.")
    return contenu
