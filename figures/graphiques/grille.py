"""La grille des états : indicateurs en lignes, zones en colonnes, mot, symbole et fond pour chaque case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.figees import MASQUE
from figures.graphiques import theme
from figures.mots import ecriture


def composer_grille(cases: Sequence[Chiffre], symbole: Callable[[object], str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Met la grille à plat.

    Args:
        cases: un indicateur après l'autre, zone par zone.
        symbole: état → symbole d'un caractère.

    Returns:
        Les textes («▲ 45 %», «∅ n. d.») et les styles CSS (fond et texte de l'état), de même forme : une ligne par
        indicateur, «Indicateur» puis une colonne par zone. Une zone où l'indicateur n'existe pas est «s. o.».
    """
    zones = list(dict.fromkeys(str(c.zone) for c in cases))
    lues = {(c.code_indicateur, c.zone): c for c in cases}
    noms: dict[str, str] = {}
    for case in cases:
        noms.setdefault(case.code_indicateur, f"{case.code_indicateur} {case.libelle_court}")
    textes, styles = [], []
    for code, nom in noms.items():
        texte, style = {"Indicateur": nom}, {"Indicateur": ""}
        for zone in zones:
            lue = lues.get((code, zone))
            fond, encre = theme.FONDS_D_ETAT.get(str(lue and lue.etat), theme.FONDS_D_ETAT["sans donnée"])
            style[zone] = f"background-color: {fond}; color: {encre}"
            texte[zone] = _case(lue, symbole) if lue else francais.SO
        textes.append(texte)
        styles.append(style)
    colonnes = ["Indicateur", *zones]
    return pd.DataFrame(textes, columns=colonnes), pd.DataFrame(styles, columns=colonnes)


def _case(case: Chiffre, symbole: Callable[[object], str]) -> str:
    texte = MASQUE if case.masque else ecriture.nombre(case.valeur, case.unite)
    return f"{symbole(case.etat)}{francais.INSECABLE}{texte}{' (p)' if case.provisoire else ''}"
