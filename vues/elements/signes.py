"""Le signe d'un statut de point, le même à la carte, au tableau et dans une fiche ; la place d'un grand chiffre."""

from __future__ import annotations

from domaine.visites import NON_REVU

#: Le statut garde, dans un tableau, la forme qu'il a sur la carte.
SIGNES = {
    "pleinement fonctionnel": "●",
    "partiellement fonctionnel": "■",
    "non fonctionnel": "▲",
    "fermé temporairement": "◆",
    "fermé définitivement": "✖",
    "pas encore ouvert": "○",
    NON_REVU: "▪",
    "inconnu": "◦",
}


def largeur_de_chiffre(texte: str, au_moins: int) -> int:
    """La largeur, en pixels, où un grand chiffre s'écrit en entier : coupé par «…», il se lirait faux.

    >>> largeur_de_chiffre("47/119", 160), largeur_de_chiffre("3 341/5 000", 160)
    (160, 220)
    """
    return max(au_moins, 20 * len(texte))
