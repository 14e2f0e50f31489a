"""La table de chaleur de la complétude et celle des rapports : un signe, un texte, un fond ; lisible sans couleur."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from domaine import francais
from domaine.completude import sous_le_plancher
from figures.carte.classes import TEINTES, encre
from figures.graphiques.theme import etiquette_courte

#: Rang de la classe → signe ; le fond fonce avec le rang.
SIGNES = ("○", "◔", "◑", "●")
#: Situation d'un rapport → signe, fond.
RAPPORTS = {
    "reçu": ("●", "#D7ECE3"),
    "reçu en retard": ("◐", "#FBF0CC"),
    "en retard": ("✖", "#F6CFBF"),
    "à venir": ("○", "#FFFFFF"),
}
#: Rien, sous le plancher, incomplet, tout : la dernière assez foncée pour que le blanc s'y lise (AA).
_TEINTES = (TEINTES[0], TEINTES[1], TEINTES[2], TEINTES[5])


def classe(recues: float, attendues: float, plancher: float) -> int:
    """Le rang d'une complétude : rien, sous le plancher, incomplète, tout.

    >>> [classe(r, 10, 60) for r in (0, 5, 6, 10)]
    [0, 1, 2, 3]
    """
    if recues <= 0:
        return 0
    if recues >= attendues:
        return 3
    return 1 if sous_le_plancher(recues, attendues, plancher) else 2


def fond(rang: int) -> str:
    """La couleur d'une classe de complétude, du plus clair au plus foncé."""
    return _TEINTES[rang]


def case_de_completude(ligne: dict[Hashable, Any], plancher: float) -> tuple[str, str]:
    r"""Le texte et le fond d'une case.

    >>> case_de_completude({"recues": 17, "attendues": 55}, 60)
    ('◔\xa031\xa0% (17/55)', '#d2e3f3')
    """
    rang = classe(ligne["recues"], ligne["attendues"], plancher)
    # Une case pleine se reconnaît à sa fraction : «100 %» n'y ajoute que de la largeur.
    ecrire = francais.fraction if rang == len(SIGNES) - 1 else _part
    part = ecrire(ligne["recues"], ligne["attendues"])
    return f"{SIGNES[rang]}{francais.INSECABLE}{part}", fond(rang)


def _part(recues: float, attendues: float) -> str:
    part = 100 * recues / attendues
    # Presque tout n'est pas tout, presque rien n'est pas rien.
    dite = f"{francais.pourcentage(min(max(part, 1), 99) if recues else 0, 0)}"
    return f"{dite} ({francais.fraction(recues, attendues)})"


def case_de_rapport(ligne: dict[Hashable, Any]) -> tuple[str, str]:
    r"""Le texte et le fond d'une case : à l'heure, en retard de n jours, manquant depuis n jours, à venir.

    >>> case_de_rapport({"situation": "reçu en retard", "retard_jours": 12.0})[0]
    '◐\xa0+12\xa0j'
    """
    situation = str(ligne["situation"])
    signe, couleur = RAPPORTS[situation]
    retard = ligne["retard_jours"]
    # Échu le jour même de l'arrêté : il manque, sans un jour de retard encore.
    jours = "0 j" if francais.absente(retard) else f"{francais.nombre(retard, 0)} j"
    textes = {"reçu": "à l’heure", "reçu en retard": f"+{jours}", "en retard": f"manque, {jours}"}
    return f"{signe} {textes.get(situation, situation)}".replace(" ", francais.INSECABLE), couleur


def legende_de_completude(plancher: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """La légende, faite des mêmes cases : une ligne, une colonne par classe."""
    bas = francais.pourcentage(plancher, 0)
    mots = ("rien reçu", f"moins de {bas}, chiffre provisoire", f"{bas} ou plus, incomplet", "tout est reçu")
    textes = {str(rang): f"{SIGNES[rang]}{francais.INSECABLE}{mot}" for rang, mot in enumerate(mots)}
    return pd.DataFrame([textes]), pd.DataFrame([{str(rang): _style(fond(rang)) for rang in range(len(mots))}])


def composer(lignes: pd.DataFrame, periodes_max: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Met une table zone × période à plat, la période la plus récente à gauche : un téléphone ne montre qu'elle.

    Args:
        lignes: `nom, periode, fin, texte, fond`, une ligne par case.
        periodes_max: périodes gardées, les plus récentes.

    Returns:
        Les textes et les styles CSS, de même forme : «Zone», puis une colonne par période. Une case sans ligne est
        vide : rien n'y était attendu.
    """
    ordre = lignes.drop_duplicates("periode").sort_values("fin", ascending=False)["periode"].head(periodes_max)
    textes, styles = [], []
    for nom, groupe in lignes.groupby("nom", sort=False):
        cases = {ligne["periode"]: ligne for ligne in groupe.to_dict("records")}
        texte, style = {"Zone": str(nom)}, {"Zone": ""}
        for periode in ordre:
            case = cases.get(periode)
            titre = etiquette_courte(str(periode))
            texte[titre] = "" if case is None else str(case["texte"])
            style[titre] = "" if case is None else _style(str(case["fond"]))
        textes.append(texte)
        styles.append(style)
    return pd.DataFrame(textes), pd.DataFrame(styles)


def _style(couleur: str) -> str:
    return f"background-color: {couleur}; color: {encre(couleur)}; white-space: nowrap"
