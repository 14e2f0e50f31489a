"""Ce qui bloque, au jour de la réunion : les points sans décision, celles que l'on vient de prendre comprises."""

from __future__ import annotations

from domaine.journal import Journal
from requetes.edition.ouverture import Base
from requetes.parcours.points import DECISIONS, SITUATION
from requetes.parcours.selection import POINTS_CHOISIS, Selection
from requetes.registres.vivantes import AVEC_LE_JOURNAL, parametres_du_journal


def bloques_sans_decision(base: Base, choix: Selection, tenu: Journal) -> int:
    """Les points bloqués qu'aucune décision ouverte ne vise, ni eux ni leur projet, journal compris (règle V6)."""
    lus = base.lire(
        f"""
        {AVEC_LE_JOURNAL}, {POINTS_CHOISIS}, {SITUATION}, {DECISIONS}
        SELECT count(*) FILTER (situation.blocage IS NOT NULL AND liee.id_point IS NULL) AS sans_decision
        FROM situation LEFT JOIN liee USING (id_point)
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        choix.parametres | parametres_du_journal(tenu),
    )
    return int(lus["sans_decision"].iloc[0])
