"""Le programme de `rapports`, lancé à part : l'ETL n'importe pas ce qui lit les éditions.

Un seul processus pour les documents puis pour le reçu, qui n'est possible qu'une fois l'édition scellée : le charger
deux fois coûterait une seconde à chaque gel. Il se charge pendant que la base s'écrit, et attend qu'elle le soit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn

from domaine.chemins import RECUS
from domaine.preuve import ecrire_ligne, empreinte_fichier, lire_ligne
from domaine.reglages import RACINE
from etl.demande import DemandeInvalide
from etl.edition.dossier import EditionFausse


class Rapporteur:
    """Le processus en cours ; `dossier` : l'édition qui se fige."""

    def __init__(self, processus: subprocess.Popen[str], erreurs: IO[str], dossier: Path) -> None:
        self._processus, self._erreurs, self._dossier = processus, erreurs, dossier

    def ecrire_les_documents(self) -> str:
        """Dit que la base est là, et attend que les documents soient écrits ; rend ce qui en manque, et pourquoi.

        Raises:
            EditionFausse: ils ne l'ont pas été.
        """
        assert self._processus.stdin is not None and self._processus.stdout is not None
        # Un processus mort n'écoute plus : sa faute se lit plus bas.
        with suppress(BrokenPipeError):
            self._processus.stdin.write("\n")
            self._processus.stdin.flush()
        if not (dit := self._processus.stdout.readline()):
            self._refuser()
        return dit.partition(" ; ")[2].strip()

    def ecrire_le_recu(self, ligne: bytes) -> bytes:
        """Écrit le reçu de cette ligne de journal ; rend la ligne qui garde ses empreintes.

        Raises:
            EditionFausse: il ne s'est pas écrit.
        """
        self._processus.communicate(ligne.decode() + "\n")
        if self._processus.returncode:
            self._refuser()
        inscription = lire_ligne(ligne)
        recu = {nom: empreinte_fichier(self._dossier / nom) for nom in RECUS}
        return ecrire_ligne({"numero": inscription.numero, "recu": recu}, inscription.tete)

    def _refuser(self) -> NoReturn:
        self._processus.wait()
        self._erreurs.seek(0)
        _refuser(self._erreurs.read())


@contextmanager
def rapporteur(dossier: Path) -> Iterator[Rapporteur]:
    """Lance `rapports.gel`, qui attend la base ; il est arrêté si le gel l'est."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as erreurs:
        processus = subprocess.Popen(
            [sys.executable, "-m", "rapports.gel", str(dossier)],
            cwd=RACINE,
            env=os.environ | {"PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=erreurs,
            text=True,
            encoding="utf-8",
        )
        with processus:
            try:
                yield Rapporteur(processus, erreurs, dossier)
            finally:
                processus.kill()


def apercevoir_le_document(dossier: Path, vers: Path) -> list[str]:
    """Écrit les premières pages du document d'une édition qui n'est pas encore figée ; rend les noms des images.

    Args:
        dossier: où est sa base.
        vers: où s'écrivent les images ; créé s'il manque.

    Raises:
        EditionFausse: le document ne s'est pas écrit.
    """
    vers.mkdir(parents=True, exist_ok=True)
    faite = _lancer("rapports.gel", dossier, vers)
    if faite.returncode:
        _refuser(faite.stderr)
    return sorted(p.name for p in vers.glob("*.png"))


def ecrire_l_iati(dossier: Path, sortie: Path, qui_publie: dict[str, str]) -> list[str]:
    """Écrit le fichier IATI d'une édition figée sans lui ; rend ce qu'elle ne permettait pas d'y dire.

    Args:
        dossier: où est sa base.
        sortie: le fichier à écrire.
        qui_publie: ce que la feuille Projet en vigueur dit de qui publie, et que l'édition peut ne pas dire.

    Raises:
        DemandeInvalide: l'édition ne permet pas de le faire.
    """
    faite = _lancer("rapports.iati", dossier, sortie.absolute(), *(f"{c}={v}" for c, v in qui_publie.items()))
    if faite.returncode:
        raise DemandeInvalide(_derniere(faite.stderr))
    return faite.stdout.splitlines()


def _lancer(module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=RACINE,
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def _refuser(erreurs: str) -> NoReturn:
    raise EditionFausse(f"Le rapport ne s'est pas écrit ({_derniere(erreurs)[:300]}).")


def _derniere(erreurs: str) -> str:
    return (erreurs.strip().splitlines() or ["raison inconnue"])[-1].removeprefix("Erreur : ")
