"""Le moment où un registre est lu : les périodes de base dues d'une rangée, et le dernier jour de la dernière."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.independant.calendrier import ANCETRES, P


class Moment:
    """Les bases d'une rangée : un événement y entre par sa date, un état se lit au dernier jour."""

    def __init__(
        self,
        bases: list[P],
        regle: str,
        propre: bool = False,
        dans_le_perimetre: Callable[[str, P], bool] = lambda _zone, _base: True,
    ) -> None:
        self.bases = bases
        self.jour = bases[-1].fin
        self.regle = regle
        #: La rangée est celle de la zone et de la période de collecte : rien ne s'y agrège.
        self.propre = propre
        #: La Collecte attend-elle cette commune à cette période ?
        self.dans_le_perimetre = dans_le_perimetre

    def dans(self, jour: dt.date) -> bool:
        """Le jour est-il dans l'une des bases de la rangée ?"""
        return any(b.debut <= jour <= b.fin for b in self.bases)

    def retient(self, jour: dt.date) -> bool:
        """`somme` : le jour est dans la rangée ; `derniere` : il est connu au dernier jour."""
        return self.dans(jour) if self.regle == "somme" else jour <= self.jour


def dans_la_zone(zone_de_l_evenement: str | None, zone: str) -> bool:
    """L'événement compte-t-il dans cette zone ? Sans zone, il vaut pour tout le projet."""
    return zone in ANCETRES[zone_de_l_evenement or "SOCLE"]
