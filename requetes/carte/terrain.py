"""Ce qui a une zone mais pas de position : les étapes SPI passées."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapeSpi:
    """Une étape passée d'une tournée ; `tenue` est `None` quand personne ne le dit, `site` dans une édition remise."""

    id_tournee: str
    code_zone: str
    nom_zone: str
    site: str | None
    type_population: str | None
    date: dt.date
    tenue: bool | None
    motif: str | None
    fichier: str | None
    feuille: str | None
    ligne: int | None


def etapes_spi_passees(base: Base, jour: dt.date, zone: str = "SOCLE") -> tuple[EtapeSpi, ...]:
    """Les étapes des services publics itinérants dont la date est passée, la plus récente d'abord ; aucune à venir.

    Une étape d'une tournée restée «planifiée», que personne n'a dite tenue, n'y est pas non plus : elle dirait où
    l'équipe peut être (règle V11).

    Args:
        base: l'édition.
        jour: dernière date comprise.
        zone: descendance comprise.
    """
    return base.rangees(
        EtapeSpi,
        """
        SELECT e.id_tournee, e.code_zone, z.nom AS nom_zone, e.site, e.type_population, e.date, e.tenue, e.motif,
               e.fichier, e.feuille, e.ligne
        FROM spi_etape e
        JOIN zone_ascendance s ON s.code = e.code_zone AND s.ancetre = $zone
        JOIN zone z ON z.code = e.code_zone
        LEFT JOIN spi_tournee t ON t.id_tournee = e.id_tournee
        WHERE e.date <= $jour AND etape_spi_dite(e.tenue, t.statut)
        ORDER BY e.date DESC, z.ordre, e.id_tournee, e.ligne
        """,
        {"jour": jour, "zone": zone},
    )
