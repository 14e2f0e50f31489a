"""Un vrai serveur, tel que `make lancer` le lance : ce que partagent les essais au navigateur et ceux du gardien."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import lancement


@dataclass
class Serveur:
    """Un serveur Streamlit réel ; `adresse` finit sans barre."""

    adresse: str
    journal: Path
    processus: subprocess.Popen[bytes]


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def _attendre(serveur: Serveur, delai: float) -> None:
    fin = time.monotonic() + delai
    while time.monotonic() < fin:
        if serveur.processus.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{serveur.adresse}/_stcore/health", timeout=2) as reponse:
                if reponse.read().strip() == b"ok":
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    fin_du_journal = serveur.journal.read_text(encoding="utf-8", errors="replace")[-4000:]
    pytest.fail(f"Le serveur ne répond pas ({serveur.adresse}) :\n{fin_du_journal}", pytrace=False)


@contextmanager
def demarrer(donnees: Path, journal: Path, env: dict[str, str] | None = None, port: int = 0) -> Iterator[Serveur]:
    port = port or port_libre()
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    commande = [sys.executable, "-m", "streamlit", "run", "serveur.py"]
    commande += [f"--{nom}={valeur}" for nom, valeur in options.items()]
    environnement = lancement.environnement(donnees, env)
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(
            commande, cwd=lancement.RACINE, env=environnement, stdout=sortie, stderr=subprocess.STDOUT
        )
        try:
            serveur = Serveur(f"http://127.0.0.1:{port}", journal, processus)
            _attendre(serveur, 60)
            yield serveur
        finally:
            processus.terminate()
            try:
                processus.wait(15)
            except subprocess.TimeoutExpired:
                processus.kill()
                processus.wait()
