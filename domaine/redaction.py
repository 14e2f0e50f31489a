"""Ce que qui fige écrit de sa main, rubrique par rubrique : leurs noms et leurs bornes, les mêmes pour tous."""

from __future__ import annotations

from typing import Final

#: Rubrique → son titre dans le document, dans l'ordre où il se lit ; vide, elle n'y est pas.
RECIT: Final = {
    "difficultes": "Difficultés rencontrées et mesures correctives",
    "risques": "Risques",
    "suite": "Période suivante",
    "decisions": "Décisions demandées",
}
#: Rubrique → qui signe : des fonctions, jamais des noms.
SIGNATURES: Final = {"prepare": "Préparé par", "valide": "Validé par"}
RUBRIQUES: Final = RECIT | SIGNATURES
LIGNES_MAX: Final = 12
TEXTE_MAX: Final = 400
SIGNATAIRES_MAX: Final = 4
FONCTION_MAX: Final = 80
