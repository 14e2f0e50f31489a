"""Un travail mesuré dans un processus neuf : secondes et mémoire la plus haute, rendues en JSON."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
MARQUE = "MESURE "


@dataclass
class Chrono:
    """Des durées nommées, dans l'ordre où elles arrivent ; un même nom s'additionne.

    `durees` : secondes d'horloge ; `processeur` : secondes de processeur, tous fils réunis, que les voisins d'une
    machine partagée ne changent presque pas.
    """

    durees: dict[str, float] = field(default_factory=dict)
    processeur: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def mesurer(self, nom: str) -> Iterator[None]:
        debut, debut_processeur = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.durees[nom] = self.durees.get(nom, 0.0) + time.perf_counter() - debut
            self.processeur[nom] = self.processeur.get(nom, 0.0) + time.process_time() - debut_processeur


def memoire_mo() -> float:
    """La mémoire résidente la plus haute de ce processus (ru_maxrss), en Mo."""
    haut = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return haut / (1024 * 1024 if sys.platform == "darwin" else 1024)


def rendre(contenu: dict[str, Any]) -> None:
    """Dernière ligne d'un processus mesuré."""
    print(MARQUE + json.dumps(contenu | {"memoire_mo": memoire_mo()}), flush=True)


def lancer(module: str, *arguments: str) -> dict[str, Any]:
    """Lance `python -m module` et rend sa mesure.

    Raises:
        RuntimeError: le processus a échoué ; la fin de sa sortie est dans le message.
    """
    commande = [sys.executable, "-m", module, *arguments]
    fait = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, encoding="utf-8")
    lignes = [x for x in fait.stdout.splitlines() if x.startswith(MARQUE)]
    if fait.returncode or not lignes:
        raise RuntimeError(
            f"{module} {arguments} : code {fait.returncode}\n{fait.stdout[-2000:]}\n{fait.stderr[-4000:]}"
        )
    contenu: dict[str, Any] = json.loads(lignes[-1].removeprefix(MARQUE))
    return contenu


def mediane(mesures: list[dict[str, Any]], nom: str) -> float:
    """La médiane d'une grandeur sur plusieurs passes."""
    return statistics.median(m[nom] for m in mesures)
