"""La survie d'un service remis en marche : l'estimateur de Kaplan et Meier, en bibliothèque standard (règle V9).

Ne connaît ni les points ni les visites : seulement des durées suivies, et si chacune finit par une rechute ou par la
fin de ce que l'on sait (censure).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

#: Longueur moyenne d'un mois, en jours : 365,25 / 12.
JOURS_PAR_MOIS: Final = 365.25 / 12
#: En dessous, aucune courbe : une marche y pèserait plus du dixième (règle V10).
EFFECTIF_MINIMAL: Final = 10
ECHEANCES_MOIS: Final = (3, 6, 12)
#: Quantile de la loi normale d'un intervalle à 95 %.
_QUANTILE: Final = 1.959963984540054


@dataclass(frozen=True)
class Marche:
    """Une marche de la courbe, à une durée où au moins une rechute est constatée.

    Attributes:
        duree: en jours depuis l'origine.
        a_risque: suivis jusque-là sans rechute, juste avant.
        rechutes: constatées à cette durée.
        survie: part estimée, entre 0 et 1, juste après.
        bas, haut: intervalle de confiance à 95 % ; `None` quand il ne se calcule pas (survie nulle).
    """

    duree: float
    a_risque: int
    rechutes: int
    survie: float
    bas: float | None
    haut: float | None


class Suivi(Protocol):
    """Une durée suivie, en jours : si elle finit par une rechute, et combien il s'est écoulé depuis son origine."""

    @property
    def jours(self) -> int: ...
    @property
    def rechute(self) -> bool: ...
    @property
    def jours_ecoules(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Echeance:
    """La part estimée à une durée, en mois, et le compte nu.

    Attributes:
        survie_pct: Kaplan et Meier ; `None` sous `EFFECTIF_MINIMAL`, ou quand aucun point n'a été suivi si longtemps.
        bas_pct, haut_pct: intervalle de confiance à 95 % ; `None` quand il ne se calcule pas.
        tiennent, connus: restaurés depuis au moins ce temps, et dont l'état à l'échéance est connu (rechute avant, ou
            vus sans rechute après) ; ceux qui n'avaient pas rechuté.
        non_revus: l'échéance est passée, aucune visite ne dit l'état.
        trop_tot: restaurés depuis moins.
    """

    mois: int
    survie_pct: float | None
    bas_pct: float | None
    haut_pct: float | None
    a_risque: int
    tiennent: int
    connus: int
    non_revus: int
    trop_tot: int


def kaplan_meier(suivis: Sequence[tuple[float, bool]]) -> list[Marche]:
    """La part qui n'a pas rechuté, marche par marche.

    Méthode : E. L. Kaplan et P. Meier, « Nonparametric Estimation from Incomplete Observations », Journal of the
    American Statistical Association, 53 (282), 1958, p. 457-481. Variance : formule de Greenwood (1926) ; intervalle
    sur log(−log S), qui reste entre 0 et 1 (J. D. Kalbfleisch et R. L. Prentice, 1980). À durée égale, une censure
    suit la rechute : le point censuré ce jour-là est encore à risque.

    Args:
        suivis: (durée en jours, vrai si elle finit par une rechute) ; faux = censuré, rien n'est su ensuite.

    Returns:
        Les marches, de la plus courte durée à la plus longue ; vide sans rechute (la survie estimée reste 1).

    Raises:
        ValueError: une durée négative ou qui n'est pas un nombre.

    >>> [(m.duree, m.a_risque, round(m.survie, 3)) for m in kaplan_meier([(1, True), (2, False), (3, True)])]
    [(1, 3, 0.667), (3, 1, 0.0)]
    >>> kaplan_meier([(5, False)])
    []
    """
    if any(not duree >= 0 or math.isinf(duree) for duree, _ in suivis):
        raise ValueError("Une durée de suivi est un nombre positif ou nul.")
    marches: list[Marche] = []
    survie, greenwood = 1.0, 0.0
    for duree in sorted({d for d, rechute in suivis if rechute}):
        a_risque = effectif_a_risque(suivis, duree)
        rechutes = sum(1 for d, rechute in suivis if rechute and d == duree)
        # La fraction exacte d'abord : une survie nulle doit l'être exactement.
        survie *= (a_risque - rechutes) / a_risque
        if a_risque > rechutes:
            greenwood += rechutes / (a_risque * (a_risque - rechutes))
        bas, haut = _intervalle(survie, greenwood)
        marches.append(Marche(duree, a_risque, rechutes, survie, bas, haut))
    return marches


def _intervalle(survie: float, greenwood: float) -> tuple[float | None, float | None]:
    if not 0 < survie < 1:
        return None, None
    ecart = math.exp(_QUANTILE * math.sqrt(greenwood) / abs(math.log(survie)))
    return survie**ecart, survie ** (1 / ecart)


def effectif_a_risque(suivis: Sequence[tuple[float, bool]], duree: float) -> int:
    """Combien sont encore suivis, sans rechute, juste avant cette durée.

    >>> effectif_a_risque([(1, True), (2, False), (3, True)], 2)
    2
    """
    return sum(1 for d, _ in suivis if d >= duree)


def survie_a(marches: Sequence[Marche], duree: float) -> float:
    """La survie estimée à une durée ; à ne lire que si quelqu'un a été suivi jusque-là.

    >>> survie_a(kaplan_meier([(1, True), (2, False), (3, True)]), 2.5)
    0.6666666666666666
    """
    return next((m.survie for m in reversed(marches) if m.duree <= duree), 1.0)


def a_l_echeance(suivis: Sequence[Suivi]) -> tuple[Echeance, ...]:
    """À 3, 6 et 12 mois : la part estimée, et le compte nu."""
    couples = [(float(p.jours), p.rechute) for p in suivis]
    marches = kaplan_meier(couples)
    plus_long = max((duree for duree, _ in couples), default=-1.0)
    lues = []
    for mois in ECHEANCES_MOIS:
        jours = mois * JOURS_PAR_MOIS
        estimee = len(couples) >= EFFECTIF_MINIMAL and plus_long >= jours
        marche = next((m for m in reversed(marches) if m.duree <= jours), None) if estimee else None
        echus = [p for p in suivis if p.jours_ecoules >= jours]
        tiennent = sum(p.jours >= jours for p in echus)
        tombes = sum(p.rechute and p.jours < jours for p in echus)
        lues.append(
            Echeance(
                mois=mois,
                survie_pct=100 * survie_a(marches, jours) if estimee else None,
                bas_pct=100 * marche.bas if marche and marche.bas is not None else None,
                haut_pct=100 * marche.haut if marche and marche.haut is not None else None,
                a_risque=effectif_a_risque(couples, jours),
                tiennent=tiennent,
                connus=tiennent + tombes,
                non_revus=len(echus) - tiennent - tombes,
                trop_tot=len(suivis) - len(echus),
            )
        )
    return tuple(lues)
