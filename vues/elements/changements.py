"""Des chiffres qui ont changé d'une édition à l'autre, comme on les lit : la même écriture pour Qualité et Éditions."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from domaine import francais
from figures.mots import ecriture
from vues.elements import etats

_LECTURES = {"cumul": "cumul", "mois": "mois", "trimestre": "trimestre", "semestre": "semestre", "annee": "année"}


def mettre_en_mots(lues: pd.DataFrame, zones: dict[str, str]) -> pd.DataFrame:
    """Des chiffres changés, comme on les lit.

    Args:
        lues: les colonnes de `revision_chiffre`, `libelle_court`, `unite` et `zone`.
        zones: code → nom (`barre.noms_des_zones`).
    """
    rangees = lues.to_dict("records")
    return pd.DataFrame(
        {
            "Indicateur": [_nom(r) for r in rangees],
            # «Gao» est une région, un cercle et une commune : le nom dit lequel.
            "Zone": [_majuscule(zones.get(str(r["code_zone"]), str(r["zone"]))) for r in rangees],
            "Période": [f"{francais.periode(r['periode'])} ({_LECTURES[r['type_periode']]})" for r in rangees],
            "Avant": [_valeur(r, "_avant") for r in rangees],
            "Maintenant": [_valeur(r, "") for r in rangees],
            "Ce qui change": lues["genre"],
            "État": [_etat(r["etat_avant"], r["etat"]) for r in rangees],
            "Par": [r["fichiers"] or r["cause"] for r in rangees],
        }
    )


def _nom(rangee: dict[Hashable, Any]) -> str:
    libelle = "retiré du cadre logique" if francais.absente(rangee["libelle_court"]) else rangee["libelle_court"]
    return f"{rangee['code_indicateur']} — {libelle}"


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _valeur(rangee: dict[Hashable, Any], suffixe: str) -> str:
    unite = "" if francais.absente(rangee["unite"]) else str(rangee["unite"])
    termes = (rangee[f"numerateur{suffixe}"], rangee[f"denominateur{suffixe}"])
    return ecriture.valeur(rangee[f"valeur{suffixe}"], unite, *termes)


def _etat(avant: object, apres: object) -> str:
    dits = [francais.ND if francais.absente(e) else etats.mot(str(e)) for e in (avant, apres)]
    return dits[1] if dits[0] == dits[1] else f"{dits[0]} → {dits[1]}"
