"""Les limites schématiques : une carte tirée des seuls faits, quand aucune limite officielle n'est là.

Chaque commune reçoit la cellule qui entoure son point intérieur ; chaque région est le tampon de l'enveloppe de
ses points, élargi jusqu'à la superficie de ses communes. Les cellules sont pondérées (diagramme de puissance) :
une grande commune prend plus de place, sans jamais prendre le point d'une autre. Tout est déterministe.
"""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.projection import DEGRES, en_degres, en_metres
from geo.zones import Zone, charger_zones

Nombres = NDArray[np.float64]

#: Au-delà, les superficies ne s'approchent plus sensiblement des faits (mesuré).
TOURS = 40
#: Part de la distance à un voisin qu'une cellule ne peut pas prendre : son point reste nettement chez lui.
MARGE = 0.72
#: Côté du carré de départ, en mètres : il contient tout le périmètre, tampons compris.
ETENDUE_M = 1_500_000.0
#: Rayon de fermeture, en mètres : comble les encoches étroites entre deux régions voisines.
FERMETURE_M = 45_000.0
#: Maille d'accrochage, en mètres : deux cellules voisines partagent exactement leurs sommets.
MAILLE_M = 5.0


def _couper(polygone: list[tuple[float, float]], a: float, b: float, c: float) -> list[tuple[float, float]]:
    """Coupe un polygone convexe par le demi-plan a·x + b·y ≤ c."""
    garde: list[tuple[float, float]] = []
    for i, (x, y) in enumerate(polygone):
        xp, yp = polygone[i - 1]
        ici, avant = a * x + b * y - c, a * xp + b * yp - c
        if (ici <= 0) != (avant <= 0):
            t = avant / (avant - ici)
            garde.append((xp + t * (x - xp), yp + t * (y - yp)))
        if ici <= 0:
            garde.append((x, y))
    return garde


def _cellules(points: Nombres, poids: Nombres) -> NDArray[np.object_]:
    """Cellules de puissance : plus près de leur point que de tout autre, au poids près (m²)."""
    carre = [(-ETENDUE_M, -ETENDUE_M), (ETENDUE_M, -ETENDUE_M), (ETENDUE_M, ETENDUE_M), (-ETENDUE_M, ETENDUE_M)]
    normes = (points**2).sum(axis=1) - poids
    cellules = []
    for i, (x, y) in enumerate(points):
        polygone = carre
        # Les plus proches d'abord : la cellule rétrécit vite et les coupes suivantes coûtent peu.
        for j in np.argsort(((points - points[i]) ** 2).sum(axis=1), kind="stable")[1:]:
            a, b = 2 * (points[j] - (x, y))
            polygone = _couper(polygone, float(a), float(b), float(normes[j] - normes[i]))
        cellules.append(shapely.Polygon(polygone))
    return np.array(cellules, dtype=object)


def _limiter(poids: Nombres, carres: Nombres) -> Nombres:
    """Ramène les poids à des écarts qui laissent chaque point dans sa cellule (carres = distances²)."""
    for _ in range(6):
        exces = (poids[:, None] - poids[None, :]) - MARGE * carres
        poids = poids - np.clip(exces, 0, None).max(axis=1) / 2
        poids = poids + np.clip(exces, 0, None).max(axis=0) / 2
    exces = (poids[:, None] - poids[None, :]) - 0.9 * carres
    # Dernier recours, toujours sûr : rapprocher tous les poids de leur moyenne.
    if exces.max() > 0:
        ecarts = np.abs(poids[:, None] - poids[None, :])
        rapport = np.divide(0.9 * carres, ecarts, out=np.full_like(ecarts, np.inf), where=ecarts > 0)
        poids = poids.mean() + (poids - poids.mean()) * min(1.0, float(rapport.min()))
    return poids


def _contour(points: Nombres, domaine: shapely.Geometry, cible_m2: float) -> shapely.Geometry:
    """Tampon de l'enveloppe des points, borné au domaine, dont la superficie est celle des communes."""
    enveloppe = shapely.convex_hull(shapely.multipoints(points))
    bas, haut = 1_000.0, 400_000.0
    for _ in range(24):
        milieu = (bas + haut) / 2
        contour = shapely.intersection(shapely.buffer(enveloppe, milieu, quad_segs=24), domaine)
        bas, haut = (milieu, haut) if contour.area < cible_m2 else (bas, milieu)
    return contour


def _decouper(points: Nombres, poids: Nombres, regions: Nombres, cibles: Nombres) -> NDArray[np.object_]:
    """Cellules bornées au contour de leur région ; les régions ne se recouvrent pas."""
    cellules = _cellules(points, poids)
    contours = []
    for region in np.unique(regions):
        siennes = regions == region
        contours.append(_contour(points[siennes], shapely.union_all(cellules[siennes]), float(cibles[siennes].sum())))
    ensemble = shapely.buffer(shapely.union_all(contours), FERMETURE_M, quad_segs=24)
    return shapely.intersection(cellules, shapely.buffer(ensemble, -FERMETURE_M, quad_segs=24))


def _ponderer(points: Nombres, regions: Nombres, cibles: Nombres) -> Nombres:
    """Poids qui rapprochent la superficie de chaque cellule de celle des faits."""
    carres = ((points[:, None] - points[None, :]) ** 2).sum(axis=2)
    np.fill_diagonal(carres, np.inf)
    poids = np.zeros(len(points))
    for _ in range(TOURS):
        aires = shapely.area(_decouper(points, poids, regions, cibles))
        poids = _limiter(poids + 0.35 * (cibles - aires), carres)
    return poids


def _accrocher(cellules: NDArray[np.object_]) -> NDArray[np.object_]:
    """Redécoupe les cellules sur leurs lignes communes : sommets partagés, ni vide ni recouvrement."""
    lignes = shapely.union_all(shapely.boundary(cellules), grid_size=MAILLE_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lignes)))
    temoins = shapely.point_on_surface(faces)
    rendues = []
    for cellule in cellules:
        dedans = shapely.intersects(cellule, temoins)
        rendues.append(shapely.union_all(faces[dedans]))
    return np.array(rendues, dtype=object)


@cache
def communes_schematiques() -> gpd.GeoDataFrame:
    """Les 38 cellules schématiques, en degrés : colonnes `code`, `geometry`. À ne pas modifier (partagé)."""
    communes: list[Zone] = [z for z in charger_zones() if z.niveau == "commune"]
    plats = en_metres(shapely.points([(z.lon, z.lat) for z in communes]))
    points = shapely.get_coordinates(plats)
    regions = np.array([z.region for z in communes])
    cibles = np.array([z.superficie_km2 for z in communes]) * 1e6
    poids = _ponderer(points, regions, cibles)
    cellules = _accrocher(_decouper(points, poids, regions, cibles))
    return gpd.GeoDataFrame({"code": [z.code for z in communes]}, geometry=en_degres(cellules), crs=DEGRES)
