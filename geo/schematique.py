"""Les communes schématiques : des cellules dans leur cercle, quand aucun tracé de commune n'est là.

Chaque cercle a son contour généralisé, des points arrondis à 0,05° (`data/reference/contours_cercles.csv`). Dedans,
chaque commune reçoit la cellule qui entoure son point intérieur. Les cellules sont pondérées (diagramme de puissance) :
une grande commune prend plus de place, sans jamais prendre le point d'une autre. Tout est déterministe.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.projection import en_degres, en_metres
from geo.zones import charger_zones, descendants, lire_reference, par_code

Nombres = NDArray[np.float64]

#: Au-delà, les superficies ne s'approchent plus sensiblement des faits (mesuré).
TOURS = 60
#: Part de la distance à un voisin qu'une cellule ne peut pas prendre : son point reste nettement chez lui.
MARGE = 0.86
#: Côté du carré de départ, en mètres : il contient tout le périmètre.
ETENDUE_M = 1_500_000.0
#: Une commune plus petite (m²) peut n'être qu'une ville : son diagramme lui donnerait la campagne d'à côté.
VILLE_M2 = 500e6
#: Maille d'accrochage, en mètres : deux cellules voisines partagent exactement leurs sommets.
MAILLE_M = 5.0


@cache
def contours_generalises() -> dict[str, Any]:
    """Code de cercle → contour généralisé, en degrés. À ne pas modifier (partagé)."""
    points: dict[str, list[tuple[float, float]]] = {}
    for ligne in lire_reference("contours_cercles.csv"):
        points.setdefault(ligne["cercle"], []).append((float(ligne["longitude"]), float(ligne["latitude"])))
    return {cercle: shapely.Polygon(anneau) for cercle, anneau in points.items()}


def ajuster_les_cercles(regions: Mapping[str, Any]) -> dict[str, Any]:
    """Les cercles généralisés, ramenés dans des régions tracées plus finement : ni dehors, ni vide le long du bord.

    Args:
        regions: code de région → contour, en degrés.
    """
    rendus: dict[str, Any] = {}
    for region, contour in regions.items():
        cercles = descendants(region, "cercle")
        parts = {c: shapely.intersection(contours_generalises()[c], contour) for c in cercles}
        reste = shapely.difference(contour, shapely.union_all(list(parts.values())))
        communes = [z for z in charger_zones() if z.niveau == "commune" and z.region == region]
        cellules = en_degres(_cellules(_points([z.code for z in communes]), np.zeros(len(communes))))
        for commune, cellule in zip(communes, cellules, strict=True):
            assert commune.parent is not None, "une commune est dans un cercle"
            parts[commune.parent] = shapely.union(parts[commune.parent], shapely.intersection(cellule, reste))
        rendus |= {c: _surface(p) for c, p in parts.items()}
    return rendus


def communes_dans(cercles: Mapping[str, Any]) -> dict[str, Any]:
    """Code de commune → cellule schématique, en degrés, de chaque commune dans son cercle.

    Args:
        cercles: code de cercle → contour, en degrés, qui contient le point de chacune de ses communes.
    """
    codes: list[str] = []
    cellules: list[Any] = []
    for cercle, plat in zip(cercles, en_metres(np.array(list(cercles.values()), dtype=object)), strict=True):
        # Un contour ajusté, projeté, peut se recouper d'un rien.
        contour = _surface(shapely.make_valid(plat, method="structure", keep_collapsed=False))
        siennes = list(descendants(cercle, "commune"))
        codes += siennes
        cellules += list(_decouper(siennes, contour))
    rendues = en_degres(_accrocher(np.array(cellules, dtype=object)))
    return dict(zip(codes, rendues, strict=True))


def _points(communes: list[str]) -> Nombres:
    lus = shapely.points([(par_code()[c].lon, par_code()[c].lat) for c in communes])
    return shapely.get_coordinates(en_metres(lus))


def _decouper(communes: list[str], contour: Any) -> NDArray[np.object_]:
    """Les cellules d'un cercle ; une ville bien plus petite que la sienne n'en garde qu'un disque, à sa superficie."""
    points = _points(communes)
    faits = np.array([par_code()[c].superficie_km2 for c in communes]) * 1e6
    cellules = _ponderer(points, faits, contour)
    villes = (faits < VILLE_M2) & (shapely.area(cellules) > 2 * faits)
    if villes.any() and not villes.all():
        disques = shapely.buffer(shapely.points(points[villes]), np.sqrt(faits[villes] / np.pi), quad_segs=6)
        ensemble = shapely.union_all(disques)
        cellules[~villes] = shapely.difference(_ponderer(points[~villes], faits[~villes], contour), ensemble)
        cellules[villes] = shapely.intersection(disques, contour)
    return _d_un_tenant(cellules, points)


def _ponderer(points: Nombres, faits: Nombres, contour: Any) -> NDArray[np.object_]:
    """Les cellules d'un contour, dont les superficies s'approchent de celles des faits, tour après tour."""
    cibles = faits * contour.area / faits.sum()
    carres = ((points[:, None] - points[None, :]) ** 2).sum(axis=2)
    np.fill_diagonal(carres, np.inf)
    poids = np.zeros(len(points))
    for _ in range(TOURS if len(points) > 1 else 0):
        aires = shapely.area(shapely.intersection(_cellules(points, poids), contour))
        poids = _limiter(poids + 0.35 * (cibles - aires), carres)
    rendues: NDArray[np.object_] = shapely.intersection(_cellules(points, poids), contour)
    return rendues


def _d_un_tenant(cellules: NDArray[np.object_], points: Nombres) -> NDArray[np.object_]:
    """Un contour qui rentre coupe une cellule : les morceaux sans le point vont à qui les borde le plus."""
    gardes, orphelins = [], []
    for cellule, point in zip(cellules, shapely.points(points), strict=True):
        parts = [p for p in shapely.get_parts(cellule) if p.area]
        mienne = min(parts, key=lambda p: p.distance(point))
        gardes.append(mienne)
        orphelins += [p for p in parts if p is not mienne]
    for part in sorted(orphelins, key=lambda p: -p.area):
        # Deux coupes d'une même ligne diffèrent d'un rien : c'est la part bordée de près qui se mesure.
        autour = shapely.buffer(part, MAILLE_M)
        bords = [(shapely.intersection(garde, autour).area, -garde.distance(part)) for garde in gardes]
        rang = bords.index(max(bords))
        gardes[rang] = _surface(shapely.union(gardes[rang], part))
    return np.array(gardes, dtype=object)


def _surface(dessin: Any) -> Any:
    """La part surfacique d'un découpage, qui peut laisser des lignes."""
    return shapely.union_all([p for p in shapely.get_parts(dessin) if p.geom_type in ("Polygon", "MultiPolygon")])


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


def _accrocher(cellules: NDArray[np.object_]) -> NDArray[np.object_]:
    """Redécoupe les cellules sur leurs lignes communes : sommets partagés, ni vide ni recouvrement."""
    lignes = shapely.union_all(shapely.boundary(cellules), grid_size=MAILLE_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lignes)))
    temoins = shapely.point_on_surface(faces)
    rendues, libres = [], np.ones(len(faces), dtype=bool)
    for cellule in cellules:
        # Une face n'est qu'à une cellule, même où deux contours se recouvrent d'un rien.
        dedans = libres & shapely.intersects(cellule, temoins)
        libres &= ~dedans
        rendues.append(shapely.union_all(faces[dedans]))
    return np.array(rendues, dtype=object)
