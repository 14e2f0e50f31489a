"""Des chiffres dans le temps, écrits à la main pour les figures."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from domaine.chiffre import Chiffre, Moment
from domaine.periodes import lire_periode

Forme = TypeVar("Forme", bound=Chiffre)


def suite(*valeurs: float | None, forme: type[Forme] = Moment, depuis: str = "2023-T1", **autres: Any) -> list[Forme]:  # type: ignore[assignment]
    """Un chiffre par trimestre, de Gao, complet et vert, sauf dit autrement.

    Args:
        valeurs: dans l'ordre du temps ; absente → `None`.
        forme: la classe des chiffres.
        depuis: la première période.
        autres: champ → sa valeur, la même partout, ou une liste d'une valeur par trimestre.
    """
    chiffres, periode = [], lire_periode(depuis)
    for rang, valeur in enumerate(valeurs):
        assert periode is not None
        ligne = {
            "code_indicateur": "A",
            "unite": "points",
            "zone": "Gao",
            "code_zone": "GAO",
            "periode": periode.libelle,
            "debut": periode.debut,
            "fin": periode.fin,
            "valeur": valeur,
            "recues": 1,
            "attendues": 1,
            "provisoire": False,
            "etat": "vert",
        }
        dits = {champ: v[rang] if isinstance(v, list) else v for champ, v in autres.items()}
        chiffres.append(forme(**(ligne | dits)))
        periode = periode.suivante()
    return chiffres


def jour(texte: str) -> dt.date:
    """Une date, de son écriture AAAA-MM-JJ."""
    return dt.date.fromisoformat(texte)
