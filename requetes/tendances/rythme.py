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
        SELECT chiffre.valeur, chiffre.etat, chiffre.provisoire, chiffre.valeur_reference, periode.debut,
               indicateur.sens, indicateur.frequence, indicateur.nature,
               (SELECT max(base.fin) FROM periode base
                WHERE base.finie AND base.fin <= periode.fin AND base.type = type_de_base(indicateur.frequence)) AS jour
        FROM valeurs chiffre JOIN periode ON periode.libelle = chiffre.periode
            JOIN indicateur ON indicateur.code = chiffre.code_indicateur
        WHERE chiffre.code_indicateur = $code AND chiffre.code_zone = $zone AND chiffre.type_periode = $type_periode
          AND chiffre.periode = $periode AND chiffre.dimension IS NULL
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
        SELECT nommee.fin, cible.valeur, est_limite($sens, cible.valeur, $reference::DOUBLE) AS limite
        FROM cible JOIN periode_nommee nommee ON nommee.libelle = cible.periode
        WHERE cible.code_indicateur = $code AND cible.code_zone = $zone AND cible.valeur IS NOT NULL
            AND nommee.fin > $jour
          AND CASE WHEN $type_periode = 'cumul' THEN cible.nature_cible = 'cumul'
                   ELSE cible.nature_cible = 'periode' AND cible.periode = $periode END
        ORDER BY nommee.fin DESC LIMIT 1
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
        SELECT periode.fin, chiffre.valeur FROM valeurs chiffre JOIN periode ON periode.libelle = chiffre.periode
        WHERE chiffre.code_indicateur = $code AND chiffre.code_zone = $zone AND chiffre.type_periode = 'cumul'
            AND chiffre.dimension IS NULL
        ORDER BY periode.fin
        """,
        {"code": code, "zone": zone},
    )
    return [(_jour(f), None if pd.isna(v) else float(v)) for f, v in zip(lues["fin"], lues["valeur"], strict=True)]


def _jour(instant: Any) -> dt.date:
    return pd.Timestamp(instant).date()
