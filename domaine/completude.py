"""La complétude d'un chiffre : ce qui est reçu de ce qui était attendu."""

from __future__ import annotations


def sous_le_plancher(recues: float, attendues: float, plancher: float) -> bool:
    """Vrai quand trop peu est reçu pour juger (règle A5) ; sans rien d'attendu, rien ne manque.

    Args:
        recues, attendues: remontées.
        plancher: en pourcentage, celui du jeu de seuils.

    >>> sous_le_plancher(2, 5, 60), sous_le_plancher(3, 5, 60), sous_le_plancher(0, 0, 60)
    (True, False, False)
    """
    return attendues > 0 and 100 * recues / attendues < plancher
