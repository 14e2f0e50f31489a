"""Les niveaux de zone, du plus large au plus fin : leur ordre et leurs noms.

Un niveau s'écrit dans les données comme ici (`SOCLE, region, cercle, commune`) ; à l'écran, par son nom.
"""

from __future__ import annotations

from typing import Final

#: Du projet entier à la commune.
NIVEAUX: Final = ("SOCLE", "region", "cercle", "commune")
#: Ceux qui découpent le projet.
DECOUPES: Final = NIVEAUX[1:]
#: Une zone de ce niveau, sans article.
NOMS: Final = {"SOCLE": "projet", "region": "région", "cercle": "cercle", "commune": "commune"}
#: Plusieurs ; il n'y a qu'un projet.
PLURIELS: Final = {"SOCLE": "projet", "region": "régions", "cercle": "cercles", "commune": "communes"}


def rang(niveau: str) -> int:
    """0 pour le projet, puis un de plus à chaque niveau plus fin.

    Raises:
        ValueError: niveau inconnu.

    >>> [rang(n) for n in NIVEAUX]
    [0, 1, 2, 3]
    """
    return NIVEAUX.index(niveau)


def jusqu_a(niveau: str) -> tuple[str, ...]:
    """Les niveaux, du projet à celui-ci compris.

    >>> jusqu_a("cercle")
    ('SOCLE', 'region', 'cercle')
    """
    return NIVEAUX[: rang(niveau) + 1]


def nommer(niveau: str, nom: str) -> str:
    """Une zone avec son niveau : région, cercle et commune portent souvent le même nom.

    >>> nommer("cercle", "Gao"), nommer("commune", "Ouatagouna"), nommer("SOCLE", "SOCLE")
    ('cercle de Gao', 'commune d’Ouatagouna', 'ensemble du projet')
    """
    if niveau == "SOCLE":
        return "ensemble du projet"
    elide = nom[:1].lower() in "aeiouyéèêàâîôh"
    return f"{NOMS[niveau]} {'d’' if elide else 'de '}{nom}"
