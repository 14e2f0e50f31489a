"""Les indicateurs qui changent de code : suivre les liens d'un ancien code jusqu'à celui en vigueur (règle Q18)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Le système d'une ligne de `Correspondances` qui dit qu'un indicateur a changé de code.
ANCIEN_CODE: Final = "ancien code"
#: En SQL : la ligne d'une table de correspondances en est un.
EST_UN_CHANGEMENT: Final = f"lower(trim(systeme)) = '{ANCIEN_CODE}' AND code_externe <> code_indicateur"


def suivre(liens: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Ancien code → code en vigueur, de lien en lien ; un code dont les liens tournent en rond reste ce qu'il est.

    >>> suivre([("A2", "B2"), ("B2", "C2"), ("X", "Y"), ("Y", "X")])
    {'A2': 'C2', 'B2': 'C2'}
    """
    directs, suivis = dict(liens), {}
    for depart in directs:
        code, vus = depart, {depart}
        while (code := directs[code]) in directs and code not in vus:
            vus.add(code)
        if code not in vus:
            suivis[depart] = code
    return suivis
