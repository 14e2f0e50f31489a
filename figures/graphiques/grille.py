"""La grille des états : indicateurs en lignes, zones en colonnes, mot, symbole et fond pour chaque case."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd

from domaine import francais
from domaine.figees import MASQUE
from figures.graphiques import theme
from figures.mots import ecriture


def composer_grille(lignes: pd.DataFrame, symbole: Callable[[object], str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Met la grille à plat.

    Args:
        lignes: colonnes de `requetes.comparaisons.zones.grille_des_etats`.
        symbole: état → symbole d'un caractère.

    Returns:
        Les textes («▲ 45 %», «∅ n. d.») et les styles CSS (fond et texte de l'état), de même forme : une ligne par
        indicateur, «Indicateur» puis une colonne par zone. Une zone où l'indicateur n'existe pas est «s. o.».
    """
    zones = list(dict.fromkeys(lignes["zone"]))
    textes, styles = [], []
    for _, groupe in lignes.groupby("code_indicateur", sort=False):
        cases = {ligne["zone"]: ligne for ligne in groupe.to_dict("records")}
        premiere = groupe.iloc[0]
        texte = {"Indicateur": f"{premiere['code_indicateur']} {premiere['libelle_court']}"}
        style = {"Indicateur": ""}
        for zone in zones:
            case = cases.get(zone)
            etat = "sans donnée" if case is None else str(case["etat"])
            fond, encre = theme.FONDS_D_ETAT.get(etat, theme.FONDS_D_ETAT["sans donnée"])
            style[zone] = f"background-color: {fond}; color: {encre}"
            texte[zone] = francais.SO if case is None else _case(case, symbole)
        textes.append(texte)
        styles.append(style)
    colonnes = ["Indicateur", *zones]
    return pd.DataFrame(textes, columns=colonnes), pd.DataFrame(styles, columns=colonnes)


def _case(case: dict[Hashable, Any], symbole: Callable[[object], str]) -> str:
    provisoire = " (p)" if case["provisoire"] is True else ""
    texte = MASQUE if case["etat"] == MASQUE else ecriture.nombre(case["valeur"], str(case["unite"]))
    return f"{symbole(case['etat'])}{francais.INSECABLE}{texte}{provisoire}"
