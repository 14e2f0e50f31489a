"""Les éditions figées : publics, numéro, place, rubriques du récit ; le vocabulaire que tous partagent."""

from __future__ import annotations

import re
from typing import Final

#: Du plus large au plus étroit : ce que chacun lit de moins est absent de son fichier.
PUBLICS: Final = ("interne", "partenaires", "bailleur")
#: E, le libellé de la période, le rang (règle E4) : «E2024-T2-1», «E2024-06-2», «E2024-1».
NUMERO: Final = re.compile(r"E(\d{4}(?:-(?:T[1-4]|S[12]|\d{2}))?)-(\d{1,4})")
#: Ce que vaut l'état d'un chiffre masqué (`etl.publics.masquage`).
MASQUE: Final = "masqué"
#: Un effectif de personnes est petit, et se masque, strictement entre 0 et ce seuil (règle M6).
SEUIL_DE_MASQUAGE: Final = 5
#: À la place du numéro, dans l'aperçu d'un document qui n'est pas encore figé.
APERCU: Final = "Aperçu, non figé"

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
LIGNE_MAX: Final = 400
SIGNATAIRES_MAX: Final = 4
FONCTION_MAX: Final = 80


def est_numero(identifiant: str) -> bool:
    """Vrai pour le numéro d'une édition figée, faux pour l'identifiant d'une édition publiée.

    >>> [est_numero(n) for n in ("E2024-T2-1", "E2024-3", "20240630T101010-abcdef12", "E2024-T2")]
    [True, True, False, False]
    """
    return NUMERO.fullmatch(identifiant) is not None


def numeroter(periode: str, existants: list[str]) -> str:
    """Le numéro suivant de cette période, tous publics confondus (règle E4).

    Args:
        periode: son libellé (`2024-T2`).
        existants: les numéros déjà donnés ; un rang ne sert jamais deux fois.

    >>> numeroter("2024-T2", ["E2024-T2-1", "E2024-T1-7"]), numeroter("2024", [])
    ('E2024-T2-2', 'E2024-1')
    """
    lus = (NUMERO.fullmatch(n) for n in existants)
    rangs = [int(lu[2]) for lu in lus if lu and lu[1] == periode]
    return f"E{periode}-{max(rangs, default=0) + 1}"
