"""Un courriel, de son inscription à son issue : «commencé» avant, puis tentative après tentative. Règles B2 et B4."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from domaine.courriel import journal
from domaine.courriel.boite import Boite
from domaine.courriel.journal import AJOURNE, COMMENCE, Depart
from etl.courriel.serveur import Issue, porter

#: Secondes entre deux tentatives ; ensuite, l'envoi se redemande.
ATTENTES: Final = (5.0, 20.0, 60.0)


def faire_partir(
    donnees: Path,
    boite: Boite,
    depart: Depart,
    octets: bytes,
    *,
    encore: bool,
    attendre: Callable[[float], None] | None = None,
) -> Issue:
    """Inscrit le courriel, le porte au serveur, et inscrit l'issue de chaque tentative.

    Raises:
        DejaEcrit: il est déjà parti, ou peut l'être, et `encore` ne le permet pas.
    """
    rang = journal.commencer(donnees, depart, encore=encore)
    issue = _tenter(donnees, boite, rang, depart.adresse, octets)
    for attente in ATTENTES:
        if issue.etat != AJOURNE:
            break
        (attendre or time.sleep)(attente)
        journal.noter(donnees, rang, COMMENCE)
        issue = _tenter(donnees, boite, rang, depart.adresse, octets)
    return issue


def _tenter(donnees: Path, boite: Boite, rang: int, adresse: str, octets: bytes) -> Issue:
    issue = porter(boite, adresse, octets)
    journal.noter(donnees, rang, issue.etat, issue.code, issue.dit)
    return issue
