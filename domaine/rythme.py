"""Le rythme qu'il faudrait pour atteindre une cible, contre celui qu'on a tenu : deux divisions, rien de plus.

Ce n'est jamais une estimation de ce qui viendra (règle H8) : ni tendance, ni ajustement, ni courbe prolongée.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from domaine.francais import absente
from domaine.periodes import TYPE_PAR_FREQUENCE, periodes_entre

#: Le rythme tenu se lit sur quatre périodes de collecte au plus : assez pour lisser, assez peu pour dater.
PERIODES_LUES = 4
Point = tuple[dt.date, float]


@dataclass(frozen=True)
class Rythme:
    """Un rythme par période de collecte, dans l'unité de l'indicateur (en points pour un pourcentage).

    Attributes:
        motif: pourquoi il n'y en a pas ; vide quand il y en a un.
        cible, fin: la cible visée et le dernier jour de sa période.
        necessaire: (cible − valeur) / périodes restantes ; négatif pour ce qui doit baisser.
        restantes: périodes de collecte d'ici la cible.
        tenu: le même rythme sur les `passees` dernières périodes ; absent quand aucune valeur d'avant n'est connue.
        passees: périodes de collecte sur lesquelles `tenu` est lu.
        depuis_debut: vrai quand `tenu` se lit depuis le début de la période de la cible.
        provisoire: vrai quand la valeur de départ l'est.
    """

    motif: str = ""
    cible: float | None = None
    fin: dt.date | None = None
    necessaire: float | None = None
    restantes: int = 0
    tenu: float | None = None
    passees: int = 0
    depuis_debut: bool = False
    provisoire: bool = False


def calculer_rythme(
    valeur: float | None,
    jour: dt.date,
    cible: Point | None,
    avant: Point | None,
    *,
    sens: str,
    frequence: str,
    limite: bool = False,
    perimee: bool = False,
) -> Rythme:
    """Le rythme nécessaire d'ici la cible, et celui tenu depuis un point d'avant.

    Args:
        valeur: la valeur au `jour` ; absente → pas de rythme.
        jour: fin de la période de collecte lue.
        cible: dernier jour et valeur de la cible visée ; `None` quand aucune ne suit.
        avant: jour et valeur du point d'où se lit le rythme tenu (`depart`) ; `None` → `tenu` absent.
        sens: hausse ou baisse.
        frequence: M, T, S ou A ; l'unité de temps du rythme.
        limite: vrai quand la cible est un plafond ou un plancher à tenir.
        perimee: vrai quand la donnée est trop ancienne pour en partir.

    >>> jours = [dt.date(2023, 6, 30), dt.date(2024, 6, 30), dt.date(2024, 12, 31)]
    >>> r = calculer_rythme(42.0, jours[1], (jours[2], 55.0), (jours[0], 38.0), sens="hausse", frequence="T")
    >>> r.necessaire, r.restantes, r.tenu, r.passees
    (6.5, 2, 1.0, 4)
    """
    if cible is None:
        return Rythme("aucune cible ne suit cette période")
    fin, but = cible
    if absente(valeur) or valeur is None:
        return Rythme("aucune valeur à cette période", but, fin)
    if perimee:
        return Rythme("la donnée est périmée : elle ne dit plus d’où partir", but, fin)
    if cible_tenue(sens, valeur, but):
        return Rythme("la limite est tenue" if limite else "la dernière cible est déjà atteinte", but, fin)
    restantes = _entre(jour, fin, frequence)
    if not restantes:
        return Rythme("la cible tombe avant la prochaine remontée", but, fin)
    passees = _entre(avant[0], jour, frequence) if avant else 0
    tenu = (valeur - avant[1]) / passees if avant and passees else None
    return Rythme("", but, fin, (but - valeur) / restantes, restantes, tenu, passees if tenu is not None else 0)


def cible_tenue(sens: str, valeur: float, cible: float) -> bool:
    """La valeur est du bon côté de la cible, ou dessus (règles J7 et J10) ; la macro du même nom le dit au SQL.

    >>> cible_tenue("hausse", 4, 4), cible_tenue("baisse", 5, 4)
    (True, False)
    """
    return valeur >= cible if sens == "hausse" else valeur <= cible


def depart(points: Sequence[tuple[dt.date, float | None]], jour: dt.date, frequence: str) -> Point | None:
    """Le plus ancien point connu des quatre périodes de collecte qui précèdent `jour` ; `None` s'il n'y en a pas."""
    connus = [(fin, float(v)) for fin, v in points if v is not None and not absente(v) and fin < jour]
    return next((p for p in sorted(connus) if _entre(p[0], jour, frequence) <= PERIODES_LUES), None)


def _entre(avant: dt.date, apres: dt.date, frequence: str) -> int:
    """Les périodes de collecte qui commencent après un jour et finissent au plus tard à l'autre."""
    lendemain = avant + dt.timedelta(days=1)
    periodes = periodes_entre(TYPE_PAR_FREQUENCE[frequence], lendemain, apres)
    return sum(1 for p in periodes if p.debut >= lendemain)
