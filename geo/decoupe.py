"""Tracer des repères : garder ce qui paraît sur la carte, l'alléger, et coudre les voisines au bord des régions.

Fonctions pures : ni fichier, ni réseau. Tout se calcule en degrés : à ces latitudes un degré vaut de 104 à 111 km dans
les deux sens, un repère ne demande pas mieux, et un long bord droit reste droit (projeté, il se courberait).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from domaine.francais import nombre
from geo.limites import Limites
from geo.ouverture import Couche
from geo.refus import CoucheRefusee

#: Degrés gardés autour de l'emprise des limites en vigueur : un écran large en montre autant de chaque côté.
MARGE = 4.0
#: Une entité dont plus de cette part est dans nos régions en est une, pas une voisine.
PART_DES_NOTRES = 0.5
#: Un vide entre voisine et région est cousu, une écharde ôtée, quand leur largeur ne passe pas le double.
COUTURE = 0.01
#: Place autour du nom (un rayon) au-dessus de laquelle il s'écrit dans l'emprise des limites ; sinon, où il peut.
PLACE_DU_NOM = 0.25
#: Au bord de l'emprise, un coin de région plus étroit ou un bout de rivière plus court n'aide pas à se situer.
RAYON_MIN, LONGUEUR_MIN = 0.1, 0.05
METRES_PAR_DEGRE = 110_000
#: Ce qu'un repère peut demander, dans l'étendue de la carte : une hydrographie nationale détaillée n'en est pas un.
ENTITES_MAX, SOMMETS_MAX = 1_000, 200_000
#: Premier allègement des lignes (sans garder leur topologie, d'un coût sans borne), avant de les réunir : cent mètres.
_FINESSE = 1e-3
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
    vus, noms = _vus(couche, limites)
    lues = shapely.simplify(_rogner(vus, limites, MARGE), _FINESSE, preserve_topology=False)
    groupes: dict[str, list[Any]] = {}
    for nom, lue in zip(noms, lues, strict=True):
        groupes.setdefault(nom, []).append(lue)
    reunies = [shapely.line_merge(shapely.multilinestrings(_parties(g, _LIGNE))) for g in groupes.values()]
    decoupe = _en_place(list(groupes), np.array(reunies, dtype=object))
    suivies = np.array([_sans_bout(ligne) for ligne in decoupe.dessins], dtype=object)
    gardes = np.flatnonzero(~shapely.is_empty(suivies))
    return Decoupe([decoupe.noms[i] for i in gardes], suivies[gardes])


def decouper_voisines(couche: Couche, limites: Limites) -> Decoupe:
    """Les polygones de l'étendue qui ne sont pas nos régions, réunis par nom (ceux sans nom chacun pour soi)."""
    regions = shapely.union_all(limites.regions.geometry.to_numpy())
    emprise = _emprise(limites, MARGE)
    vus, tous = _vus(couche, limites)
    valides = shapely.make_valid(vus)
    entiers = np.array([shapely.multipolygons(_parties(g, _SURFACE)) for g in valides], dtype=object)
    cles = [nom or rang for rang, nom in enumerate(tous)]
    notres = shapely.area(shapely.intersection(entiers, regions)) > PART_DES_NOTRES * shapely.area(entiers)
    lus = shapely.intersection(entiers, emprise)
    restes: dict[str | int, list[Any]] = {cle: [] for cle, notre in zip(cles, notres, strict=True) if not notre}
    for cle, lu, notre in zip(cles, lus, notres, strict=True):
        if not notre:
            restes[cle].extend(_parties(lu, _SURFACE))
    noms = [cle if isinstance(cle, str) else "" for cle in restes]
    reunis = np.array([shapely.union_all(parts) for parts in restes.values()], dtype=object)
    return _en_place(noms, reunis, int(notres.sum()))


def tracer_lignes(decoupe: Decoupe, limites: Limites, tolerance: float) -> list[Trace]:
    """Les lignes simplifiées ; le nom s'écrit au milieu du plus long tronçon de l'emprise des limites."""
    simples = _arrondir(shapely.simplify(decoupe.dessins, tolerance, preserve_topology=False), _LIGNE)
    traces = []
    for nom, ligne in zip(decoupe.noms, simples, strict=True):
        if ligne is None:
            continue
        dedans = _parties(_rogner(ligne, limites, 0), _LIGNE)
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
    # Les superficies d'abord : chercher les défauts de bords qui se croisent partout n'aurait pas de fin.
    recouvrement = shapely.area(decoupe.dessins).sum() - shapely.area(shapely.union_all(decoupe.dessins))
    if recouvrement < _CONTACT and shapely.coverage_is_valid(decoupe.dessins):
        simples = shapely.coverage_simplify(decoupe.dessins, tolerance)
    else:
        brutes = shapely.make_valid(shapely.simplify(decoupe.dessins, tolerance, preserve_topology=False))
        simples = np.array([shapely.multipolygons(_parties(g, _SURFACE)) for g in brutes], dtype=object)
    cousues = [_sans_echarde(v) for v in _coudre(shapely.difference(simples, regions), regions)]
    emprise = _emprise(limites, 0)
    traces = []
    for nom, dessin, cousue in zip(decoupe.noms, _arrondir(np.array(cousues), _SURFACE), cousues, strict=True):
        if dessin is None:
            continue
        rayon = _place_du_nom(cousue, emprise)
        if shapely.length(rayon) >= RAYON_MIN:
            traces.append(_trace(nom, dessin, shapely.get_point(rayon, 0)))
    return traces


def _emprise(limites: Limites, marge: float) -> Any:
    ouest, sud, est, nord = limites.regions.total_bounds
    return shapely.box(ouest - marge, sud - marge, est + marge, nord + marge)


def _rogner(lignes: Any, limites: Limites, marge: float) -> Any:
    """Des lignes coupées au cadre, et là seulement : une intersection les couperait aussi à chaque croisement."""
    return shapely.clip_by_rect(lignes, *_emprise(limites, marge).bounds)


def _vus(couche: Couche, limites: Limites) -> tuple[np.ndarray, list[str]]:
    """Les dessins dont l'emprise touche l'étendue de la carte, et leurs noms.

    Raises:
        CoucheRefusee: trop d'entités ou de sommets ; réunir et coudre demanderait un temps sans borne.
    """
    vues = np.flatnonzero(shapely.intersects(shapely.envelope(couche.geometries), _emprise(limites, MARGE)))
    dessins = couche.geometries[vues]
    sommets = int(shapely.get_num_coordinates(dessins).sum())
    if len(vues) > ENTITES_MAX or sommets > SOMMETS_MAX:
        raise CoucheRefusee(
            f"{nombre(len(vues))} entités et {nombre(sommets)} sommets sur la carte ; maximum {nombre(ENTITES_MAX)} et "
            f"{nombre(SOMMETS_MAX)}. Ne gardez que ce qui situe, ou simplifiez d'abord."
        )
    return dessins, [couche.noms[i] for i in vues]


def _en_place(noms: list[str], dessins: np.ndarray, notres: int = 0) -> Decoupe:
    """Ôte ce que l'emprise a vidé, l'ordre est celui des noms."""
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
    """La ligne sans ses tronçons isolés trop courts ; un court tronçon qui en relie d'autres reste."""
    troncons = shapely.get_parts(ligne)
    rangs, _ = shapely.STRtree(troncons).query(troncons, predicate="intersects")
    relies = np.bincount(rangs, minlength=len(troncons)) > 1  # chacun se touche lui-même
    return shapely.multilinestrings(troncons[relies | (shapely.length(troncons) >= LONGUEUR_MIN)])


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
    # Une ligne qui se recroise est permise : la refaire valide la couperait, à grand frais.
    for dessin in shapely.set_precision(dessins, _PAS, mode="pointwise" if dimension == _LIGNE else "valid_output"):
        parts = _parties(dessin, dimension)
        parts = parts[shapely.length(parts) > 0]
        reunir = shapely.multilinestrings if dimension == _LIGNE else shapely.multipolygons
        rendus.append(None if not len(parts) else parts[0] if len(parts) == 1 else reunir(parts))
    return rendus


def _trace(nom: str, dessin: Any, point: Any) -> Trace:
    return Trace(nom, dessin, round(shapely.get_x(point), 4), round(shapely.get_y(point), 4))
