"""Ce qui prouve une édition figée, une fois pour tous : la marque que portent ses documents.

La marque est en caractères nus, sans accent : un PDF, un Word, un classeur et une page HTML la gardent tous telle
quelle dans leurs propriétés, où `etl.gel` la relit sans ouvrir le document.
"""

from __future__ import annotations

import re
from typing import Final

_MARQUE: Final = re.compile(rb"SOCLE (E\d{4}(?:-(?:T[1-4]|S[12]|\d{2}))?-\d{1,4}) empreinte ([0-9a-f]{64})")


def marquer(numero: str, empreinte: str) -> str:
    """Ce que tout document d'une édition figée porte dans ses propriétés ; vide d'une édition qui ne l'est pas.

    HTML : `<meta name="identifier">` ; PDF : les mots-clés ; XLSX et DOCX : le sujet (`dc:subject`).

    >>> marquer("E2024-T2-1", "ab" * 32)[:32], marquer("", "ab" * 32)
    ('SOCLE E2024-T2-1 empreinte ababab', '')
    """
    return f"SOCLE {numero} empreinte {empreinte}" if numero and empreinte else ""


def lire_marque(octets: bytes) -> tuple[str, str] | None:
    """Le numéro et l'empreinte des chiffres de la première marque de ces octets ; `None` s'il n'y en a pas.

    >>> lire_marque(b"<dc:subject>" + marquer("E2024-T2-1", "ab" * 32).encode() + b"</dc:subject>")[0]
    'E2024-T2-1'
    """
    lue = _MARQUE.search(octets)
    return (lue[1].decode(), lue[2].decode()) if lue else None
