"""Les listes fermées de `data/reference/listes.csv` : libellés canoniques et formes lues."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

from domaine.periodes import sans_accent

DOSSIER_REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"


@functools.cache
def _listes() -> dict[str, dict[str, str]]:
    listes: dict[str, dict[str, str]] = {}
    with (DOSSIER_REFERENCE / "listes.csv").open(encoding="utf-8", newline="") as flux:
        for ligne in csv.DictReader(flux):
            formes = listes.setdefault(ligne["liste"], {})
            autres = [f for f in ligne["autres_formes"].split(";") if f]
            for forme in (ligne["libelle"], *autres):
                formes.setdefault(_forme(forme), ligne["libelle"])
    return listes


def _forme(texte: str) -> str:
    return sans_accent(texte.replace("_", " ").replace("-", " "))


@functools.cache
def libelles(liste: str) -> tuple[str, ...]:
    """Les libellés canoniques d'une liste, dans l'ordre du fichier.

    Raises:
        KeyError: liste inconnue.
    """
    return tuple(dict.fromkeys(_listes()[liste].values()))


def lire_libelle(liste: str, texte: str) -> str | None:
    """Le libellé canonique, lu avec ou sans accents ni majuscules ; `None` s'il n'est pas dans la liste.

    >>> lire_libelle("etat_presence", "Au Poste"), lire_libelle("type_service", "Ecole")
    ('au poste', 'éducation')
    """
    formes = _listes()[liste]
    forme = _forme(texte[:200])
    if forme in formes:
        return formes[forme]
    # Un nombre de tableur («7.0») vaut le rang qu'il écrit.
    return formes.get(forme.removesuffix(".0"))


def formes_connues(liste: str) -> tuple[str, ...]:
    """Toutes les formes lues d'une liste : elles servent aux suggestions."""
    return tuple(_listes()[liste])
