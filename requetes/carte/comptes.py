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
        SELECT r.nom AS region, k.nom AS cercle, c.nom AS commune, p.code_zone, p.type_service, e.statut,
               count(*) AS points, count(*) FILTER (e.restaure) AS restaures,
               count(*) FILTER (e.restaure AND e.fonctionnel) AS fonctionnels,
               count(*) FILTER (e.restaure AND e.retombe) AS retombes
        FROM point_service p
        JOIN zone_ascendance a ON a.code = p.code_zone AND a.ancetre = $zone
        JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour
        JOIN zone c ON c.code = p.code_zone
        LEFT JOIN zone k ON k.code = c.parent
        LEFT JOIN zone r ON r.code = c.region
        WHERE $service IN ('', p.type_service) AND $statut IN ('', e.statut)
        GROUP BY ALL ORDER BY any_value(c.ordre), p.type_service, e.statut
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
