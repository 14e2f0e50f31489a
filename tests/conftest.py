"""Ce que tous les essais partagent : données de démonstration, commandes, serveur réel, vrai navigateur.

Aucun essai ne touche au vrai `data/` : `SOCLE_DONNEES` désigne toujours un dossier temporaire.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

from outils_systeme import CHROMIUM, LIBREOFFICE, Outil, exige, motif_absence, trouver

RACINE = Path(__file__).resolve().parent.parent
HOTES_LOCAUX = {"127.0.0.1", "localhost", "::1"}
OPTIONS_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Réunit les essais de navigateur sur un seul ouvrier de xdist : un serveur et un Chromium suffisent."""
    for item in items:
        if item.get_closest_marker("navigateur"):
            item.add_marker(pytest.mark.xdist_group("navigateur"))


def _environnement(donnees: Path, ajouts: dict[str, str] | None = None) -> dict[str, str]:
    """L'environnement d'un processus d'essai : les réglages SOCLE_* de la personne n'y entrent pas."""
    propre = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("SOCLE_")}
    return propre | {"SOCLE_DONNEES": str(donnees), "PYTHONUTF8": "1"} | (ajouts or {})


def _lancer_etl(
    *args: str | Path, donnees: Path, env: dict[str, str] | None = None, delai: float = 300
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, args)],
        cwd=RACINE,
        env=_environnement(donnees, env),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=delai,
    )


# --- Données ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _donnees_a_l_ecart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Efface les réglages de la personne et met le vrai `data/` hors de portée, pour toute la séance."""
    avant = {nom: os.environ.pop(nom) for nom in list(os.environ) if nom.startswith("SOCLE_")}
    os.environ["SOCLE_DONNEES"] = str(tmp_path_factory.mktemp("sans_donnees"))
    yield
    os.environ.pop("SOCLE_DONNEES")
    os.environ.update(avant)


@pytest.fixture
def socle_donnees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un dossier de données vide, en vigueur pour cet essai."""
    dossier = tmp_path / "donnees"
    dossier.mkdir()
    monkeypatch.setenv("SOCLE_DONNEES", str(dossier))
    return dossier


@pytest.fixture
def lancer_etl() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`lancer_etl("verifier", fichier, donnees=dossier, env={…})` : la commande, comme un processus à part."""
    return _lancer_etl


@pytest.fixture(scope="session")
def edition_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Le dossier de données de la démonstration, publié une fois par séance, tous ouvriers confondus.

    À lire seulement ; pour l'avoir en vigueur, `donnees_demo` ; pour y écrire, `copie_demo`.
    """
    base = tmp_path_factory.getbasetemp()
    partage = base if worker_id == "master" else base.parent
    donnees, journal = partage / "demo", partage / "demo.journal"
    with FileLock(str(partage / "demo.verrou")):
        if not journal.exists():
            fait = _lancer_etl("demo", donnees=donnees)
            journal.write_text(f"{fait.returncode}\n{fait.stdout}\n{fait.stderr}", encoding="utf-8")
        code, _, sortie = journal.read_text(encoding="utf-8").partition("\n")
    if code != "0":
        pytest.fail(f"« python -m etl demo » a rendu le code {code} :\n{sortie[-4000:]}", pytrace=False)
    return donnees


@pytest.fixture(scope="session")
def donnees_figees(edition_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La démonstration et trois éditions figées, à lire seulement : -1 (bailleur), -2 (partenaires), -3 (interne)."""
    donnees = tmp_path_factory.mktemp("figees") / "donnees"
    shutil.copytree(edition_demo, donnees)
    for public in ("bailleur", "partenaires", "interne"):
        demande = ("--public", public, "--titre", "Comité de juillet", "--periode", "2024-T2", "--note", "Avant revue.")
        fait = _lancer_etl("edition", "figer", *demande, donnees=donnees)
        assert fait.returncode == 0, fait.stderr
    return donnees


@pytest.fixture
def donnees_demo(edition_demo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """La démonstration, en vigueur pour cet essai et à lire seulement."""
    monkeypatch.setenv("SOCLE_DONNEES", str(edition_demo))
    return edition_demo


@pytest.fixture
def copie_demo(edition_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Une copie de la démonstration, en vigueur pour cet essai, où il peut écrire."""
    copie = tmp_path / "copie_demo"
    shutil.copytree(edition_demo, copie)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


# --- Serveur et navigateur -------------------------------------------------------------------------------


@dataclass
class Serveur:
    """Un serveur Streamlit réel ; `adresse` finit sans barre."""

    adresse: str
    journal: Path
    processus: subprocess.Popen[bytes]


def _port_libre() -> int:
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
def _serveur(donnees: Path, journal: Path, env: dict[str, str] | None = None) -> Iterator[Serveur]:
    subprocess.run([sys.executable, "-m", "figures.bibliotheques"], cwd=RACINE, check=True, capture_output=True)
    port = _port_libre()
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    commande = [sys.executable, "-m", "streamlit", "run", "serveur.py"]
    commande += [f"--{nom}={valeur}" for nom, valeur in options.items()]
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(
            commande, cwd=RACINE, env=_environnement(donnees, env), stdout=sortie, stderr=subprocess.STDOUT
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


@pytest.fixture(scope="session")
def serveur(edition_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """Le serveur réel des données de démonstration, un par séance."""
    with _serveur(edition_demo, tmp_path_factory.mktemp("serveur") / "journal.txt") as demarre:
        yield demarre


@pytest.fixture
def lancer_serveur(tmp_path: Path) -> Callable[..., Any]:
    """`with lancer_serveur(donnees, env={"SOCLE_PROFIL": "bailleur"}) as serveur:` un serveur à part."""

    def lancer(donnees: Path, env: dict[str, str] | None = None) -> Any:
        return _serveur(donnees, tmp_path / f"journal_{time.monotonic_ns()}.txt", env)

    return lancer


def _programme(outil: Outil) -> Path:
    """Le programme du système. Absent : échec en intégration continue, essai sauté ailleurs."""
    chemin = trouver(outil)
    if chemin is None:
        if exige():
            pytest.fail(motif_absence(outil), pytrace=False)
        pytest.skip(motif_absence(outil))
    return chemin


@pytest.fixture(scope="session")
def soffice() -> Path:
    """LibreOffice, qui convertit sans fenêtre."""
    return _programme(LIBREOFFICE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Le Chromium du système, sans fenêtre."""
    chemin = _programme(CHROMIUM)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        ouvert = playwright.chromium.launch(executable_path=str(chemin), headless=True, args=OPTIONS_CHROMIUM)
        yield ouvert
        ouvert.close()


@dataclass
class Surveillance:
    """Ce que la page a demandé et les erreurs de sa console ; `tolerees` : motifs d'erreurs voulues par l'essai."""

    requetes: list[str] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)
    tolerees: list[str] = field(default_factory=list)

    @property
    def sorties(self) -> list[str]:
        """Les requêtes qui quittent la machine."""
        reseau = (urlsplit(r) for r in self.requetes if r.split(":", 1)[0] in ("http", "https", "ws", "wss"))
        return [adresse.geturl() for adresse in reseau if adresse.hostname not in HOTES_LOCAUX]

    def suivre(self, contexte: Any) -> None:
        """Écoute toutes les pages et tous les cadres du contexte."""
        contexte.on("request", lambda requete: self.requetes.append(requete.url))
        contexte.on("console", lambda m: self.erreurs.append(m.text) if m.type == "error" else None)
        contexte.on("weberror", lambda e: self.erreurs.append(str(e.error)))
        contexte.on("page", lambda page: page.on("websocket", lambda ws: self.requetes.append(ws.url)))

    def verifier(self) -> None:
        """Échoue si une requête est sortie ou si la console porte une erreur."""
        assert not self.sorties, f"requêtes sorties de la machine : {sorted(set(self.sorties))}"
        erreurs = [e for e in self.erreurs if not any(re.search(motif, e) for motif in self.tolerees)]
        assert not erreurs, f"erreurs dans la console : {erreurs}"


@pytest.fixture
def surveillance() -> Surveillance:
    return Surveillance()


@pytest.fixture
def page(chromium: Any, surveillance: Surveillance) -> Iterator[Any]:
    """Une page neuve (1440 × 900, français) ; l'essai échoue si elle sort de la machine ou si sa console se plaint."""
    contexte = chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="fr-FR", timezone_id="Africa/Bamako"
    )
    contexte.set_default_timeout(30_000)
    surveillance.suivre(contexte)
    yield contexte.new_page()
    surveillance.verifier()
    contexte.close()
