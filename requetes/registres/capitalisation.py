"""Les produits de capitalisation : leur thème, s'ils sont validés, où les lire."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base
from requetes.registres.commun import JOINDRE_LE_LIEU, LIEU, SOURCE, Etendue, Inscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Produit(Inscription):
    """Un produit ; sans zone, il est de tout le projet (règle G23).

    Attributes:
        date: de sa validation, ou du projet de texte.
        valide: son statut le dit ; `statut` est `None` s'il n'est pas dit.
        lien: adresse ou cote, telle que reçue.
    """

    titre: str
    theme: str | None
    date: dt.date
    statut: str | None
    valide: bool
    lien: str | None


def lire_produits(base: Base, etendue: Etendue) -> tuple[Produit, ...]:
    """Les produits de la zone jusqu'au jour lu, par thème puis du plus récent au plus ancien."""
    return base.rangees(
        Produit,
        f"""
        SELECT inscrit.id_produit AS identifiant, {LIEU}, {SOURCE}, inscrit.titre, inscrit.theme, inscrit.date,
               inscrit.statut, coalesce(inscrit.statut = 'validé', false) AS valide, inscrit.lien
        FROM (SELECT * REPLACE (coalesce(code_zone, 'SOCLE') AS code_zone) FROM capitalisation) inscrit
        {JOINDRE_LE_LIEU}
        WHERE inscrit.date <= $jour ORDER BY inscrit.theme NULLS LAST, inscrit.date DESC, inscrit.id_produit
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": etendue.zone, "jour": etendue.jour},
    )
