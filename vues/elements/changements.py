"""Des chiffres qui ont changé d'une édition à l'autre, comme on les lit : la même écriture partout où ils se disent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from domaine import francais
from figures.mots import ecriture
from requetes.edition.revisions import ChiffreRevu
from vues.elements import etats

#: Genre d'un chiffre changé (règle E6), accordé : au singulier, au pluriel.
GENRES = {
    "révisée": ("révisé", "révisés"),
    "complétée": ("complété", "complétés"),
    "retirée": ("retiré", "retirés"),
    "rangée disparue": ("disparu", "disparus"),
    "en cours": ("d’une période en cours", "d’une période en cours"),
    "rangée apparue": ("apparu", "apparus"),
    "jugée autrement": ("jugé autrement", "jugés autrement"),
}
_LECTURES = {"cumul": "cumul", "mois": "mois", "trimestre": "trimestre", "semestre": "semestre", "annee": "année"}


def mettre_en_mots(revus: Sequence[ChiffreRevu], zones: Mapping[str, str]) -> pd.DataFrame:
    """Des chiffres changés, comme on les lit.

    Args:
        revus: un par ligne.
        zones: code → nom (`barre.noms_des_zones`).
    """
    valeurs = [avant_et_apres(r, r.unite or "") for r in revus]
    return pd.DataFrame(
        {
            "Indicateur": [f"{r.code_indicateur} — {r.libelle_court or 'retiré du cadre logique'}" for r in revus],
            # «Gao» est une région, un cercle et une commune : le nom dit lequel.
            "Zone": [_majuscule(zones.get(r.code_zone, str(r.zone))) for r in revus],
            "Période": [f"{francais.periode(r.periode)} ({_LECTURES[r.type_periode]})" for r in revus],
            "Avant": [avant for avant, _ in valeurs],
            "Maintenant": [apres for _, apres in valeurs],
            "Ce qui change": [r.genre for r in revus],
            "État": [_etat(r.etat_avant, r.etat) for r in revus],
            "Par": [r.fichiers or r.cause for r in revus],
        }
    )


def avant_et_apres(revu: ChiffreRevu, unite: str) -> tuple[str, str]:
    """La valeur d'avant et celle de maintenant, avec leur unité."""
    avant = ecriture.valeur(revu.valeur_avant, unite, revu.numerateur_avant, revu.denominateur_avant)
    return avant, ecriture.valeur(revu.valeur, unite, revu.numerateur, revu.denominateur)


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _etat(avant: str | None, apres: str | None) -> str:
    dits = [francais.ND if e is None else etats.mot(e) for e in (avant, apres)]
    return dits[1] if dits[0] == dits[1] else f"{dits[0]} → {dits[1]}"
