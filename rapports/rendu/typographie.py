"""La typographie française d'un texte, le même pour la page et pour le PDF : espaces insécables, caractères admis."""

from __future__ import annotations

import re

from domaine.francais import typographier

#: Ce qu'un document XML n'admet pas, et que personne ne lit : contrôles, demi-codes, non-caractères.
_INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def ecrire(texte: object) -> str:
    r"""Un texte, tel qu'il se lit ; seules les espaces changent, et ce qui ne se lit pas est retiré.

    >>> ecrire("Points : «restaurés» ?"), ecrire("a\x07b")
    ('Points\xa0: «\xa0restaurés\xa0»\xa0?', 'ab')
    """
    return typographier(_INTERDITS.sub("", str(texte)))
