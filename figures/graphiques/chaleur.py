"""La table de chaleur de la complétude et celle des rapports : un signe, un texte, un fond ; lisible sans couleur."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from domaine import francais
from domaine.completude import sous_le_plancher
from figures.carte.classes import TEINTES, encre
from figures.graphiques.theme import etiquette_courte
from requetes.qualite.bilans import Completude, Rapport

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Une case de la table ; `fin` : dernier jour de la période, s'il est connu, qui range les colonnes."""

    zone: str
    periode: str
    fin: dt.date | None
    texte: str
    fond: str


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


def case_de_completude(lue: Completude, plancher: float) -> Case:
    """Ce qui est reçu sur ce qui est attendu ; le fond fonce avec la part reçue."""
    rang = classe(lue.recues, lue.attendues, plancher)
    # Une case pleine se reconnaît à sa fraction : «100 %» n'y ajoute que de la largeur.
    ecrire = francais.fraction if rang == len(SIGNES) - 1 else _part
    texte = f"{SIGNES[rang]}{francais.INSECABLE}{ecrire(lue.recues, lue.attendues)}"
    return Case(zone=lue.nom, periode=lue.periode, fin=lue.fin, texte=texte, fond=fond(rang))


def _part(recues: float, attendues: float) -> str:
    part = 100 * recues / attendues
    # Presque tout n'est pas tout, presque rien n'est pas rien.
    dite = f"{francais.pourcentage(min(max(part, 1), 99) if recues else 0, 0)}"
    return f"{dite} ({francais.fraction(recues, attendues)})"


def case_de_rapport(rapport: Rapport) -> Case:
    """À l'heure, en retard de n jours, manquant depuis n jours, ou à venir."""
    signe, couleur = RAPPORTS[rapport.situation]
    # Échu le jour même de l'arrêté : il manque, sans un jour de retard encore.
    jours = f"{francais.nombre(rapport.retard_jours or 0, 0)} j"
    textes = {"reçu": "à l’heure", "reçu en retard": f"+{jours}", "en retard": f"manque, {jours}"}
    texte = f"{signe} {textes.get(rapport.situation, rapport.situation)}".replace(" ", francais.INSECABLE)
    return Case(zone=rapport.nom, periode=rapport.periode, fin=rapport.fin, texte=texte, fond=couleur)


def legende_de_completude(plancher: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """La légende, faite des mêmes cases : une ligne, une colonne par classe."""
    bas = francais.pourcentage(plancher, 0)
    mots = ("rien reçu", f"moins de {bas}, chiffre provisoire", f"{bas} ou plus, incomplet", "tout est reçu")
    textes = {str(rang): f"{SIGNES[rang]}{francais.INSECABLE}{mot}" for rang, mot in enumerate(mots)}
    return pd.DataFrame([textes]), pd.DataFrame([{str(rang): _style(fond(rang)) for rang in range(len(mots))}])


def composer(cases: Sequence[Case], periodes_max: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Met une table zone × période à plat, de la plus ancienne période à la plus récente, comme les courbes.

    Args:
        cases: une au plus par zone et période.
        periodes_max: périodes gardées, les plus récentes.

    Returns:
        Les textes et les styles CSS, de même forme : «Zone», puis une colonne par période. Où il n'y a pas de case,
        c'est vide : rien n'y était attendu.
    """
    fins = {c.periode: c.fin or dt.date.min for c in cases}
    periodes = sorted(fins, key=lambda p: fins[p])[-periodes_max:]
    par_zone: dict[str, dict[str, Case]] = {}
    for case in cases:
        par_zone.setdefault(case.zone, {})[case.periode] = case
    textes, styles = [], []
    for zone, siennes in par_zone.items():
        texte, style = {"Zone": zone}, {"Zone": ""}
        for periode in periodes:
            case_lue, titre = siennes.get(periode), etiquette_courte(periode)
            texte[titre] = case_lue.texte if case_lue else ""
            style[titre] = _style(case_lue.fond) if case_lue else ""
        textes.append(texte)
        styles.append(style)
    return pd.DataFrame(textes), pd.DataFrame(styles)


def _style(couleur: str) -> str:
    return f"background-color: {couleur}; color: {encre(couleur)}; white-space: nowrap"
