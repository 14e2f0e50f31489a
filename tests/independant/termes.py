"""Les formes d'une mesure de registre : un total, un ratio, un compte ; vides tant que rien n'y entre."""

from __future__ import annotations

import datetime as dt

from tests.independant.saisies import TOTAL, Mesure, Ventilation

Mesures = dict[Ventilation, Mesure]


def total(valeur: float | None, dates: list[dt.date]) -> Mesures:
    return {TOTAL: Mesure(valeur=valeur, dates=dates)}


def ratio(numerateur: float, denominateur: float, dates: list[dt.date]) -> Mesures:
    """Un ratio vide tant que rien n'y entre."""
    if not dates:
        return {TOTAL: Mesure()}
    valeur = 100 * numerateur / denominateur if denominateur else None
    return {TOTAL: Mesure(valeur=valeur, numerateur=numerateur, denominateur=denominateur, dates=dates)}


def compte(dates: list[dt.date]) -> Mesures:
    return total(len(dates) if dates else None, dates)
