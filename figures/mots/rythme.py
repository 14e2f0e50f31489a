"""Le rythme nécessaire, en toutes lettres : la même phrase à l'écran, en réunion et dans le rapport."""

from __future__ import annotations

import datetime as dt

from domaine import francais
from domaine.periodes import MOIS
from domaine.rythme import Rythme
from figures.mots import ecriture

_NOMS = {"M": "mois", "T": "trimestre", "S": "semestre", "A": "an"}
_DERNIERES = {"M": "derniers mois", "T": "derniers trimestres", "S": "derniers semestres", "A": "dernières années"}
_DERNIERE = {"M": "au dernier mois", "T": "au dernier trimestre", "S": "au dernier semestre", "A": "la dernière année"}


def dire_rythme(r: Rythme, unite: str, frequence: str) -> str:
    r"""La phrase, en texte simple.

    Args:
        r: le rythme ; sans objet, la phrase dit pourquoi.
        unite: unité de l'indicateur ; un pourcentage se dit en points.
        frequence: M, T, S ou A.

    >>> dire_rythme(Rythme("aucune cible ne suit cette période"), "%", "T")
    'Rythme nécessaire\xa0: s.\xa0o., aucune cible ne suit cette période.'
    """
    but = ""
    if r.fin is not None:
        but = f"Dernière cible : {ecriture.valeur(r.cible, unite)} à {fin_de_mois(r.fin)}. "
    if r.motif or r.necessaire is None:
        return f"{but}Rythme nécessaire\u00a0: {francais.SO}, {r.motif}."
    nom = _NOMS[frequence]
    pluriel = nom if nom.endswith("s") else f"{nom}s"
    encore = f"encore {francais.compte(r.restantes, nom, pluriel)}"
    marque = " (p)" if r.provisoire else ""
    phrase = f"{but}Il faudrait {_pas(r.necessaire, unite)} par {nom} ({encore}){marque}"
    return f"{phrase}, contre {_tenu(r, unite, frequence)}."


def _tenu(r: Rythme, unite: str, frequence: str) -> str:
    if r.tenu is None:
        return f"{francais.ND} jusqu’ici"
    nom = _NOMS[frequence]
    if r.depuis_debut:
        return f"{_pas(r.tenu, unite)} par {nom} en moyenne depuis le début de la période"
    if r.passees == 1:
        return f"{_pas(r.tenu, unite)} {_DERNIERE[frequence]}"
    les = f"sur les {francais.nombre(r.passees)}{francais.INSECABLE}{_DERNIERES[frequence]}"
    return f"{_pas(r.tenu, unite)} par {nom} en moyenne {les}"


def _pas(x: float, unite: str) -> str:
    """L'écart ; un pas que l'arrondi effacerait s'écrit avec deux décimales plutôt que 0, un grand sans décimale."""
    if abs(x) >= 100:
        return ecriture.ecart(round(x), unite)
    if abs(x) >= 0.05 or x == 0:
        return ecriture.ecart(x, unite)
    return f"{francais.signe(x, 2)}{francais.INSECABLE}{ecriture.accorder('pts' if unite == '%' else unite, x)}"


def fin_de_mois(jour: dt.date) -> str:
    r"""La fin d'une période, comme on la dit.

    >>> fin_de_mois(dt.date(2024, 12, 31))
    'fin décembre\xa02024'
    """
    return f"fin {MOIS[jour.month - 1]}{francais.INSECABLE}{jour.year}"
