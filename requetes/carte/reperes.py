"""Les repères de la carte : le fleuve et les régions voisines, quand l'édition en a."""

from __future__ import annotations

import pandas as pd

from requetes.edition.ouverture import Base


def reperes(base: Base) -> pd.DataFrame:
    """Les repères de l'édition, genre par genre, dans l'ordre des noms.

    Returns:
        `genre` (« fleuve » ou « voisines »), `nom` (texte venu d'un fichier reçu, vide s'il n'y en a pas), `geojson`
        (EPSG:4326), `lon, lat` (où écrire le nom), `credit`. Aucune ligne quand rien n'est importé.
    """
    return base.lire("SELECT genre, nom, geojson, lon, lat, credit FROM repere ORDER BY genre, nom, lon, lat")
