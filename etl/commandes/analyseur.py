"""Ce que toutes les commandes ont de commun : l'aide et les erreurs en français, les codes de sortie."""

from __future__ import annotations

import argparse
import errno
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

import duckdb

_DISQUE = {
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.EDQUOT: "il n'y a plus de place sur le disque",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EISDIR: "c'est un dossier, il faut un fichier",
}
#: Les phrases d'argparse que ces commandes peuvent rencontrer.
_ANGLAIS = (
    (r"'([^']*)'", r"«\1»"),
    ("the following arguments are required: ", "il manque : "),
    ("unrecognized arguments: ", "arguments inconnus : "),
    ("invalid choice: ", "choix impossible : "),
    ("choose from", "choisissez parmi"),
    ("expected one argument", "une valeur est attendue"),
    ("expected at least one argument", "une valeur au moins est attendue"),
    ("invalid int value: ", "ce n'est pas un nombre entier : "),
    ("ignored explicit argument ", "cette option ne prend pas de valeur : "),
    (r"^argument ([^:]+): ", r"argument \1 : "),
)
#: Ce qu'une base dit en anglais quand le disque lui manque.
_SIGNES_DU_DISQUE = ("No space left", "Could not write", "Cannot open file", "disk I/O error")
#: Ce qui reste vrai, et quoi faire, quand une publication s'arrête.
GARDE = (
    "L'édition courante n'a pas changé, et les fichiers déjà reçus sont gardés. Faites de la place ou rendez l'accès, "
    "puis lancez «python -m etl publier», ou déposez de nouveau le fichier."
)
#: Erreur d'usage ou de réglage : ni un code d'anomalie (0 à 3), ni un arrêt imprévu (1).
CODE_USAGE = 64
#: Faute du programme : jamais confondue avec «à vérifier» (1).
CODE_IMPREVU = 70


class _Aide(argparse.HelpFormatter):
    """L'aide d'argparse, en français."""

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        return super().add_usage(usage, actions, groups, "Usage : " if prefix is None else prefix)


class Analyseur(argparse.ArgumentParser):
    """Un analyseur dont l'aide et les erreurs sont en français."""

    def __init__(self, **reglages: Any) -> None:
        super().__init__(**{"formatter_class": _Aide, "add_help": False, "allow_abbrev": False, **reglages})
        self.add_argument("-h", "--aide", "--help", action="help", help="montrer cette aide")
        self._positionals.title = "arguments"
        self._optionals.title = "options"

    def error(self, message: str) -> NoReturn:
        traduit = message
        for anglais, francais in _ANGLAIS:
            traduit = re.sub(anglais, francais, traduit)
        self.print_usage(sys.stderr)
        self.exit(CODE_USAGE, f"{self.prog} : {traduit}. Essayez « --aide ».\n")


def est_du_disque(erreur: Exception) -> bool:
    """Vrai quand c'est le disque ou la mémoire qui refuse ; une base le dit parfois par l'échec d'une transaction."""
    if isinstance(erreur, (OSError, duckdb.IOException, duckdb.OutOfMemoryException)):
        return True
    return isinstance(erreur, duckdb.Error) and any(signe in str(erreur) for signe in _SIGNES_DU_DISQUE)


def disque_en_francais(erreur: Exception) -> str:
    """Ce que le disque ou la mémoire refuse, en une phrase."""
    if isinstance(erreur, duckdb.OutOfMemoryException):
        return "la mémoire ou le disque ne suffit pas pour bâtir l'édition."
    if "No space left" in str(erreur):
        return "il n'y a plus de place sur le disque."
    if not isinstance(erreur, OSError) or erreur.errno not in _DISQUE:
        return f"le disque refuse ({erreur})."
    chemin = Path(str(erreur.filename or ""))
    # Un nom qui commence par un point est le nôtre, provisoire : la personne connaît le dossier.
    chemin = chemin.parent if chemin.name.startswith(".") else chemin
    lieu = f" ({chemin})" if erreur.filename else ""
    return f"{_DISQUE[erreur.errno]}{lieu}."
