"""Où en est la validation de chaque coordination, et les chiffres qu'elle ne couvre pas encore (règles A10 à A12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domaine.preuve.validation import VALIDE, NonValidees

if TYPE_CHECKING:
    from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodeSuivie:
    """Une période d'une coordination.

    Attributes:
        zone: le nom de la région.
        statut: à soumettre, soumis, retourné, validé, ou à revalider.
        date, par, motif: du dernier geste ; `None` sans geste, et dans une édition remise, qui ne les a pas.
    """

    code_zone: str
    zone: str
    periode: str
    fin: dt.date
    statut: str
    date: dt.date | None = None
    par: str | None = None
    motif: str | None = None

    @property
    def validee(self) -> bool:
        return self.statut == VALIDE


def lire_suivies(base: Base) -> tuple[PeriodeSuivie, ...]:
    """Toutes les périodes dues, par coordination puis dans le temps ; aucune tant que rien n'a été soumis."""
    return base.rangees(
        PeriodeSuivie,
        """
        SELECT suivie.code_zone, zone.nom AS zone, suivie.periode, suivie.fin, suivie.statut, suivie.date, suivie.par,
               suivie.motif
        FROM validation_suivie suivie JOIN zone ON zone.code = suivie.code_zone
        ORDER BY zone.ordre, suivie.fin
        """,
    )


def lire_dues(base: Base) -> tuple[PeriodeSuivie, ...]:
    """Les périodes où un geste a un sens : celles d'un rapport attendu, finies ; le statut n'y est pas dit."""
    return base.rangees(
        PeriodeSuivie,
        """
        SELECT rapport.code_zone, zone.nom AS zone, rapport.periode, rapport.fin, '' AS statut
        FROM rapport_suivi rapport JOIN zone ON zone.code = rapport.code_zone
        WHERE rapport.attendu_au_calcul ORDER BY zone.ordre, rapport.fin
        """,
    )


def lire_non_validees(base: Base) -> NonValidees:
    """De quoi marquer un chiffre ; vide, et rien de plus à lire, quand tout est validé ou que personne ne valide."""
    manquent = [(x.code_zone, x.fin) for x in lire_suivies(base) if not x.validee]
    if not manquent:
        return NonValidees([], {})
    zones = base.lire("SELECT code, coalesce(region, '') AS region FROM zone")
    regions = {str(z.code): str(z.region) or None for z in zones.itertuples()}
    return NonValidees(manquent, regions)
