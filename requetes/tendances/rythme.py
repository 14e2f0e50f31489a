"""De quoi dire le rythme qu'il faudrait pour atteindre la dernière cible d'une zone (`domaine.rythme`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from domaine.rythme import Point, Rythme, calculer_rythme, depart
from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class _Depart:
    """Le chiffre d'où part le rythme ; `jour` : la fin de sa dernière période de collecte finie, absente sans elle."""

    valeur: float | None
    etat: str
    provisoire: bool
    valeur_reference: float | None
    debut: dt.date
    sens: str
    frequence: str
    nature: str
    jour: dt.date | None


def rythme(base: Base, code: str, zone: str, type_periode: str, periode: str) -> Rythme:
    """Le rythme nécessaire depuis une période, par période de collecte.

    Depuis le démarrage, la cible visée est la dernière cible cumulée qui suit. À une autre lecture, seul un compte
    dont la période court encore, et a une cible de période, en a un : le reste est sans objet.
    """
    lus = base.rangees(
        _Depart,
        """
        SELECT v.valeur, v.etat, v.provisoire, v.valeur_reference, p.debut, i.sens, i.frequence, i.nature,
               (SELECT max(b.fin) FROM periode b
                WHERE b.finie AND b.fin <= p.fin AND b.type = type_de_base(i.frequence)) AS jour
        FROM valeurs v JOIN periode p ON p.libelle = v.periode JOIN indicateur i ON i.code = v.code_indicateur
        WHERE v.code_indicateur = $code AND v.code_zone = $zone AND v.type_periode = $type_periode
          AND v.periode = $periode AND v.dimension IS NULL
        """,
        {"code": code, "zone": zone, "type_periode": type_periode, "periode": periode},
    )
    if not lus or lus[0].jour is None:
        return Rythme("aucune valeur à cette période")
    lu, jour = lus[0], lus[0].jour
    cible, limite = _cible_visee(base, code, zone, type_periode, periode, lu)
    if type_periode == "cumul":
        return _calculer(lu, jour, cible, depart(_points(base, code, zone), jour, lu.frequence), limite=limite)
    if lu.nature != "flux" or cible is None:
        return Rythme("il se lit depuis le démarrage" if cible is None else "seul un compte s’additionne en période")
    veille = lu.debut - dt.timedelta(days=1)
    return replace(_calculer(lu, jour, cible, (veille, 0.0), limite=limite), depuis_debut=True)


def _calculer(lu: _Depart, jour: dt.date, cible: Point | None, avant: Point | None, *, limite: bool) -> Rythme:
    fait = calculer_rythme(
        lu.valeur,
        jour,
        cible,
        avant,
        sens=lu.sens,
        frequence=lu.frequence,
        limite=limite,
        perimee=lu.etat == "périmée",
    )
    return replace(fait, provisoire=lu.provisoire)


def _cible_visee(
    base: Base, code: str, zone: str, type_periode: str, periode: str, lu: _Depart
) -> tuple[Point | None, bool]:
    """La dernière cible qui suit, et si c'est une limite à tenir."""
    lues = base.lire(
        """
        SELECT p.fin, c.valeur, est_limite($sens, c.valeur, $reference::DOUBLE) AS limite
        FROM cible c JOIN periode_nommee p ON p.libelle = c.periode
        WHERE c.code_indicateur = $code AND c.code_zone = $zone AND c.valeur IS NOT NULL AND p.fin > $jour
          AND CASE WHEN $type_periode = 'cumul' THEN c.nature_cible = 'cumul'
                   ELSE c.nature_cible = 'periode' AND c.periode = $periode END
        ORDER BY p.fin DESC LIMIT 1
        """,
        {
            "code": code,
            "zone": zone,
            "type_periode": type_periode,
            "periode": periode,
            "jour": lu.jour,
            "sens": lu.sens,
            "reference": lu.valeur_reference,
        },
    )
    if lues.empty:
        return None, False
    return (_jour(lues["fin"].iloc[0]), float(lues["valeur"].iloc[0])), bool(lues["limite"].iloc[0])


def _points(base: Base, code: str, zone: str) -> list[tuple[dt.date, float | None]]:
    lues = base.lire(
        """
        SELECT p.fin, v.valeur FROM valeurs v JOIN periode p ON p.libelle = v.periode
        WHERE v.code_indicateur = $code AND v.code_zone = $zone AND v.type_periode = 'cumul' AND v.dimension IS NULL
        ORDER BY p.fin
        """,
        {"code": code, "zone": zone},
    )
    return [(_jour(f), None if pd.isna(v) else float(v)) for f, v in zip(lues["fin"], lues["valeur"], strict=True)]


def _jour(instant: Any) -> dt.date:
    return pd.Timestamp(instant).date()
