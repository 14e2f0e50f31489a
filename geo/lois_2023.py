"""Ce que les lois de 2023 nomment et que le découpage de 2021 ne connaît pas : expliqué, jamais lu (règle Z10).

Un nom ou un code de ces lois ne devient pas une zone : une commune de 2021 en fait souvent plusieurs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from domaine.niveaux import NOMS
from geo.zones import lire_reference

#: «10040101», «ML18010101», «ML 1801» ; une lettre y tient parfois la place d'un chiffre.
_CODE = re.compile(r"(?:ML[\s_-]?(?=.{2,4}$|.{8})|(?=.{4,}$))(?=.*\d)([\dOIL]{2,12})", re.IGNORECASE)
_CHIFFRES = str.maketrans("OILoil", "011011")


@dataclass(frozen=True)
class Zone2023:
    """Une zone des lois de 2023.

    Attributes:
        noms: son nom, puis l'autre s'il y en a un.
        cercle: celui de 2023 où est une commune ; vide pour les autres niveaux.
        communes_2021: codes des communes de 2021 de ce nom, ou de celui de son cercle ; vide si rien ne le dit.
    """

    niveau: str
    noms: tuple[str, ...]
    code: str
    cercle: str
    region: str
    communes_2021: tuple[str, ...]

    @property
    def en_mots(self) -> str:
        """Ce qu'elle est, en une phrase sans verbe."""
        code = f", code {self.code}" if self.code else ""
        ou = f", cercle {self.cercle}" if self.cercle else ""
        return f"{NOMS[self.niveau]} des lois de 2023 ({' ou '.join(self.noms)}{code}{ou})"


@cache
def zones_2023() -> tuple[Zone2023, ...]:
    """Les régions, cercles et communes des lois de 2023 que la référence cite."""
    return tuple(
        Zone2023(
            z["niveau"],
            tuple(n for n in (z["nom"], z["autre_nom"]) if n),
            z["code"],
            z["cercle"],
            z["region"],
            tuple(c for c in z["communes_2021"].split(";") if c),
        )
        for z in lire_reference("zones_2023.csv")
    )


def reconnues(texte: str, forme: Callable[[str], str]) -> list[Zone2023]:
    """Les zones de 2023 de ce nom ou de ce code ; d'un code inconnu, le cercle par lequel il commence.

    >>> [z.noms[0] for z in reconnues("10040101", str.lower)], [z.niveau for z in reconnues("fanfi", str.lower)]
    (['Andéramboukane'], ['cercle', 'commune', 'commune'])
    """
    if nommees := [z for z in zones_2023() if forme(texte) in map(forme, z.noms)]:
        noms = {forme(n) for z in nommees for n in z.noms}
        return [z for z in zones_2023() if noms & set(map(forme, z.noms))]
    lu = _CODE.fullmatch(texte)
    if lu is None:
        return []
    chiffres = lu[1].translate(_CHIFFRES)
    # Un tableur ôte le zéro de tête : «7010101» est 07010101.
    code = chiffres if len(chiffres) % 2 == 0 or len(chiffres) > 8 else f"0{chiffres}"
    exactes = [z for z in zones_2023() if z.code == code]
    return exactes or [z for z in zones_2023() if len(code) >= 8 and z.niveau == "cercle" and code.startswith(z.code)]
