"""Le refus d'un fichier de limites ou de repères, et la typographie des phrases que `geo` dit à la personne."""

import re


class CoucheRefusee(ValueError):
    """Le fichier ne peut pas être lu ; le message, en français, dit pourquoi et quoi faire."""


def soigner(phrase: str) -> str:
    r"""Met les espaces insécables que le français demande.

    >>> soigner("Gao : 12 km², est-ce « Gao » ?")
    'Gao\xa0: 12\xa0km², est-ce «\xa0Gao\xa0»\xa0?'
    """
    phrase = re.sub(r" (?=[:;?!%»]|km²|Mo\b|ko\b|m\b)", "\u00a0", phrase)
    return re.sub(r"(?<=[«°]) ", "\u00a0", phrase)
