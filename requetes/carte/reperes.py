"""Les repères de la carte : le fleuve et les régions voisines, quand l'édition en a."""

from __future__ import annotations

from dataclasses import dataclass

from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Repere:
    """Un repère.

    Attributes:
        genre: «fleuve» ou «voisines».
        nom: texte venu d'un fichier reçu, vide s'il n'y en a pas.
        geojson: en EPSG:4326.
        lon, lat: où écrire le nom.
    """

    genre: str
    nom: str | None
    geojson: str
    lon: float | None
    lat: float | None
    credit: str | None


def reperes(base: Base) -> tuple[Repere, ...]:
    """Les repères de l'édition, genre par genre, dans l'ordre des noms.

    Aucun quand rien n'est importé.
    """
    return base.rangees(
        Repere, "SELECT genre, nom, geojson, lon, lat, credit FROM repere ORDER BY genre, nom, lon, lat"
    )
