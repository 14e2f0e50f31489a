"""Les limites en vigueur : celles qu'on a importées si elles sont saines, sinon celles des faits (règle Z6).

Possède la forme des fichiers `<données>/limites/limites*.geojson`, un par niveau (les limites et leur fiche changent
ensemble, en un renommage). Ne lit aucun fichier reçu de l'extérieur : c'est le travail de `geo.importer`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import mapping, shape

from domaine.chemins import LIMITES, LIMITES_IMPORTEES
from domaine.niveaux import DECOUPES, PLURIELS
from geo.projection import DECIMALES, DEGRES, superficies_km2
from geo.schematique import ajuster_les_cercles, communes_dans, contours_generalises
from geo.zones import RACINE, SOURCE_DES_FAITS, charger_zones, descendants, par_code

#: Membre du GeoJSON qui porte la fiche (origine, date, empreinte).
FICHE = "socle"
#: Vide plus petit, dans une zone réunie : un défaut de tracé, pas un territoire.
POUSSIERE_KM2 = 0.5
#: Bien plus que ce que `geo.importer` écrit ; au-delà, le fichier n'est pas de lui.
TAILLE_MAX = 60_000_000
#: Le niveau le plus fin qui soit importé («» : aucun) → le genre des limites, et ce que SOCLE en a dessiné lui-même.
_GENRES = {
    "": ("generalisees", "Limites généralisées (environ 5 km), communes schématiques"),
    "region": ("regions", "Cercles généralisés (environ 5 km), communes schématiques"),
    "cercle": ("cercles", "Communes schématiques"),
    "commune": ("officielles", ""),
}


@dataclass(frozen=True)
class Limites:
    """Des limites complètes, en degrés (EPSG:4326).

    Attributes:
        communes, cercles, regions: colonnes `code, nom, parent, region, geometry`, dans l'ordre d'affichage.
        importe: le niveau le plus fin qu'un fichier importé trace ; vide quand aucun ne l'est.
        source: d'où elles viennent, en une phrase.
        credit: ligne à imprimer sous chaque carte.
        avertissement: pourquoi des limites importées n'ont pas servi ; vide si tout va bien.
    """

    communes: gpd.GeoDataFrame
    cercles: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    importe: str
    source: str
    credit: str
    avertissement: str = ""

    @property
    def schematique(self) -> bool:
        """Vrai quand les communes ne sont que des cellules autour de leur point."""
        return self.importe != "commune"

    @property
    def genre(self) -> str:
        """Ce que l'édition en dit (`info.limites`) : generalisees, regions, cercles, officielles."""
        return _GENRES[self.importe][0]

    def dessinee(self, niveau: str) -> bool:
        """Vrai d'un niveau que SOCLE a dessiné d'après les faits, faute de tracé importé."""
        return not self.importe or DECOUPES.index(niveau) > DECOUPES.index(self.importe)


@dataclass(frozen=True)
class Importees:
    """Les tracés d'un niveau, relus d'un fichier que l'import a écrit."""

    traces: dict[str, Any]
    fiche: dict[str, str]


class LimitesIllisibles(ValueError):
    """Le fichier de limites en place n'est pas celui que l'import a écrit ; le message dit pourquoi."""


def fichier_des_limites(dossier_donnees: Path, niveau: str = "commune") -> Path:
    """Où sont les limites importées d'un niveau, présentes ou non."""
    nom = LIMITES_IMPORTEES if niveau == "commune" else f"limites_{PLURIELS[niveau]}.geojson".replace("é", "e")
    return dossier_donnees / LIMITES / nom


def limites_en_vigueur(dossier_donnees: Path) -> Limites:
    """Les limites à montrer et à mettre dans l'édition ; ne lève jamais pour un fichier abîmé, mais le dit."""
    importees: dict[str, Importees] = {}
    avis = []
    for niveau in DECOUPES:
        fichier = fichier_des_limites(dossier_donnees, niveau)
        if not fichier.exists():
            continue
        try:
            importees[niveau] = lire_limites(fichier, niveau)
        except LimitesIllisibles as erreur:
            avis.append(
                f"Le fichier {LIMITES}/{fichier.name} n'a pas servi : {erreur} Importez les limites de nouveau."
            )
    limites = composer(importees) if importees else limites_par_defaut()
    return replace(limites, avertissement=" ".join(avis))


@cache
def limites_par_defaut() -> Limites:
    """Les limites tirées des faits seuls : cercles généralisés, communes en cellules, régions réunies."""
    return composer({})


def composer(importees: Mapping[str, Importees]) -> Limites:
    """Réunit ce qui est importé, niveau par niveau, et dessine d'après les faits ce qui ne l'est pas.

    Un niveau importé est à sa place ; un autre se réunit du niveau importé plus fin, ou se dessine dans le plus large.

    Args:
        importees: niveau → tracés de toutes ses zones.
    """
    lues = {niveau: lues.traces for niveau, lues in importees.items()}
    if "commune" in lues:
        communes = lues["commune"]
        cercles = lues.get("cercle") or _reunir_par("cercle", communes)
    else:
        cercles = lues.get("cercle") or (
            ajuster_les_cercles(lues["region"]) if "region" in lues else contours_generalises()
        )
        communes = _arrondies(communes_dans(cercles))
        # Réunis des cellules, pour que les bords communs aient les mêmes sommets.
        cercles = lues.get("cercle") or _reunir_par("cercle", communes)
    regions = lues.get("region") or _reunir_par("region", cercles if "cercle" in lues else communes)
    importe = next((n for n in reversed(DECOUPES) if n in lues), "")
    fiches = [importees[n].fiche for n in reversed(DECOUPES) if n in importees]
    dessine = _GENRES[importe][1]
    sources = [f["source"] for f in fiches] + ([dessine[0].lower() + dessine[1:]] if dessine else [])
    credits = [f["credit"] for f in fiches]
    credits += [f"{dessine}\u00a0: SOCLE, d’après {SOURCE_DES_FAITS}"] if dessine else []
    return Limites(
        _en_couche("commune", communes),
        _en_couche("cercle", cercles),
        _en_couche("region", regions),
        importe,
        " ; ".join(dict.fromkeys(sources)),
        " · ".join(dict.fromkeys(credits)),
    )


def _arrondies(traces: Mapping[str, Any]) -> dict[str, Any]:
    return dict(zip(traces, arrondir(np.array(list(traces.values()), dtype=object)), strict=True))


def _reunir_par(niveau: str, traces: Mapping[str, Any]) -> dict[str, Any]:
    """Les zones d'un niveau, réunies de celles, plus fines, qu'elles contiennent."""
    finesse = par_code()[next(iter(traces))].niveau
    zones = [z.code for z in charger_zones() if z.niveau == niveau]
    return {code: _reunir([traces[c] for c in descendants(code, finesse)]) for code in zones}


def _en_couche(niveau: str, traces: Mapping[str, Any]) -> gpd.GeoDataFrame:
    zones = [z for z in charger_zones() if z.niveau == niveau]
    colonnes = {nom: [getattr(z, nom) for z in zones] for nom in ("code", "nom", "parent", "region")}
    return gpd.GeoDataFrame(colonnes, geometry=[traces[z.code] for z in zones], crs=DEGRES)


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


def geojson_par_zone(limites: Limites) -> list[tuple[str, str, str, bool]]:
    """Ce que l'édition emporte : code, niveau, GeoJSON en texte, dessinée d'après les faits ; régions d'abord."""
    couches = (("region", limites.regions), ("cercle", limites.cercles), ("commune", limites.communes))
    return [
        (code, niveau, json.dumps(geojson_de(dessin), separators=(",", ":")), limites.dessinee(niveau))
        for niveau, couche in couches
        for code, dessin in zip(couche["code"], couche.geometry, strict=True)
    ]


def _empreinte(entites: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(entites, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def texte_des_limites(geometries: dict[str, Any], fiche: dict[str, str]) -> str:
    """Le contenu du fichier d'un niveau : une entité par zone, et la fiche avec l'empreinte des entités."""
    niveau = par_code()[next(iter(geometries))].niveau
    entites = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": par_code()[code].nom},
            "geometry": geojson_de(geometries[code]),
        }
        for code in descendants(RACINE, niveau)
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


def lire_limites(fichier: Path, niveau: str = "commune") -> Importees:
    """Relit un fichier écrit par l'import et vérifie qu'il est entier.

    Raises:
        LimitesIllisibles: fichier tronqué, modifié, incomplet, ou dont une zone n'entoure plus ses communes.
    """
    contenu = contenu_garde(fichier)
    try:
        geometries = {e["properties"]["code"]: shape(e["geometry"]) for e in contenu["features"]}
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as erreur:
        raise LimitesIllisibles("une géométrie est illisible.") from erreur
    if set(geometries) != set(descendants(RACINE, niveau)):
        raise LimitesIllisibles(f"il n'a pas exactement les {PLURIELS[niveau]} du découpage.")
    for code, dessin in geometries.items():
        siennes = [par_code()[c] for c in descendants(code, "commune")]
        points = shapely.points([(z.lon, z.lat) for z in siennes])
        if not dessin.is_valid or not shapely.intersects(dessin, points).all():
            raise LimitesIllisibles(f"{par_code()[code].nom} ({code}) y est mal tracée.")
    return Importees(geometries, contenu[FICHE])


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
