"""Ce qui ne se fait qu'une fois par clé, gardé tel quel, borné : une réponse, un dessin, un morceau de page.

Le cache de données de Streamlit range chaque réponse en octets, la relit à chaque question et calcule sa clé en
parcourant tout ce qu'on lui donne : des dizaines de millièmes de seconde par page. Ici la clé se hache elle-même et la
réponse est à tous : une édition est immuable, rien de ce qu'on en lit ne se modifie.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Reserve:
    """Des valeurs par clé, les plus anciennement demandées cédant leur place.

    Args:
        nombre: combien elle en tient.
    """

    def __init__(self, nombre: int) -> None:
        self._nombre = nombre
        self._verrou = threading.Lock()
        self._gardees: OrderedDict[Hashable, Any] = OrderedDict()
        self._en_cours: dict[Hashable, threading.Lock] = {}

    def prendre(self, cle: Hashable, faire: Callable[[], Any]) -> Any:
        """La valeur de cette clé, faite si elle manque ; qui la demande pendant qu'elle se fait l'attend.

        Une faute n'est pas gardée : le suivant réessaie.
        """
        with self._verrou:
            if cle in self._gardees:
                self._gardees.move_to_end(cle)
                return self._gardees[cle]
            tour = self._en_cours.setdefault(cle, threading.Lock())
        with tour:
            with self._verrou:
                if cle in self._gardees:
                    return self._gardees[cle]
            try:
                valeur = faire()
                self.garder(cle, valeur)
            finally:
                with self._verrou:
                    self._en_cours.pop(cle, None)
            return valeur

    def trouver(self, cle: Hashable) -> Any | None:
        """La valeur de cette clé, ou `None`."""
        with self._verrou:
            if cle not in self._gardees:
                return None
            self._gardees.move_to_end(cle)
            return self._gardees[cle]

    def garder(self, cle: Hashable, valeur: Any) -> None:
        """Garde une valeur ; la plus ancienne s'en va quand la place manque."""
        with self._verrou:
            self._gardees[cle] = valeur
            self._gardees.move_to_end(cle)
            if len(self._gardees) > self._nombre:
                self._gardees.popitem(last=False)
