"""Le catalogue des anomalies : ce que chaque code trouve, et ce qu'il faut y faire (`domaine.constats`).

Un code a une seule gravité (règle Q1), un seul constat et un seul remède ; `docs/ANOMALIES.md` est tiré d'ici.
"""

from __future__ import annotations

from domaine.constats.a_verifier import SIGNALEES
from domaine.constats.bloquantes import BLOQUANTES, REFUS
from domaine.constats.cadre import DU_CADRE
from domaine.constats.passerelles import DES_PASSERELLES
from domaine.genres import BLOQUANTE, Genre

__all__ = ["CATALOGUE", "REFUS", "est_bloquant"]

CATALOGUE: dict[str, Genre] = {**REFUS, **BLOQUANTES, **DU_CADRE, **DES_PASSERELLES, **SIGNALEES}


def est_bloquant(code: str) -> bool:
    """Vrai si ce genre d'anomalie met la ligne en quarantaine (règle Q1)."""
    return CATALOGUE[code].gravite == BLOQUANTE
