"""De quoi dire le rythme qu'il faudrait pour atteindre la dernière cible d'une zone (`domaine.rythme`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd

from domaine import francais
from domaine.rythme import Rythme, calculer_rythme, depart
from requetes.edition.ouverture import Base


def rythme(base: Base, code: str, zone: str, type_periode: str, periode: str) -> Rythme:
    """Le rythme nécessaire depuis une période, par période de collecte.

    Depuis le démarrage, la cible visée est la dernière cible cumulée qui suit. À une autre lecture, seul un compte
    dont la période court encore, et a une cible de période, en a un : le reste est sans objet.
    """
    lue = base.lire(
        """
        SELECT v.valeur, v.etat, v.provisoire, v.valeur_reference, p.debut, p.fin, i.sens, i.frequence, i.nature,
               (SELECT max(b.fin) FROM periode b
                WHERE b.finie AND b.fin <= p.fin AND b.type = type_de_base(i.frequence)) AS jour
        FROM valeurs v JOIN periode p ON p.libelle = v.periode JOIN indicateur i ON i.code = v.code_indicateur
        WHERE v.code_indicateur = $code AND v.code_zone = $zone AND v.type_periode = $type_periode
          AND v.periode = $periode AND v.dimension IS NULL
        """,
        {"code": code, "zone": zone, "type_periode": type_periode, "periode": periode},
    )
    if lue.empty or pd.isna(lue["jour"].iloc[0]):
        return Rythme("aucune valeur à cette période")
    ligne: dict[Any, Any] = lue.iloc[0].to_dict()
    ligne["jour"] = _jour(ligne["jour"])
    cible, limite = _cible_visee(base, code, zone, type_periode, periode, ligne)
    if type_periode == "cumul":
        avant = depart(_points(base, code, zone), ligne["jour"], ligne["frequence"])
        return _calculer(ligne, cible, avant, limite=limite)
    if ligne["nature"] != "flux" or cible is None:
        return Rythme("il se lit depuis le démarrage" if cible is None else "seul un compte s’additionne en période")
    veille = _jour(ligne["debut"]) - dt.timedelta(days=1)
    return replace(_calculer(ligne, cible, (veille, 0.0), limite=limite), depuis_debut=True)


def _calculer(
    ligne: dict[Any, Any],
    cible: tuple[dt.date, float] | None,
    avant: tuple[dt.date, float] | None,
    *,
    limite: bool,
) -> Rythme:
    fait = calculer_rythme(
        None if francais.absente(ligne["valeur"]) else float(ligne["valeur"]),
        ligne["jour"],
        cible,
        avant,
        sens=str(ligne["sens"]),
        frequence=str(ligne["frequence"]),
        limite=limite,
        perimee=ligne["etat"] == "périmée",
    )
    return replace(fait, provisoire=bool(ligne["provisoire"]))


def _cible_visee(
    base: Base, code: str, zone: str, type_periode: str, periode: str, ligne: dict[Any, Any]
) -> tuple[tuple[dt.date, float] | None, bool]:
    """La dernière cible qui suit, et si c'est une limite à tenir."""
    reference = ligne["valeur_reference"]
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
            "jour": ligne["jour"],
            "sens": ligne["sens"],
            "reference": None if francais.absente(reference) else reference,
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
    return [(_jour(f), None if francais.absente(v) else v) for f, v in zip(lues["fin"], lues["valeur"], strict=True)]


def _jour(instant: Any) -> dt.date:
    return pd.Timestamp(instant).date()
