"""Les points dont la position reçue est loin des régions : à l'envers, ou d'ailleurs."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from domaine import francais

#: Un point plus loin des régions est dit hors du périmètre (60 km à peu près, la tolérance de la règle Z5).
HORS_DEGRES = 0.55


def hors_du_perimetre(points: pd.DataFrame, limites: Iterable[str]) -> dict[int, list[str]]:
    r"""Les points dont la position reçue est loin des régions : la carte les montre à son bord, et les compte à part.

    Args:
        points: `latitude, longitude`.
        limites: GeoJSON des régions ; aucune : rien n'est dit hors.

    Returns:
        Rang du point → «inversée» si échanger les deux nombres l'y mettrait, «hors» sinon, et la position, écrite.

    >>> carre = '{"type":"Polygon","coordinates":[[[0,16],[1,16],[1,17],[0,17],[0,16]]]}'
    >>> hors_du_perimetre(pd.DataFrame({"latitude": [0.5, 16.4], "longitude": [16.5, 0.5]}), [carre])
    {0: ['inversée', '0,50000\xa0; 16,50000']}
    """
    aretes = _aretes(limites)
    if not len(aretes):
        return {}
    lat, lon = (points[nom].to_numpy(dtype=float) for nom in ("latitude", "longitude"))
    loin = ~np.isnan(lat) & ~np.isnan(lon) & ~_pres_des_regions(lon, lat, aretes)
    inversee = loin & _pres_des_regions(lat, lon, aretes)
    dits = {True: "inversée", False: "hors"}
    return {
        int(rang): [dits[bool(inversee[rang])], f"{_dire_degres(lat[rang])}\u00a0; {_dire_degres(lon[rang])}"]
        for rang in np.flatnonzero(loin)
    }


def _aretes(limites: Iterable[str]) -> np.ndarray:
    """Les côtés de toutes les régions, une rangée `x1, y1, x2, y2` par côté."""
    cotes: list[list[float]] = []
    for geojson in limites:
        geometrie = json.loads(geojson)
        brutes = geometrie["coordinates"]
        polygones = {"Polygon": [brutes], "MultiPolygon": brutes}.get(geometrie["type"], [])
        for anneau in (a for polygone in polygones for a in polygone):
            cotes += [[*a[:2], *b[:2]] for a, b in itertools.pairwise(anneau)]
    return np.array(cotes)


def _pres_des_regions(x: np.ndarray, y: np.ndarray, aretes: np.ndarray) -> np.ndarray:
    """Vrai d'un point dans une région (il croise un nombre impair de côtés), ou assez près d'un de ses côtés."""
    dedans, proche = np.zeros(len(x), dtype=bool), np.zeros(len(x), dtype=bool)
    for x1, y1, x2, y2 in aretes:
        dx, dy = x2 - x1, y2 - y1
        if dy:
            dedans ^= ((y1 > y) != (y2 > y)) & (x < dx * (y - y1) / dy + x1)
        t = np.clip(((x - x1) * dx + (y - y1) * dy) / ((dx * dx + dy * dy) or 1.0), 0.0, 1.0)
        proche |= np.hypot(x - x1 - t * dx, y - y1 - t * dy) <= HORS_DEGRES
    return dedans | proche


def _dire_degres(valeur: float) -> str:
    return francais.nombre(float(valeur), 5)
