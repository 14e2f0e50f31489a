"""Les repères de la carte en vigueur : le fleuve et les régions voisines, quand on les a importés.

Possède la forme des fichiers `<données>/limites/reperes_<genre>.geojson`. Ne lit aucun fichier reçu de l'extérieur :
c'est le travail de `geo.importer_reperes`. Sans repère, la carte se dessine sans eux.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from domaine.chemins import LIMITES
from domaine.niveaux import DECOUPES
from geo.attributs import LONGUEUR_MAX
from geo.decoupe import Trace
from geo.limites import (
    FICHE,
    LimitesIllisibles,
    contenu_garde,
    fiche_des_limites,
    fichier_des_limites,
    geojson_de,
    texte_garde,
)
from geo.refus import soigner
from geo.zones import lire_reference

FLEUVE, VOISINES, VILLES = "fleuve", "voisines", "villes"
#: Ceux qui s'importent ; les villes sont des faits du projet.
GENRES = (FLEUVE, VOISINES)
#: Au-delà, un repère pèserait plus que ce qu'il aide à situer.
POIDS_MAX = 40_000
LONGUEUR_CREDIT = 200
_TYPES = {FLEUVE: ("LineString", "MultiLineString"), VOISINES: ("Polygon", "MultiPolygon")}


@dataclass(frozen=True)
class Reperes:
    """Les repères d'un genre.

    Attributes:
        genre: « fleuve » ou « voisines ».
        traces: les repères, en degrés ; aucun quand le fichier est abîmé.
        source: d'où ils viennent, en une phrase.
        credit: ligne à imprimer sous la carte.
        importe_le: date et heure de l'import, en ISO 8601.
        avertissement: pourquoi ils n'ont pas servi, ou ce qui a changé depuis leur import ; vide si tout va bien.
    """

    genre: str
    traces: tuple[Trace, ...] = ()
    source: str = ""
    credit: str = ""
    importe_le: str = ""
    avertissement: str = ""


def fichier_des_reperes(dossier_donnees: Path, genre: str) -> Path:
    """Où sont les repères importés d'un genre, présents ou non."""
    return dossier_donnees / LIMITES / f"reperes_{genre}.geojson"


def reperes_en_vigueur(dossier_donnees: Path) -> list[Reperes]:
    """Les repères, genre par genre : importés, sinon des faits ; ne lève jamais pour un fichier abîmé, mais le dit."""
    rendus = [_villes()]
    if not fichier_des_reperes(dossier_donnees, FLEUVE).exists():
        rendus.append(_fleuve())
    for genre in GENRES:
        fichier = fichier_des_reperes(dossier_donnees, genre)
        if not fichier.exists():
            continue
        try:
            lus, limites = lire_reperes(fichier, genre)
        except LimitesIllisibles as erreur:
            avis = f"Le fichier {LIMITES}/{fichier.name} n'a pas servi : {erreur} Importez ces repères de nouveau."
            rendus.append(Reperes(genre, avertissement=soigner(avis)))
            continue
        avis = ""
        if genre == VOISINES and limites != empreinte_des_limites(dossier_donnees):
            avis = "Les limites ont changé depuis l'import des régions voisines : importez-les de nouveau."
        rendus.append(Reperes(genre, lus.traces, lus.source, lus.credit, lus.importe_le, avis))
    return rendus


def _villes() -> Reperes:
    """Les chefs-lieux dont la position est bien connue, arrondie ; les autres ne se devinent pas."""
    villes = []
    for ligne in lire_reference("villes.csv"):
        lon, lat = float(ligne["longitude"]), float(ligne["latitude"])
        villes.append(Trace(ligne["nom"], shapely.Point(lon, lat), lon, lat))
    return Reperes(VILLES, tuple(villes), "positions d'usage courant, à 0,05° près", "Chefs-lieux\u00a0: à 5 km près")


def _fleuve() -> Reperes:
    """Le Niger à grands traits : quelques points arrondis."""
    points = [(float(p["longitude"]), float(p["latitude"])) for p in lire_reference("fleuve.csv")]
    trace = Trace("Niger", shapely.LineString(points), *points[len(points) // 2])
    return Reperes(FLEUVE, (trace,), "Natural Earth, arrondi à 0,05°", "Fleuve\u00a0: Natural Earth, à 5 km près")


def lignes_des_reperes(reperes: list[Reperes]) -> list[tuple[str, str, str, float, float, str, str]]:
    """Ce que l'édition emporte : genre, nom, géométrie GeoJSON en texte, lon, lat, source, crédit."""
    return [
        (r.genre, t.nom, json.dumps(geojson_de(t.dessin), separators=(",", ":")), t.lon, t.lat, r.source, r.credit)
        for r in reperes
        for t in r.traces
    ]


def texte_des_reperes(traces: list[Trace], fiche: dict[str, str]) -> str:
    """Le contenu du fichier : une entité par repère, et la fiche avec l'empreinte des entités."""
    entites = [
        {
            "type": "Feature",
            "properties": {"nom": t.nom, "lon": t.lon, "lat": t.lat},
            "geometry": geojson_de(t.dessin),
        }
        for t in traces
    ]
    return texte_garde(entites, fiche)


def empreinte_des_limites(dossier_donnees: Path) -> str:
    """Ce qui distingue les limites en vigueur d'autres : l'empreinte de chaque niveau importé, ou «généralisées»."""
    empreintes = []
    for niveau in DECOUPES:
        try:
            empreintes.append(fiche_des_limites(fichier_des_limites(dossier_donnees, niveau))["sha256"])
        except LimitesIllisibles:
            continue
    return " ".join(empreintes) or "généralisées"


def lire_reperes(fichier: Path, genre: str) -> tuple[Reperes, str]:
    """Relit un fichier écrit par l'import ; rend les repères, et l'empreinte des limites qui les ont découpés.

    Raises:
        LimitesIllisibles: fichier tronqué, modifié, d'un autre genre, ou dont une entité est mal faite.
    """
    # Le double du poids permis : la fiche, et les espaces que l'écriture met.
    contenu = contenu_garde(fichier, 2 * POIDS_MAX)
    fiche = contenu[FICHE]
    if fiche.get("genre") != genre or not all(isinstance(fiche.get(c), str) for c in ("importe_le", "limites")):
        raise LimitesIllisibles("sa fiche est incomplète, ou celle d'un autre genre.")
    try:
        traces = tuple(_lire_trace(entite, genre) for entite in contenu["features"])
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as erreur:
        raise LimitesIllisibles("un repère y est mal fait.") from erreur
    return Reperes(genre, traces, fiche["source"], fiche["credit"], fiche["importe_le"]), fiche["limites"]


def _lire_trace(entite: dict[str, Any], genre: str) -> Trace:
    nom, lon, lat = (entite["properties"][cle] for cle in ("nom", "lon", "lat"))
    dessin = shape(entite["geometry"])
    place = math.isfinite(lon) and math.isfinite(lat) and dessin.is_valid and not dessin.is_empty
    if not (isinstance(nom, str) and len(nom) <= LONGUEUR_MAX and place and dessin.geom_type in _TYPES[genre]):
        raise ValueError(genre)
    return Trace(nom, dessin, float(lon), float(lat))
