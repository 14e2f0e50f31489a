"""Ce qui a une zone mais pas de position : les chantiers et leur avancement, les étapes SPI passées."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Chantier:
    """Un chantier, tel qu'on le connaissait à une date.

    Attributes:
        nom: `None` dans une édition remise, qui n'en dit que l'ouvrage.
        etat: «réceptionné», «en cours», «pas commencé».
        physique_pct, financier_pct: de 0 à 100, du dernier relevé, comme `incident` ; `None` sans relevé.
        retard_jours: `None` si réceptionné ou à l'heure.
    """

    id_chantier: str
    nom: str | None
    ouvrage: str | None
    code_zone: str
    nom_zone: str
    etat: str
    physique_pct: float | None
    financier_pct: float | None
    date_releve: dt.date | None
    incident: str | None
    date_fin_prevue: dt.date | None
    date_reception: dt.date | None
    retard_jours: int | None
    fichier: str | None
    feuille: str | None
    ligne: int | None


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


def chantiers_a(base: Base, jour: dt.date, zone: str = "SOCLE") -> tuple[Chantier, ...]:
    """Les chantiers d'une zone, tels qu'on les connaissait à une date, ceux en cours d'abord.

    Args:
        base: l'édition.
        jour: les avancements et réceptions d'après n'y sont pas.
        zone: descendance comprise.
    """
    return base.rangees(
        Chantier,
        """
        WITH releves AS (
            -- Tout du dernier relevé, même ce qui y manque : un ancien financier daté d'aujourd'hui serait faux.
            SELECT id_chantier, arg_max_null(physique_pct, date) AS physique_pct, arg_max_null(financier_pct, date)
                   AS financier_pct, max(date) AS date_releve, arg_max_null(incident, date) AS incident
            FROM chantier_avancement WHERE date <= $jour GROUP BY id_chantier
        )
        SELECT c.id_chantier, c.nom, c.ouvrage, c.code_zone, z.nom AS nom_zone,
               CASE WHEN c.date_reception <= $jour THEN 'réceptionné'
                    WHEN c.date_debut <= $jour OR a.date_releve IS NOT NULL THEN 'en cours'
                    ELSE 'pas commencé' END AS etat,
               a.physique_pct, a.financier_pct, a.date_releve, a.incident, c.date_fin_prevue,
               CASE WHEN c.date_reception <= $jour THEN c.date_reception END AS date_reception,
               CASE WHEN (c.date_reception IS NULL OR c.date_reception > $jour) AND c.date_fin_prevue < $jour
                    THEN date_diff('day', c.date_fin_prevue, $jour) END AS retard_jours,
               c.fichier, c.feuille, c.ligne
        FROM chantier c
        JOIN zone_ascendance s ON s.code = c.code_zone AND s.ancetre = $zone
        JOIN zone z ON z.code = c.code_zone
        LEFT JOIN releves a ON a.id_chantier = c.id_chantier
        ORDER BY list_position(['en cours', 'pas commencé', 'réceptionné'], etat), z.ordre, c.id_chantier
        """,
        {"jour": jour, "zone": zone},
    )


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
