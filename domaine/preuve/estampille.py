"""Ce que portent les documents et les reçus, et qui se relit sans les ouvrir (règle E15)."""

from __future__ import annotations

import re
from typing import Final

_NUMERO = rb"(E\d{4}(?:-(?:T[1-4]|S[12]|\d{2}))?-\d{1,4})"
_ESTAMPILLE: Final = re.compile(rb"SOCLE " + _NUMERO + rb" empreinte ([0-9a-f]{64})")
#: Un courriel coupe les lignes où il veut, et met «>» devant celles qu'il cite.
_HABILLAGE: Final = re.compile(rb"[\s>]+")
_ESTAMPILLE_DE_RECU: Final = re.compile(rb"SOCLErecu" + _NUMERO + rb"tete([0-9a-f]{64})")


def estampiller(numero: str, empreinte: str) -> str:
    """Ce que tout document d'une édition figée porte dans ses propriétés ; vide d'une édition qui ne l'est pas.

    HTML : `<meta name="identifier">` ; PDF : les mots-clés ; XLSX et DOCX : le sujet (`dc:subject`).

    >>> estampiller("E2024-T2-1", "ab" * 32)[:32], estampiller("", "ab" * 32)
    ('SOCLE E2024-T2-1 empreinte ababa', '')
    """
    return f"SOCLE {numero} empreinte {empreinte}" if numero and empreinte else ""


def lire_estampille(octets: bytes) -> tuple[str, str] | None:
    """Le numéro et l'empreinte des chiffres de la première estampille de ces octets ; `None` s'il n'y en a pas.

    >>> lire_estampille(b"<dc:subject>" + estampiller("E2024-T2-1", "ab" * 32).encode() + b"</dc:subject>")[0]
    'E2024-T2-1'
    """
    lue = _ESTAMPILLE.search(octets)
    return (lue[1].decode(), lue[2].decode()) if lue else None


def estampiller_recu(numero: str, tete: str) -> str:
    r"""Ce que porte un reçu : l'édition, et la tête de la chaîne.

    >>> lire_estampille_de_recu(estampiller_recu("E2024-1", "0" * 64).replace(" ", " \r\n").encode())[0]
    'E2024-1'
    """
    return f"SOCLE recu {numero} tete {tete}"


def lire_estampille_de_recu(octets: bytes) -> tuple[str, str] | None:
    """Le numéro et la tête d'un reçu, même recopié dans un courriel ; `None` si ce n'en est pas un."""
    lue = _ESTAMPILLE_DE_RECU.search(_HABILLAGE.sub(b"", octets))
    return (lue[1].decode(), lue[2].decode()) if lue else None
