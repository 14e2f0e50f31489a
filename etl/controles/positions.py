"""La position d'un point est-elle dans sa commune ? Jugée aux limites en vigueur, en géométrie."""

from __future__ import annotations

import duckdb
import geopandas as gpd
import numpy as np
import pyarrow as pa

from geo.limites import Limites

#: Tolérance sans précision déclarée (règle Z5) : l'écart courant d'une position relevée ou d'une limite dessinée.
TOLERANCE_M = 2_000
#: Des limites schématiques ne disent pas où finit une commune : seule une position très éloignée est signalée.
TOLERANCE_SCHEMATIQUE_M = 60_000
#: Projection en mètres du fuseau UTM 30/31 Nord : le Mali de l'Est est à cheval, l'erreur reste sous 1 %.
_METRES = "EPSG:32630"
#: Ce qu'un signe de moins ou de trop explique.
_SIGNES = (
    ("si la longitude changeait de signe", 1, -1),
    ("si la latitude changeait de signe", -1, 1),
    ("si les deux changeaient de signe", -1, -1),
)


def situer_points(connexion: duckdb.DuckDBPyConnection, limites: Limites) -> None:
    """Crée `position_point` pour les points qui ont une position.

    `dedans` dit si elle est dans sa commune ; sinon, `inversee` et `signe` disent si échanger ses deux nombres, ou
    changer un signe, l'y mettrait.
    """
    connexion.execute(
        "CREATE TEMP TABLE position_point (id_ligne BIGINT, dedans BOOLEAN, inversee BOOLEAN, signe VARCHAR)"
    )
    points = connexion.execute(
        "SELECT id_ligne, code_zone, latitude, longitude, coalesce(precision_m, 0) AS precision_m FROM s_point_service "
        "WHERE latitude IS NOT NULL AND longitude IS NOT NULL"
    ).df()
    if points.empty:
        return
    tolerance = TOLERANCE_SCHEMATIQUE_M if limites.schematique else TOLERANCE_M
    communes = limites.communes.set_index("code").geometry.to_crs(_METRES)
    cible = gpd.GeoSeries(communes.reindex(points["code_zone"]).to_numpy(), crs=_METRES)
    marge = points["precision_m"].clip(lower=tolerance)
    lat, lon = points["latitude"].to_numpy(), points["longitude"].to_numpy()

    def dans_la_commune(latitudes: np.ndarray, longitudes: np.ndarray) -> np.ndarray:
        essai = gpd.GeoSeries(gpd.points_from_xy(longitudes, latitudes), crs=4326).to_crs(_METRES)
        return (essai.distance(cible) <= marge).to_numpy()

    dedans = dans_la_commune(lat, lon)
    # Un point écrit à l'envers tombe dans sa commune une fois remis à l'endroit.
    inversee = ~dedans & dans_la_commune(lon.clip(-90, 90), lat)
    signe = np.full(len(points), "", dtype=object)
    if (~dedans & ~inversee).any():
        for mots, par_lat, par_lon in _SIGNES:
            signe[~dedans & ~inversee & (signe == "") & dans_la_commune(par_lat * lat, par_lon * lon)] = mots
    lus = {"id_ligne": points["id_ligne"].to_numpy(), "dedans": dedans, "inversee": inversee, "signe": signe}
    resultat = pa.table(lus)
    connexion.register("positions", resultat)
    connexion.execute("INSERT INTO position_point SELECT * FROM positions")
    connexion.unregister("positions")
