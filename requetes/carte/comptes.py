"""Les points comptés par commune : ce qu'une édition remise, qui n'en nomme aucun, montre sous sa carte."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Comptes:
    """Des points d'une commune ; `restaures` et ce qui le suit sont pris parmi les déjà restaurés.

    Attributes:
        type_service, statut: vides quand tous sont comptés ensemble.
    """

    region: str | None
    cercle: str | None
    commune: str
    code_zone: str
    type_service: str
    statut: str
    points: int
    restaures: int
    fonctionnels: int
    retombes: int


def comptes_par_commune(
    base: Base, jour: dt.date, zone: str = "SOCLE", service: str = "", statut: str = ""
) -> tuple[Comptes, ...]:
    """Les points d'une zone à une date, par commune, service et statut.

    Args:
        base: l'édition.
        jour: une des dates de `services.dates_d_etat`.
        zone: la sélection s'y limite, descendance comprise.
        service, statut: vides = tous.
    """
    return base.rangees(
        Comptes,
        """
        SELECT region.nom AS region, cercle.nom AS cercle, commune.nom AS commune, point.code_zone, point.type_service,
               etat.statut, count(*) AS points, count(*) FILTER (etat.restaure) AS restaures,
               count(*) FILTER (etat.restaure AND etat.fonctionnel) AS fonctionnels,
               count(*) FILTER (etat.restaure AND etat.retombe) AS retombes
        FROM point_service point
        JOIN zone_ascendance ascendance ON ascendance.code = point.code_zone AND ascendance.ancetre = $zone
        JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
        JOIN zone commune ON commune.code = point.code_zone
        LEFT JOIN zone cercle ON cercle.code = commune.parent
        LEFT JOIN zone region ON region.code = commune.region
        WHERE $service IN ('', point.type_service) AND $statut IN ('', etat.statut)
        GROUP BY ALL ORDER BY any_value(commune.ordre), point.type_service, etat.statut
        """,
        {"jour": jour, "zone": zone, "service": service, "statut": statut},
    )


def totaux_par_commune(comptes: Iterable[Comptes]) -> tuple[Comptes, ...]:
    """Services et statuts réunis, commune par commune, dans l'ordre reçu (celui de `comptes_par_commune`)."""
    groupes = (tuple(siens) for _, siens in itertools.groupby(comptes, key=lambda c: c.code_zone))
    return tuple(
        replace(
            siens[0],
            type_service="",
            statut="",
            points=sum(c.points for c in siens),
            restaures=sum(c.restaures for c in siens),
            fonctionnels=sum(c.fonctionnels for c in siens),
            retombes=sum(c.retombes for c in siens),
        )
        for siens in groupes
    )
