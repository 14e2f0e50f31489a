"""Tracer des repères : garder ce qui paraît sur la carte, l'alléger, et coudre les voisines au bord des régions.

Fonctions pures : ni fichier, ni réseau. Tout se calcule en degrés : à ces latitudes un degré vaut de 104 à 111 km dans
les deux sens, un repère ne demande pas mieux, et un long bord droit reste droit (projeté, il se courberait).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.lecture import Couche
from geo.limites import Limites

#: Degrés gardés autour de l'emprise des limites en vigueur.
MARGE = 1.5
#: Une entité dont plus de cette part est dans nos régions en est une, pas une voisine.
PART_DES_NOTRES = 0.5
#: Un vide entre voisine et région est cousu, une écharde ôtée, quand leur largeur ne passe pas le double.
COUTURE = 0.01
#: Le nom s'écrit dans l'emprise des limites si la voisine y a au moins cette place autour de lui ; sinon, où elle peut.
PLACE_DU_NOM = 0.25
#: Au bord du cadre, un coin de région plus étroit ou un bout de rivière plus court n'aide pas à se situer.
RAYON_MIN, LONGUEUR_MIN = 0.1, 0.05
METRES_PAR_DEGRE = 110_000
#: Pas d'accrochage des sommets, en degrés : onze mètres, bien moins que la simplification.
_PAS = 1e-4
#: Plus près que cela, deux dessins se touchent.
_CONTACT = 1e-5
_LIGNE, _SURFACE = 1, 2
_ANGLES: dict[str, Any] = {"join_style": "mitre", "mitre_limit": 5.0}


@dataclass(frozen=True)
class Trace:
    """Un repère tracé : son nom (ou rien), sa géométrie en degrés, et où écrire le nom."""

    nom: str
    dessin: Any
    lon: float
    lat: float


@dataclass(frozen=True)
class Decoupe:
    """Ce qui d'une couche paraît sur la carte.

    Attributes:
        noms, dessins: un nom et une géométrie, en degrés, par repère.
        notres: combien d'entités sont écartées parce qu'elles sont les régions du projet.
    """

    noms: list[str]
    dessins: np.ndarray
    notres: int = 0


def decouper_lignes(couche: Couche, limites: Limites) -> Decoupe:
    """Les lignes qui passent dans l'étendue de la carte, réunies par nom (celles sans nom ensemble)."""
    lues = shapely.intersection(couche.geometries, _cadre(limites, MARGE))
    noms = sorted(set(couche.noms))
    groupes = [_parties(lues[np.array([n == nom for n in couche.noms])], _LIGNE) for nom in noms]
    reunies = np.array([shapely.line_merge(shapely.union_all(g)) for g in groupes], dtype=object)
    decoupe = _en_place(noms, reunies)
    suivies = np.array([_sans_bout(ligne) for ligne in decoupe.dessins], dtype=object)
    gardes = np.flatnonzero(~shapely.is_empty(suivies))
    return Decoupe([decoupe.noms[i] for i in gardes], suivies[gardes])


def decouper_voisines(couche: Couche, limites: Limites) -> Decoupe:
    """Les polygones de l'étendue qui ne sont pas nos régions, réunis par nom (ceux sans nom chacun pour soi)."""
    regions = shapely.union_all(limites.regions.geometry.to_numpy())
    cadre = _cadre(limites, MARGE)
    vues = shapely.intersects(shapely.envelope(couche.geometries), cadre)
    entiers = np.array(
        [shapely.multipolygons(_parties(shapely.make_valid(g), _SURFACE)) for g in couche.geometries[vues]],
        dtype=object,
    )
    cles = [nom or rang for rang, nom in enumerate(np.array(couche.noms, dtype=object)[vues])]
    notres = shapely.area(shapely.intersection(entiers, regions)) > PART_DES_NOTRES * shapely.area(entiers)
    lus = shapely.intersection(entiers, cadre)
    restes: dict[str | int, list[Any]] = {cle: [] for cle, notre in zip(cles, notres, strict=True) if not notre}
    for cle, lu, notre in zip(cles, lus, notres, strict=True):
        if not notre:
            restes[cle].extend(_parties(lu, _SURFACE))
    noms = [cle if isinstance(cle, str) else "" for cle in restes]
    reunis = np.array([shapely.union_all(parts) for parts in restes.values()], dtype=object)
    return _en_place(noms, reunis, int(notres.sum()))


def tracer_lignes(decoupe: Decoupe, limites: Limites, tolerance: float) -> list[Trace]:
    """Les lignes simplifiées ; le nom s'écrit au milieu du plus long tronçon de l'emprise des limites."""
    simples = _arrondir(shapely.simplify(decoupe.dessins, tolerance), _LIGNE)
    emprise = _cadre(limites, 0)
    traces = []
    for nom, ligne in zip(decoupe.noms, simples, strict=True):
        if ligne is None:
            continue
        dedans = _parties(shapely.intersection(ligne, emprise), _LIGNE)
        troncons = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(dedans)))
        if not len(troncons):
            troncons = shapely.get_parts(ligne)
        plus_long = troncons[int(np.argmax(shapely.length(troncons)))]
        traces.append(_trace(nom, ligne, shapely.line_interpolate_point(plus_long, 0.5, normalized=True)))
    return traces


def tracer_voisines(decoupe: Decoupe, limites: Limites, tolerance: float) -> list[Trace]:
    """Les voisines simplifiées, ôtées de nos régions et cousues à leur bord ; une voisine réduite à rien disparaît."""
    regions = shapely.simplify(shapely.union_all(limites.regions.geometry.to_numpy()), tolerance)
    # Ensemble, les bords communs restent communs ; un fichier aux bords mal joints se simplifie pièce à pièce.
    jointes = shapely.coverage_is_valid(decoupe.dessins)
    simples = (shapely.coverage_simplify if jointes else shapely.simplify)(decoupe.dessins, tolerance)
    cousues = [_sans_echarde(v) for v in _coudre(shapely.difference(simples, regions), regions)]
    emprise = _cadre(limites, 0)
    traces = []
    for nom, dessin, cousue in zip(decoupe.noms, _arrondir(np.array(cousues), _SURFACE), cousues, strict=True):
        if dessin is None:
            continue
        rayon = _place_du_nom(cousue, emprise)
        if shapely.length(rayon) >= RAYON_MIN:
            traces.append(_trace(nom, dessin, shapely.get_point(rayon, 0)))
    return traces


def _cadre(limites: Limites, marge: float) -> Any:
    ouest, sud, est, nord = limites.regions.total_bounds
    return shapely.box(ouest - marge, sud - marge, est + marge, nord + marge)


def _en_place(noms: list[str], dessins: np.ndarray, notres: int = 0) -> Decoupe:
    """Ôte ce que le cadre a vidé, l'ordre est celui des noms."""
    gardes = sorted((i for i in range(len(noms)) if not shapely.is_empty(dessins[i])), key=lambda i: noms[i])
    return Decoupe([noms[i] for i in gardes], dessins[gardes], notres)


def _parties(geometries: Any, dimension: int) -> np.ndarray:
    """Les lignes ou les polygones simples d'une géométrie ou d'un tableau, collections comprises."""
    parts = np.atleast_1d(np.asarray(geometries, dtype=object))
    while (shapely.get_type_id(parts) >= 4).any():
        parts = shapely.get_parts(parts)
    return parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)]


def _coudre(voisines: np.ndarray, regions: Any) -> list[Any]:
    """Donne à la voisine qui le borde chaque vide étroit que son tracé laisse le long de nos régions."""
    tout = shapely.union_all([regions, *voisines])
    ferme = shapely.buffer(shapely.buffer(tout, COUTURE, **_ANGLES), -COUTURE, **_ANGLES)
    vides = _parties(shapely.difference(ferme, tout), _SURFACE)
    libre = shapely.union_all(vides[shapely.distance(vides, regions) < _CONTACT])
    cousues = []
    for voisine in voisines:
        prise = shapely.intersection(libre, shapely.buffer(voisine, 2 * COUTURE, **_ANGLES))
        libre = shapely.difference(libre, prise)
        cousues.append(shapely.union_all([voisine, prise]))
    return cousues


def _sans_echarde(voisine: Any) -> Any:
    parts = _parties(voisine, _SURFACE)
    return shapely.multipolygons(parts[~shapely.is_empty(shapely.buffer(parts, -COUTURE))])


def _sans_bout(ligne: Any) -> Any:
    """La ligne sans ses réseaux isolés trop courts ; un court tronçon qui en relie deux autres reste."""
    troncons = shapely.get_parts(ligne)
    reseaux = shapely.get_parts(shapely.union_all(shapely.buffer(troncons, _CONTACT)))
    siens, rangs = shapely.STRtree(reseaux).query(troncons, predicate="intersects")
    longueurs = np.bincount(rangs, weights=shapely.length(troncons)[siens], minlength=len(reseaux))
    gardes = np.unique(siens[longueurs[rangs] >= LONGUEUR_MIN])
    return shapely.multilinestrings(troncons[gardes])


def _place_du_nom(voisine: Any, emprise: Any) -> Any:
    """Le rayon du plus grand cercle de la voisine, pris dans l'emprise des limites quand il y a la place."""
    ronds = []
    for vue in (shapely.intersection(voisine, emprise), voisine):
        parts = _parties(vue, _SURFACE)
        rayons = [shapely.maximum_inscribed_circle(p, tolerance=COUTURE) for p in parts]
        if rayons:
            ronds.append(max(rayons, key=shapely.length))
    return ronds[0] if shapely.length(ronds[0]) >= PLACE_DU_NOM else ronds[-1]


def _arrondir(dessins: np.ndarray, dimension: int) -> list[Any]:
    """Accroche les sommets à la quatrième décimale ; `None` pour ce qui s'y réduit à rien."""
    rendus = []
    for dessin in shapely.set_precision(dessins, _PAS):
        parts = _parties(dessin, dimension)
        reunir = shapely.multilinestrings if dimension == _LIGNE else shapely.multipolygons
        rendus.append(None if not len(parts) else parts[0] if len(parts) == 1 else reunir(parts))
    return rendus


def _trace(nom: str, dessin: Any, point: Any) -> Trace:
    return Trace(nom, dessin, round(shapely.get_x(point), 4), round(shapely.get_y(point), 4))
