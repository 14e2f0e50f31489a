"""Les niveaux qu'une édition offre : celui de la collecte, ou celui, plus large, qu'une édition réduite publie."""

from __future__ import annotations

from requetes.edition import figees
from requetes.edition.ouverture import Edition
from requetes.edition.referentiel import lire_referentiel
from vues import donnees


def reduite(edition: Edition) -> bool:
    """Vrai si l'édition a été bâtie pour un autre public que l'équipe."""
    return donnees.lire(edition, figees.fiche).get("public", "interne") != "interne"


def le_plus_fin(edition: Edition, code: str) -> str:
    """Le niveau le plus fin où un indicateur se lit dans cette édition."""
    return donnees.lire(edition, lire_referentiel).niveaux_lus[code]


def dessines(edition: Edition) -> tuple[str, ...]:
    """Les niveaux d'une carte : tous, ou ceux dont une édition réduite a gardé les limites."""
    return donnees.lire(edition, lire_referentiel).niveaux_dessines
