"""Un vrai serveur, un vrai Chromium : ce que partagent les essais au navigateur."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from outils_systeme import CHROMIUM
from tests import lancement
from tests.serveurs import Serveur, demarrer

HOTES_LOCAUX = {"127.0.0.1", "localhost", "::1"}
OPTIONS_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chaque page vit quelques secondes : optimiser ses scripts coûte plus que les exécuter.
    "--js-flags=--no-turbofan --no-maglev",
]
FENETRE = {"width": 1440, "height": 900}


# Serveur


@pytest.fixture(scope="session")
def _bibliotheques() -> None:
    """Les bibliothèques de cartes, recopiées comme le fait `gerer.py` avant de lancer."""
    commande = [sys.executable, "-m", "figures.bibliotheques"]
    subprocess.run(commande, cwd=lancement.RACINE, check=True, capture_output=True)


@pytest.fixture
def lancer_serveur(_bibliotheques: None, tmp_path: Path) -> Callable[..., Any]:
    """`with lancer_serveur(donnees, env={"SOCLE_PROFIL": "bailleur"}) as serveur:` un serveur neuf, à soi.

    `port` : celui d'un serveur tué, que la page ouverte cherche encore.
    """

    def lancer(donnees: Path, env: dict[str, str] | None = None, port: int = 0) -> Any:
        return demarrer(donnees, tmp_path / f"journal_{time.monotonic_ns()}.txt", env, port)

    return lancer


@pytest.fixture(scope="session")
def servir(_bibliotheques: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Serveur]]:
    """`servir(donnees, SOCLE_EDITION="E2024-T2-1")` : un seul serveur pour tous les essais qui demandent le même."""
    ouverts: dict[tuple[Any, ...], Serveur] = {}
    with ExitStack() as pile:

        def servir_(donnees: Path, **env: str) -> Serveur:
            cle = (donnees, *sorted(env.items()))
            if cle not in ouverts:
                journal = tmp_path_factory.mktemp("serveur") / "journal.txt"
                ouverts[cle] = pile.enter_context(demarrer(donnees, journal, env))
            return ouverts[cle]

        yield servir_


@pytest.fixture(scope="session")
def serveur(servir: Callable[..., Serveur], edition_demo: Path) -> Serveur:
    """Le serveur des données de démonstration."""
    return servir(edition_demo)


# Navigateur


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Le Chromium du système, sans fenêtre."""
    chemin = lancement.programme(CHROMIUM)
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
    _ecoutes: list[tuple[Any, str, Callable[..., None]]] = field(default_factory=list)

    @property
    def sorties(self) -> list[str]:
        """Les requêtes qui quittent la machine."""
        reseau = (urlsplit(r) for r in self.requetes if r.split(":", 1)[0] in ("http", "https", "ws", "wss"))
        return [adresse.geturl() for adresse in reseau if adresse.hostname not in HOTES_LOCAUX]

    def suivre(self, contexte: Any) -> None:
        """Écoute toutes les pages et tous les cadres du contexte, ceux d'avant comme ceux d'après."""
        self._ecouter(contexte, "request", lambda requete: self.requetes.append(requete.url))
        self._ecouter(contexte, "console", lambda m: self.erreurs.append(m.text) if m.type == "error" else None)
        self._ecouter(contexte, "weberror", lambda e: self.erreurs.append(str(e.error)))
        self._ecouter(contexte, "page", self._suivre_les_liaisons)
        for page in contexte.pages:
            self._suivre_les_liaisons(page)

    def _suivre_les_liaisons(self, page: Any) -> None:
        self._ecouter(page, "websocket", lambda ws: self.requetes.append(ws.url))

    def _ecouter(self, source: Any, evenement: str, noter: Callable[..., None]) -> None:
        source.on(evenement, noter)
        self._ecoutes.append((source, evenement, noter))

    def cesser(self) -> None:
        """N'écoute plus : ce qui suit est d'un autre essai."""
        for source, evenement, noter in self._ecoutes:
            source.remove_listener(evenement, noter)
        self._ecoutes.clear()

    def verifier(self) -> None:
        """Échoue si une requête est sortie ou si la console porte une erreur."""
        assert not self.sorties, f"requêtes sorties de la machine : {sorted(set(self.sorties))}"
        erreurs = [e for e in self.erreurs if not any(re.search(motif, e) for motif in self.tolerees)]
        assert not erreurs, f"erreurs dans la console : {erreurs}"


@pytest.fixture
def surveillance() -> Surveillance:
    return Surveillance()


def _contexte(chromium: Any) -> Any:
    # Sans animation : chaque image d'un fondu se dessine, et personne ne la regarde.
    contexte = chromium.new_context(
        viewport=FENETRE, locale="fr-FR", timezone_id="Africa/Bamako", reduced_motion="reduce"
    )
    contexte.set_default_timeout(30_000)
    return contexte


@pytest.fixture(scope="session")
def _onglet(chromium: Any) -> Iterator[Any]:
    """Le contexte dont l'onglet sert à tous : un onglet neuf relirait chaque fois les scripts de Streamlit."""
    contexte = _contexte(chromium)
    yield contexte
    contexte.close()


@pytest.fixture
def page(_onglet: Any, surveillance: Surveillance) -> Iterator[Any]:
    """Un onglet vide (1440 × 900, français) ; l'essai échoue s'il sort de la machine ou si sa console se plaint.

    C'est le même onglet pour tous, remis à neuf : taille, fond, mémoire de la page. `page_neuve` n'a rien vu du tout.
    """
    page = _onglet.pages[0] if _onglet.pages else _onglet.new_page()
    page.set_viewport_size(FENETRE)
    page.emulate_media(color_scheme="light")
    surveillance.suivre(_onglet)
    yield page
    surveillance.cesser()
    page.evaluate("try { localStorage.clear(); sessionStorage.clear() } catch { /* page sans mémoire */ }")
    # Quitter l'application ferme sa liaison : rien d'elle ne tombera sur l'essai suivant.
    page.goto("about:blank")
    surveillance.verifier()


@pytest.fixture
def page_neuve(chromium: Any, surveillance: Surveillance) -> Iterator[Any]:
    """Comme `page`, dans un contexte que rien n'a servi : pour qui pose ses propres écoutes."""
    contexte = _contexte(chromium)
    surveillance.suivre(contexte)
    yield contexte.new_page()
    surveillance.verifier()
    contexte.close()
