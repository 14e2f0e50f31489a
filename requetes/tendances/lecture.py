"""Ce que montre la page Tendances d'un indicateur et d'une zone, lu en une fois."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domaine.chiffre import Moment
from domaine.rythme import Rythme
from requetes.edition.ouverture import Base
from requetes.tendances import series
from requetes.tendances.rythme import rythme
from requetes.tendances.series import CibleAVenir, Evenement, Repartition


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureTendances:
    """Un champ par bloc de la page.

    Attributes:
        choisi: le chiffre de la zone à la période choisie ; `None` quand la lecture n'en a pas.
        parties: codes des zones juste sous la zone qui ont des lignes.
        serie: la zone, et ses parties quand elles se tracent avec elle.
        evenements: ceux de la durée que montre la série.
        cibles: celles de la zone qui ne sont pas encore dues.
        dessous: niveau → codes des zones sous la zone qui ont des lignes.
        repartitions: à la période choisie.
    """

    choisi: Moment | None
    rythme: Rythme
    parties: tuple[str, ...]
    serie: tuple[Moment, ...]
    evenements: tuple[Evenement, ...]
    cibles: tuple[CibleAVenir, ...]
    dessous: Mapping[str, tuple[str, ...]]
    ventilations: tuple[Moment, ...]
    repartitions: tuple[Repartition, ...]


def lire_tendances(
    base: Base, code: str, zone: str, type_periode: str, periode: str, *, avec_parties: bool
) -> LectureTendances:
    """Lit la page ; `avec_parties` : les zones juste dessous se tracent avec la zone."""
    parties = series.parties(base, zone, code)
    serie = series.serie(base, code, (zone, *parties) if avec_parties else (zone,), type_periode)
    debut, fin = min((m.debut for m in serie), default=None), max((m.fin for m in serie), default=None)
    return LectureTendances(
        choisi=next((m for m in serie if m.code_zone == zone and m.periode == periode), None),
        rythme=rythme(base, code, zone, type_periode, periode),
        parties=parties,
        serie=serie,
        evenements=tuple(e for e in series.evenements(base, zone) if debut and fin and debut <= e.date <= fin),
        cibles=series.cibles_a_venir(base, code, zone, type_periode),
        dessous=series.zones_dessous(base, zone, code),
        ventilations=series.ventilations(base, code, zone, type_periode),
        repartitions=series.repartition(base, code, zone, type_periode, periode),
    )
