"""La projection des mesures : une seule, équivalente, pour que les superficies se comparent aux faits.

Ne lit aucun fichier et n'ouvre aucun réseau (grilles de PROJ comprises).
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pyproj.network
import shapely
from pyproj import Transformer

# Une grille manquante ne doit jamais être cherchée sur le réseau.
pyproj.network.set_network_enabled(active=False)

DEGRES = "EPSG:4326"
#: Azimutale équivalente centrée sur le périmètre : mètres, superficies justes.
METRES = "+proj=laea +lat_0=16.5 +lon_0=0.5 +datum=WGS84 +units=m +no_defs"
DECIMALES = 5

_VERS_METRES = Transformer.from_crs(DEGRES, METRES, always_xy=True)
_VERS_DEGRES = Transformer.from_crs(METRES, DEGRES, always_xy=True)


def en_metres(geometries: np.ndarray) -> np.ndarray:
    """Projette un tableau de géométries des degrés aux mètres."""
    return shapely.transform(geometries, _VERS_METRES.transform, interleaved=False)


def en_degres(geometries: np.ndarray) -> np.ndarray:
    """Ramène un tableau de géométries des mètres aux degrés."""
    return shapely.transform(geometries, _VERS_DEGRES.transform, interleaved=False)


def superficies_km2(geometries: gpd.GeoSeries | np.ndarray) -> np.ndarray:
    """Superficies en km² de géométries en degrés ; 0 pour une géométrie vide."""
    return shapely.area(en_metres(np.asarray(geometries))) / 1e6
