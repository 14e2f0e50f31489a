"""Des chiffres qui ont changé d'une édition à l'autre, comme on les lit : la même écriture partout où ils se disent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from domaine import francais
from figures.mots import revisions
from requetes.edition.revisions import ChiffreRevu
from vues.elements import etats


def mettre_en_mots(revus: Sequence[ChiffreRevu], zones: Mapping[str, str]) -> pd.DataFrame:
    """Des chiffres changés, comme on les lit.

    Args:
        revus: un par ligne.
        zones: code → nom (`barre.noms_des_zones`).
    """
    valeurs = [revisions.avant_et_apres(r, r.unite or "") for r in revus]
    return pd.DataFrame(
        {
            "Indicateur": [f"{r.code_indicateur} — {r.libelle_court or 'retiré du cadre logique'}" for r in revus],
            # «Gao» est une région, un cercle et une commune : le nom dit lequel.
            "Zone": [_majuscule(zones.get(r.code_zone, str(r.zone))) for r in revus],
            "Période": [revisions.periode(r) for r in revus],
            "Avant": [avant for avant, _ in valeurs],
            "Maintenant": [apres for _, apres in valeurs],
            "Ce qui change": [r.genre for r in revus],
            "État": [_etat(r.etat_avant, r.etat) for r in revus],
            "Par": [r.fichiers or r.cause for r in revus],
        }
    )


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _etat(avant: str | None, apres: str | None) -> str:
    dits = [francais.ND if e is None else etats.mot(e) for e in (avant, apres)]
    return dits[1] if dits[0] == dits[1] else f"{dits[0]} → {dits[1]}"
