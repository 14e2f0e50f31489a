"""Combien d'essais une adresse a droit : deviner un lien est hors de portée, user le serveur ne doit pas l'être."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

_ADRESSES_MAX: Final = 10_000


class Limite:
    """Au plus `essais` manqués par adresse et par `secondes` ; les adresses les plus anciennes s'oublient."""

    def __init__(self, essais: int, secondes: float, horloge: Callable[[], float] = time.monotonic) -> None:
        self._essais, self._secondes, self._horloge = essais, secondes, horloge
        self._vus: OrderedDict[str, deque[float]] = OrderedDict()

    def permet(self, adresse: str) -> bool:
        """Vrai si cette adresse peut encore essayer."""
        vus = self._vus.get(adresse, deque())
        while vus and vus[0] <= self._horloge() - self._secondes:
            vus.popleft()
        return len(vus) < self._essais

    def compter(self, adresse: str) -> None:
        """Un essai manqué de plus."""
        self._vus.setdefault(adresse, deque()).append(self._horloge())
        self._vus.move_to_end(adresse)
        if len(self._vus) > _ADRESSES_MAX:
            self._vus.popitem(last=False)
