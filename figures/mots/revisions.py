"""Les mots d'un chiffre qui change d'une édition à l'autre : les mêmes à l'écran et au rapport."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from domaine import francais
from figures.mots import ecriture
from requetes.edition.revisions import ChiffreRevu

#: Genre d'un chiffre changé (règle E6), accordé : au singulier, au pluriel.
GENRES: Final = {
    "révisée": ("révisé", "révisés"),
    "complétée": ("complété", "complétés"),
    "retirée": ("retiré", "retirés"),
    "rangée disparue": ("disparu", "disparus"),
    "en cours": ("d’une période en cours", "d’une période en cours"),
    "rangée apparue": ("apparu", "apparus"),
    "jugée autrement": ("jugé autrement", "jugés autrement"),
}
_LECTURES: Final = {
    "cumul": "cumul",
    "mois": "mois",
    "trimestre": "trimestre",
    "semestre": "semestre",
    "annee": "année",
}


def periode(revu: ChiffreRevu) -> str:
    """La période et la façon dont elle se lit : «T1 2024 (cumul)»."""
    return f"{francais.periode(revu.periode)} ({_LECTURES[revu.type_periode]})"


def avant_et_apres(revu: ChiffreRevu, unite: str) -> tuple[str, str]:
    """La valeur d'avant et celle de maintenant, avec leur unité."""
    avant = ecriture.valeur(revu.valeur_avant, unite, revu.numerateur_avant, revu.denominateur_avant)
    return avant, ecriture.valeur(revu.valeur, unite, revu.numerateur, revu.denominateur)


def compter(genres: Iterable[tuple[str, int]]) -> str:
    r"""Les genres et leur nombre, dans l'ordre reçu.

    >>> compter([("révisée", 3), ("retirée", 1)])
    '3\xa0révisés, 1\xa0retiré'
    """
    return ", ".join(francais.compte(n, *GENRES.get(g, (g, g))) for g, n in genres)


def causer(causes: Mapping[str, int]) -> str:
    """D'où viennent les changements, du plus fréquent au moins fréquent ; vide quand rien ne le dit."""
    dites = sorted(((n, cause) for cause, n in causes.items() if cause), key=lambda c: (-c[0], c[1]))
    return ", ".join(f"{cause}\u00a0: {francais.nombre(n)}" for n, cause in dites)
