"""Un vrai serveur Streamlit et un vrai navigateur, le temps d'une mesure."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.mesure import RACINE
from outils_systeme import CHROMIUM, motif_absence, trouver

_ATTENTE_S = 60


@contextmanager
def serveur(donnees: Path, script: str = "serveur.py") -> Iterator[int]:
    """Sert un script sur un dossier de données ; rend le port. Raises : voir `serveur_suivi`."""
    with serveur_suivi(donnees, script) as (port, _):
        yield port


def processeur_s(processus: int) -> float:
    """Secondes de processeur d'un processus, tous fils réunis (Linux, au centième)."""
    champs = Path(f"/proc/{processus}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(champs[11]) + int(champs[12])) / os.sysconf("SC_CLK_TCK")


def memoire_max_mio(processus: int) -> float:
    """La plus haute mémoire qu'un processus ait tenue, en Mio (Linux)."""
    lignes = Path(f"/proc/{processus}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(ligne.split()[1]) for ligne in lignes if ligne.startswith("VmHWM")) / 1024


@contextmanager
def serveur_suivi(donnees: Path, script: str = "serveur.py", **reglages: str) -> Iterator[tuple[int, int]]:
    """Comme `serveur`, avec ces réglages ; rend le port et le numéro du processus.

    Raises:
        RuntimeError: le serveur ne répond pas à temps.
    """
    with socket.create_server(("127.0.0.1", 0)) as libre:
        port = int(libre.getsockname()[1])
    commande = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}", "--server.headless=true"]
    commande += ["--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    environnement = {n: v for n, v in os.environ.items() if not n.startswith("SOCLE_")}
    environnement |= {"SOCLE_DONNEES": str(donnees), "PYTHONPATH": str(RACINE)} | reglages
    sortie = subprocess.DEVNULL
    processus = subprocess.Popen(commande, cwd=RACINE, env=environnement, stdout=sortie, stderr=sortie)
    try:
        _attendre(port)
        yield port, processus.pid
    finally:
        processus.terminate()
        processus.wait(15)


def _attendre(port: int) -> None:
    fin = time.monotonic() + _ATTENTE_S
    while time.monotonic() < fin:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as reponse:
                if reponse.read().strip() == b"ok":
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"Le serveur ne répond pas sur le port {port}.")


@contextmanager
def navigateur() -> Iterator[Any]:
    """Le Chromium du système, sans fenêtre.

    Raises:
        RuntimeError: aucun Chromium sur cette machine.
    """
    chemin = trouver(CHROMIUM)
    if chemin is None:
        raise RuntimeError(motif_absence(CHROMIUM))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        ouvert = playwright.chromium.launch(executable_path=str(chemin), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield ouvert
        finally:
            ouvert.close()
