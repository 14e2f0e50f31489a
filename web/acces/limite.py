"""Combien d'essais une adresse a droit : deviner un lien est hors de portée, user le serveur ne doit pas l'être."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable


class Limite:
    """Au plus `essais` par adresse et par `secondes` ; les adresses les plus anciennes s'oublient."""

    def __init__(self, essais: int, secondes: float, horloge: Callable[[], float] = time.monotonic) -> None:
        self._essais, self._secondes, self._horloge = essais, secondes, horloge
        self._vus: OrderedDict[str, deque[float]] = OrderedDict()

    def passe(self, adresse: str) -> bool:
        """Compte cet essai ; faux s'il est de trop."""
        maintenant = self._horloge()
        vus = self._vus.setdefault(adresse, deque())
        self._vus.move_to_end(adresse)
        while vus and vus[0] <= maintenant - self._secondes:
            vus.popleft()
        if len(self._vus) > 10_000:
            self._vus.popitem(last=False)
        if len(vus) >= self._essais:
            return False
        vus.append(maintenant)
        return True
