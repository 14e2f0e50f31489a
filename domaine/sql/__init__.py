"""Les règles du métier écrites en SQL (`regles.sql`) : une édition les garde, et qui la lit les redemande."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

_FICHIER = Path(__file__).with_name("regles.sql")
_INSTRUCTION = re.compile(r"^CREATE (MACRO|VIEW) (\w+)\b.*?;$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Regle:
    """Une macro ou une vue de `regles.sql`.

    Attributes:
        nom: son nom dans l'édition.
        sql: l'instruction qui la crée.
        lit_l_edition: vrai pour une vue ou une macro de table : elle se crée quand les tables qu'elle lit existent.
    """

    nom: str
    sql: str
    lit_l_edition: bool


@functools.cache
def regles() -> tuple[Regle, ...]:
    """Les règles, dans l'ordre du fichier, où chacune ne se sert que de celles qui la précèdent.

    >>> [(r.nom, r.lit_l_edition) for r in regles()][:1]
    [('validite_visite', False)]
    """
    trouvees = _INSTRUCTION.finditer(_FICHIER.read_text(encoding="utf-8"))
    return tuple(Regle(lue[2], lue[0], lue[1] == "VIEW" or " AS TABLE" in lue[0]) for lue in trouvees)
