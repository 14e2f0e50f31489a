"""Lancer le projet comme une personne : un processus à part, sans aucun réglage de celui qui essaie."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from outils_systeme import Outil, exige, motif_absence, trouver

RACINE = Path(__file__).resolve().parent.parent


def environnement(donnees: Path, ajouts: dict[str, str] | None = None) -> dict[str, str]:
    """L'environnement d'un processus d'essai : les réglages SOCLE_* de la personne n'y entrent pas."""
    propre = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("SOCLE_")}
    return propre | {"SOCLE_DONNEES": str(donnees), "PYTHONUTF8": "1"} | (ajouts or {})


def lancer_etl(
    *args: str | Path, donnees: Path, env: dict[str, str] | None = None, delai: float = 300
) -> subprocess.CompletedProcess[str]:
    """`python -m etl …`, ses sorties gardées ; `env` s'ajoute à l'environnement."""
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, args)],
        cwd=RACINE,
        env=environnement(donnees, env),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=delai,
    )


def programme(outil: Outil) -> Path:
    """Le programme du système. Absent : échec en intégration continue, essai sauté ailleurs."""
    chemin = trouver(outil)
    if chemin is None:
        if exige():
            pytest.fail(motif_absence(outil), pytrace=False)
        pytest.skip(motif_absence(outil))
    return chemin


def facultatif(nom: str, paquet: str) -> str:
    """Un programme que personne n'est tenu d'avoir, même en intégration continue : absent, l'essai le dit et saute."""
    trouve = shutil.which(nom) or shutil.which(nom, path="/usr/sbin:/sbin")
    if trouve is None:
        pytest.skip(f"aucun {nom} ici : installez le paquet {paquet} pour que l'exemple soit relu par lui")
    return trouve
