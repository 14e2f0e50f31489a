"""La table des textes d'un .xls, où chaque texte n'est écrit qu'une fois.

Elle se lit ici plutôt que par xlrd, qui croit les longueurs annoncées : une seule, négative, le fait revenir en
arrière et remplir la mémoire. Les mises en forme et la prononciation d'un texte sont sautées sans être gardées.
"""

from __future__ import annotations

import struct

_UTF16, _PRONONCE, _MIS_EN_FORME = 0x01, 0x04, 0x08


def lire_textes(morceaux: list[bytes], nombre: int) -> list[str]:
    r"""Les textes d'une table.

    Args:
        morceaux: l'enregistrement, sans ses deux comptes, puis ses suites : un texte peut passer de l'un à l'autre.
        nombre: combien sont annoncés ; la lecture s'arrête avant si la table finit plus tôt.

    Returns:
        Les textes, dans leur ordre ; un demi-caractère isolé y devient «\ufffd».

    Raises:
        IndexError, struct.error: table tronquée au milieu d'un texte.
    """
    curseur, textes = _Curseur(morceaux), list[str]()
    while len(textes) < nombre and curseur.encore():
        textes.append(curseur.texte())
    return textes


class _Curseur:
    def __init__(self, morceaux: list[bytes]) -> None:
        self._morceaux, self._rang, self._place = morceaux, 0, 0

    def encore(self) -> bool:
        """Vrai s'il reste des octets ; passe au morceau suivant à la fin de celui-ci."""
        while self._place >= len(self._morceaux[self._rang]):
            if self._rang + 1 == len(self._morceaux):
                return False
            self._place -= len(self._morceaux[self._rang])
            self._rang += 1
        return True

    def texte(self) -> str:
        caracteres, options = struct.unpack_from("<HB", self._morceaux[self._rang], self._place)
        self._place += 3
        a_sauter = 0
        if options & _MIS_EN_FORME:
            a_sauter += 4 * self._entier("<H")
        if options & _PRONONCE:
            a_sauter += self._entier("<I")
        parties = [self._caracteres(caracteres, options)]
        lus = len(parties[0]) // 2
        while lus < caracteres:
            self._rang, self._place = self._rang + 1, 1
            options = self._morceaux[self._rang][0]
            parties.append(self._caracteres(caracteres - lus, options))
            lus += len(parties[-1]) // 2
        self._place += a_sauter
        return b"".join(parties).decode("utf-16-le", "replace")

    def _entier(self, forme: str) -> int:
        entier: int = struct.unpack_from(forme, self._morceaux[self._rang], self._place)[0]
        self._place += struct.calcsize(forme)
        return entier

    def _caracteres(self, voulus: int, options: int) -> bytes:
        """Les caractères de ce morceau, deux octets chacun, au plus `voulus`."""
        morceau, debut = self._morceaux[self._rang], self._place
        if options & _UTF16:
            fin = min(debut + 2 * voulus, debut + max(len(morceau) - debut, 0) // 2 * 2)
            self._place = fin
            return morceau[debut:fin]
        fin = min(debut + voulus, len(morceau))
        self._place = fin
        return morceau[debut:fin].decode("latin-1").encode("utf-16-le")
