"""Les textes qui entrent dans un tableur : ni formule, ni caractère que le format interdit."""

from __future__ import annotations

import re

#: Ce qu'un tableur lit comme un début de formule, formes pleine chasse comprises. La tabulation et les fins de
#: ligne comptent aussi : certains tableurs les sautent avant de lire le caractère suivant.
_DEBUT_DE_FORMULE = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
#: Interdits par XML 1.0, donc par XLSX ; les demi-codes (surrogates) le sont aussi par UTF-8.
_INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ILLISIBLES = re.compile("[\x00\ud800-\udfff]")
REMPLACANT = "\ufffd"


def neutraliser(texte: str) -> str:
    """Le texte, précédé d'une apostrophe s'il pouvait passer pour une formule.

    L'apostrophe est celle que les tableurs emploient eux-mêmes pour dire « ceci est du texte » ; elle reste dans
    la cellule, donc protège encore quand le fichier est réenregistré en CSV. `deneutraliser` rend le texte exact.

    >>> neutraliser("=1+1"), neutraliser("Gao"), neutraliser("-5")
    ("'=1+1", 'Gao', "'-5")
    """
    return f"'{texte}" if _DEBUT_DE_FORMULE.match(texte) else texte


def deneutraliser(texte: str) -> str:
    """L'inverse exact de `neutraliser`, pour relire un fichier que le produit a écrit.

    >>> deneutraliser(neutraliser("=1+1")), deneutraliser("'Gao'")
    ('=1+1', "'Gao'")
    """
    return texte[1:] if texte.startswith("'") and _DEBUT_DE_FORMULE.match(texte) else texte


def sans_controle(texte: str) -> str:
    r"""Le texte, chaque caractère interdit dans un classeur remplacé par U+FFFD : la perte se voit.

    >>> sans_controle("a\x00b\nc")
    'a�b\nc'
    """
    return _INTERDITS.sub(REMPLACANT, texte)


def codable(texte: str) -> str:
    """Le texte, sans NUL ni demi-code (remplacés par U+FFFD) : ce qu'un fichier UTF-8 peut porter."""
    return _ILLISIBLES.sub(REMPLACANT, texte)
