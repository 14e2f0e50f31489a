"""Ce que rend le lecteur de classeurs : une cellule, telle que le tableur la donne, sans interprétation."""

from __future__ import annotations

from typing import Any

Cellule = Any  # str, float, bool, date, datetime, time, timedelta : ce que rend le lecteur de classeurs


class CelluleFautive(str):
    """Une cellule dont le tableur lui-même n'a pas de valeur : le texte est l'erreur («#REF!») ou la formule.

    Attributes:
        code: `formule_en_erreur` ou `formule_sans_valeur`.
    """

    __slots__ = ("code",)

    def __new__(cls, texte: str, code: str) -> CelluleFautive:
        cellule = super().__new__(cls, texte)
        cellule.code = code
        return cellule

    code: str


class Pourcentage(float):
    """Un nombre que le tableur montre en pourcentage, de 0 à 100 : «12 %» y vaut 12, et non 0,12."""

    __slots__ = ()
