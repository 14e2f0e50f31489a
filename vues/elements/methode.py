"""La méthode en mots : ce que compte le type de période choisi à l'écran."""

from __future__ import annotations

_LECTURES = {
    "cumul": "chaque indicateur est lu à sa dernière période due, finie à l’arrêté choisi au plus tard : un flux est "
    "cumulé depuis le démarrage, un stock ou une part est l’état à cette date. L’état compare à la cible **due** à "
    "cette date, jamais à la cible finale. Le mouvement compare à la période de collecte précédente.",
    "autre": "chaque indicateur est lu sur cette période seule. Un flux n’y a d’état que si une cible de période "
    "existe. Une période en cours est faite de ce qui est déjà dû ; un flux n’y est pas comparé à la précédente.",
}


def lecture_en_mots(type_periode: str) -> str:
    """Ce que le type de période choisi compte, en une phrase : la page ne doit pas être muette."""
    return f"**Lecture** : {_LECTURES.get(type_periode, _LECTURES['autre'])}"
