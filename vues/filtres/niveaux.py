"""Les niveaux qu'une édition offre : celui de la collecte, ou celui, plus large, qu'une édition réduite publie."""

from __future__ import annotations

from domaine.niveaux import NIVEAUX
from requetes.edition import figees, referentiel
from requetes.edition.ouverture import Edition
from vues import donnees


def reduite(edition: Edition) -> bool:
    """Vrai si l'édition a été bâtie pour un autre public que l'équipe."""
    return donnees.lire(edition, figees.fiche).get("public", "interne") != "interne"


def le_plus_fin(edition: Edition, code: str) -> str:
    """Le niveau le plus fin où un indicateur se lit dans cette édition."""
    cadre = donnees.lire(edition, referentiel.indicateurs).set_index("code")
    collecte = str(cadre.at[code, "niveau_collecte"])
    if not reduite(edition):
        return collecte
    publie = donnees.lire(edition, figees.niveaux_publies).get(code, "SOCLE")
    return min((n for n in (collecte, publie) if n in NIVEAUX), key=NIVEAUX.index, default="SOCLE")


def dessines(edition: Edition) -> tuple[str, ...]:
    """Les niveaux d'une carte : tous, ou ceux dont une édition réduite a gardé les limites."""
    if not reduite(edition):
        return NIVEAUX
    limites = donnees.lire(edition, figees.niveaux_limites)
    return tuple(n for n in NIVEAUX if n == "SOCLE" or n in limites)
