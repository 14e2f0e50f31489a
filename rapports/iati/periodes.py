"""Ce qui se lit dans chaque période d'un indicateur : ses chiffres, et la cible qui y vient à échéance (règle X4).

Rien n'est calculé ici : une période prend les rangées de l'édition qui ont ses bornes, et les cibles du cadre.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domaine.periodes import TYPE_PAR_FREQUENCE, periode_contenant
from requetes.edition.referentiel import Indicateur
from requetes.iati.lecture import Chiffre, Cible

CUMUL: Final = "cumul"
#: Natures dont une cible cumulée ne juge qu'un cumul depuis le démarrage (règle J4).
_COMPTES: Final = ("flux", "distinct")


@dataclass(frozen=True)
class Periode:
    """Une période à écrire : ses bornes, ses cibles (une par zone), ses rangées, absentes comprises."""

    debut: dt.date
    fin: dt.date
    cibles: tuple[Cible, ...]
    chiffres: tuple[Chiffre, ...]


def choisir(
    indicateur: Indicateur, chiffres: Sequence[Chiffre], cibles: Sequence[Cible], demarrage: dt.date
) -> tuple[Periode, ...]:
    """Les périodes d'un indicateur, dans l'ordre du temps.

    Args:
        indicateur: celui dont sont chiffres et cibles.
        chiffres: ses rangées, de tout type de période.
        cibles: les siennes, dues ou non.
        demarrage: d'où partent les cumuls de l'édition.
    """
    base = TYPE_PAR_FREQUENCE[indicateur.frequence]
    rangees: dict[tuple[str, dt.date, dt.date], list[Chiffre]] = {}
    for chiffre in chiffres:
        rangees.setdefault((chiffre.type_periode, chiffre.debut, chiffre.fin), []).append(chiffre)
    # Bornes → d'où viennent leurs rangées : le premier type dit l'emporte, car deux types de mêmes bornes se valent.
    types = {(debut, fin): base for type_, debut, fin in rangees if type_ == base}
    visees: dict[tuple[dt.date, dt.date], list[Cible]] = {}
    for cible in cibles:
        type_, *bornes = _place(cible, indicateur.nature, base, demarrage)
        types.setdefault((bornes[0], bornes[1]), type_)
        visees.setdefault((bornes[0], bornes[1]), []).append(cible)
    if indicateur.nature in _COMPTES:
        derniere = max((b for t, *b in rangees if t == CUMUL), default=None, key=lambda b: b[1])
        if derniere is not None:
            types.setdefault((derniere[0], derniere[1]), CUMUL)
    return tuple(
        Periode(debut, fin, _une_par_zone(visees.get((debut, fin), ())), tuple(rangees.get((type_, debut, fin), ())))
        for (debut, fin), type_ in sorted(types.items(), key=lambda dite: (dite[0][1], -dite[0][0].toordinal()))
    )


def _place(cible: Cible, nature: str, base: str, demarrage: dt.date) -> tuple[str, dt.date, dt.date]:
    """Le type et les bornes de la période où une cible se lit."""
    if cible.nature_cible == "periode":
        return cible.type, cible.debut, cible.fin
    propre = periode_contenant(base, cible.fin)
    if nature not in _COMPTES and propre.fin == cible.fin:
        return base, propre.debut, propre.fin
    return CUMUL, min(demarrage, cible.fin), cible.fin


def _une_par_zone(cibles: Sequence[Cible]) -> tuple[Cible, ...]:
    """De deux cibles de mêmes bornes, celle de la période l'emporte, puis la plus courte (règles J2 et J4)."""
    ordre = sorted(cibles, key=lambda c: (c.nature_cible != "periode", -c.debut.toordinal()))
    retenues: dict[str, Cible] = {}
    for cible in ordre:
        retenues.setdefault(cible.code_zone, cible)
    return tuple(cible for cible in cibles if retenues[cible.code_zone] is cible)
