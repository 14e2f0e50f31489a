"""Ce que montre la carte, lu en quatre fois : chaque filtre ne fait relire que ce qu'il change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from requetes.carte import dates, services, terrain
from requetes.carte.reperes import Repere, reperes
from requetes.carte.services import BilanDesPoints, ValeurDeZone, ZonePlacee
from requetes.edition.ouverture import Base
from requetes.registres.chantiers import Chantier, lire_chantiers
from requetes.registres.commun import Etendue


@dataclass(frozen=True)
class LectureCarte:
    """Ce que la carte a avant tout choix.

    Attributes:
        dates: celles où la situation se lit, dans l'ordre ; vide tant qu'aucun mois n'est achevé.
        credits: ceux des repères, sans doublon.
    """

    dates: tuple[dt.date, ...]
    credits: tuple[str, ...]


@dataclass(frozen=True)
class LectureFond:
    """Ce qui ne dépend d'aucun filtre, et ne part au navigateur qu'une fois.

    Attributes:
        limites: code de zone → GeoJSON.
        points: `services.points_places`, en colonnes ; vide dans une édition remise.
    """

    zones: tuple[ZonePlacee, ...]
    limites: dict[str, str]
    points: pd.DataFrame
    reperes: tuple[Repere, ...]


@dataclass(frozen=True)
class LectureTerrain:
    """Ce qui se sait à une date d'une zone et d'un service ; chantiers et étapes SPI n'ont pas de service.

    Attributes:
        etats: `services.etats_des_points`, en colonnes, tous points.
    """

    jour: dt.date
    bilan: BilanDesPoints
    etats: pd.DataFrame
    chantiers: tuple[Chantier, ...]
    etapes: tuple[terrain.EtapeSpi, ...]


@dataclass(frozen=True)
class LectureValeurs:
    """Un indicateur, zone par zone, à la date de la situation et, quand on compare, à celle d'avant.

    Attributes:
        ventile: faux quand il n'a aucune ligne par service : les valeurs sont alors celles du total.
        avant: vide quand on ne compare pas.
    """

    ventile: bool
    valeurs: tuple[ValeurDeZone, ...]
    avant: tuple[ValeurDeZone, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneValuee:
    """Une zone prête à dessiner ; `None` sans limite, ou sans rangée à cette date."""

    zone: ZonePlacee
    geojson: str | None
    valeur: ValeurDeZone | None


@dataclass(frozen=True)
class LecturePetiteCarte:
    """Un indicateur, zone par zone ; `fin` est celle de la période lue, `None` quand aucune n'est finie."""

    zones: tuple[ZoneValuee, ...]
    fin: dt.date | None


@dataclass(frozen=True)
class LectureZones:
    """Les zones d'un niveau, à dessiner.

    Attributes:
        limites: code → GeoJSON ; une zone peut ne pas en avoir.
        hotes: code de toute zone → celle de ce niveau qui la contient ; une zone plus large n'en a pas.
    """

    zones: tuple[ZonePlacee, ...]
    limites: dict[str, str]
    hotes: dict[str, str]


def lire_zones(base: Base, niveau: str, region: str = "") -> LectureZones:
    """Les zones d'un niveau, dans une région ; vide = toutes."""
    retenues = tuple(z for z in services.zones_placees(base) if z.niveau == niveau and region in ("", z.region))
    hotes = base.lire("SELECT code, ancetre FROM zone_ascendance WHERE niveau_ancetre = $niveau", {"niveau": niveau})
    toutes = services.limites(base)
    return LectureZones(
        zones=retenues,
        limites={z.code: toutes[z.code] for z in retenues if z.code in toutes},
        hotes=dict(zip(hotes["code"], hotes["ancetre"], strict=True)),
    )


def lire_carte(base: Base) -> LectureCarte:
    """Lit ce que la carte a avant tout choix."""
    credits = dict.fromkeys(r.credit for r in reperes(base) if r.credit is not None)
    return LectureCarte(services.dates_d_etat(base), tuple(credits))


def lire_fond(base: Base, niveaux: tuple[str, ...], *, remise: bool) -> LectureFond:
    """Lit le fond.

    Args:
        base: l'édition.
        niveaux: ceux que la carte dessine.
        remise: ni nom ni position ne se publient : aucun point n'est à poser.
    """
    points = services.points_places(base)
    return LectureFond(
        zones=tuple(z for z in services.zones_placees(base) if z.niveau in niveaux),
        limites=services.limites(base),
        points=points.iloc[:0] if remise else points,
        reperes=reperes(base),
    )


def lire_terrain(base: Base, jour: dt.date, zone: str = "SOCLE", service: str = "") -> LectureTerrain:
    """Lit les points, les chantiers et les étapes SPI d'une zone à une date ; service vide = tous."""
    return LectureTerrain(
        jour=jour,
        bilan=services.bilan_des_points(base, jour, zone, service),
        etats=services.etats_des_points(base, jour, zone, service),
        chantiers=lire_chantiers(base, Etendue(zone, jour)),
        etapes=terrain.etapes_spi_passees(base, jour, zone),
    )


def lire_valeurs(
    base: Base, indicateur: str, niveau: str, jour: dt.date, avant: dt.date | None, service: str = ""
) -> LectureValeurs:
    """Lit les valeurs d'un indicateur aux zones d'un niveau ; `avant` = pas d'autre date quand il est `None`."""
    ventile = not service or services.ventile_par_service(base, indicateur)
    lu = service if ventile else ""
    if avant is None:
        return LectureValeurs(ventile, services.valeurs_de_carte(base, indicateur, niveau, jour, lu))
    return LectureValeurs(
        ventile,
        dates.valeurs_des_deux_dates(base, indicateur, niveau, avant, jour, lu),
        services.valeurs_de_carte(base, indicateur, niveau, avant, lu),
    )


def lire_petite_carte(base: Base, indicateur: str, niveau: str, jour: dt.date, region: str = "") -> LecturePetiteCarte:
    """Lit les valeurs d'un indicateur aux zones d'un niveau, dans une région ; vide = toutes."""
    valeurs = {v.code_zone: v for v in services.valeurs_de_carte(base, indicateur, niveau, jour)}
    limites = services.limites(base)
    retenues = (z for z in services.zones_placees(base) if z.niveau == niveau and region in ("", z.region))
    return LecturePetiteCarte(
        zones=tuple(ZoneValuee(z, limites.get(z.code), valeurs.get(z.code)) for z in retenues),
        fin=next((v.fin for v in valeurs.values()), None),
    )
