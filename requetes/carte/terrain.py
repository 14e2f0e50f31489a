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
        SELECT etape.id_tournee, etape.code_zone, zone.nom AS nom_zone, etape.site, etape.type_population, etape.date,
               etape.tenue, etape.motif, etape.fichier, etape.feuille, etape.ligne
        FROM spi_etape etape
        JOIN zone_ascendance ascendance ON ascendance.code = etape.code_zone AND ascendance.ancetre = $zone
        JOIN zone ON zone.code = etape.code_zone
        LEFT JOIN spi_tournee tournee ON tournee.id_tournee = etape.id_tournee
        WHERE etape.date <= $jour AND etape_spi_dite(etape.tenue, tournee.statut)
        ORDER BY etape.date DESC, zone.ordre, etape.id_tournee, etape.ligne
        """,
        {"jour": jour, "zone": zone},
    )
