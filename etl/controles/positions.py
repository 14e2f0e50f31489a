"""La position d'un point est-elle dans sa commune ? Jugée aux limites en vigueur, en géométrie."""

from __future__ import annotations

import duckdb
import geopandas as gpd
import pyarrow as pa

from geo.limites import Limites

#: Tolérance sans précision déclarée (règle Z5) : l'écart courant d'une position relevée ou d'une limite dessinée.
TOLERANCE_M = 2_000
#: Des limites schématiques ne disent pas où finit une commune : seule une position très éloignée est signalée.
TOLERANCE_SCHEMATIQUE_M = 60_000
#: Projection en mètres du fuseau UTM 30/31 Nord : le Mali de l'Est est à cheval, l'erreur reste sous 1 %.
_METRES = "EPSG:32630"


def situer_points(connexion: duckdb.DuckDBPyConnection, limites: Limites) -> None:
    """Crée `position_point` (id_ligne, dedans, inversee) pour les points qui ont une position."""
    connexion.execute("CREATE TEMP TABLE position_point (id_ligne BIGINT, dedans BOOLEAN, inversee BOOLEAN)")
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
    droites = gpd.GeoSeries(gpd.points_from_xy(points["longitude"], points["latitude"]), crs=4326).to_crs(_METRES)
    # Un point écrit à l'envers tombe dans sa commune une fois remis à l'endroit.
    retournees = gpd.GeoSeries(
        gpd.points_from_xy(points["latitude"], points["longitude"].clip(-90, 90)), crs=4326
    ).to_crs(_METRES)
    dedans = droites.distance(cible) <= marge
    inversee = ~dedans & (retournees.distance(cible) <= marge)
    resultat = pa.table(
        {"id_ligne": points["id_ligne"].to_numpy(), "dedans": dedans.to_numpy(), "inversee": inversee.to_numpy()}
    )
    connexion.register("positions", resultat)
    connexion.execute("INSERT INTO position_point SELECT * FROM positions")
    connexion.unregister("positions")
