"""Ce qu'est une adresse électronique, ici : en caractères nus, sans rien qui puisse finir une ligne d'en-tête."""

from __future__ import annotations

import re
from typing import Final

ADRESSE_MAX: Final = 254
#: Ni guillemets, ni commentaire, ni adresse de machine : la norme les permet, aucune vraie boîte n'en a besoin.
_ADRESSE: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)


def est_une_adresse(texte: str) -> bool:
    r"""Vrai d'une adresse seule, sans nom ni chevrons.

    >>> [est_une_adresse(a) for a in ("suivi@exemple.org", "a@b", "a@exemple.org\nBcc: b@exemple.org", "A <a@b.org>")]
    [True, False, False, False]
    """
    return len(texte) <= ADRESSE_MAX and len(texte.partition("@")[0]) <= 64 and _ADRESSE.fullmatch(texte) is not None


def normaliser(texte: str) -> str:
    """La forme sous laquelle deux écritures d'une adresse sont la même.

    >>> normaliser(" Suivi@Exemple.ORG ")
    'suivi@exemple.org'
    """
    return texte.strip().lower()
