"""Des objets à champs nommés, mis en tableau : ce qui s'emporte dit les mêmes noms et les mêmes valeurs qu'eux."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pandas as pd


def en_tableau(forme: type[Any], objets: Iterable[Any]) -> pd.DataFrame:
    """Une ligne par objet, une colonne par champ, dans l'ordre des champs.

    Args:
        forme: leur classe de données ; sans aucun objet, elle donne encore ses colonnes au tableau.
        objets: des objets de cette classe ; un champ absent y est `None`.

    Returns:
        Le tableau : un entier absent y est NA et ne fait pas un nombre à virgule de ses voisins, une date absente, NaT.
    """
    lus, types = list(objets), _types(forme)  # type: ignore[arg-type]
    return pd.DataFrame({c.name: _colonne([getattr(o, c.name) for o in lus], types[c.name]) for c in fields(forme)})


@functools.cache
def _types(forme: type[Any]) -> dict[str, Any]:
    return get_type_hints(forme)


def _colonne(valeurs: list[Any], type_: Any) -> pd.Series:
    permis = get_args(type_) or (type_,)
    if dt.date in permis or dt.datetime in permis:
        return pd.to_datetime(pd.Series(valeurs, dtype=object))
    return pd.Series(valeurs, dtype="Int64" if int in permis else "float64" if float in permis else object)
