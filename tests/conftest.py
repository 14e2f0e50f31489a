"""Ce que tous les essais partagent : les données de démonstration, les éditions figées, les commandes.

Aucun essai ne touche au vrai `data/` : `SOCLE_DONNEES` désigne toujours un dossier temporaire.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from outils_systeme import LIBREOFFICE
from tests import lancement

#: Demande de gel, la même pour les trois publics.
GEL = ("--titre", "Comité de juillet", "--periode", "2024-T2", "--note", "Avant revue.")


#: Les fichiers les plus longs, mesurés, du plus long au plus court ; mais pendant que le premier bâtit les éditions que
#: les autres attendent, les deux suivants s'en passent.
LONGS = (
    *("navigateur/test_bailleur.py", "editions_figees/test_editions_figees.py", "etl/edition/test_arret_brutal.py"),
    *("navigateur/test_parcours_publics.py", "navigateur/test_carte.py", "navigateur/test_qualite.py"),
    *("navigateur/test_reunion.py", "etl/modeles/test_libreoffice.py", "navigateur/test_suivi.py"),
    *("navigateur/test_editions.py", "navigateur/test_langue.py", "etl/fichiers/test_hostiles.py"),
)


#: Ce qui dit d'un fichier entier que la série rapide ne le passe pas.
_HORS_DE_LA_RAPIDE = re.compile(r"^pytestmark = .*\bmark\.(lent|navigateur)\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """La série rapide n'importe pas les fichiers dont elle ne passe rien : cela coûterait autant que ses essais."""
    if "not lent" not in config.option.markexpr or not collection_path.match("test_*.py"):
        return None
    return bool(_HORS_DE_LA_RAPIDE.search(collection_path.read_text(encoding="utf-8"))) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Range les fichiers du plus long au plus court : `LONGS`, navigateur, ceux qui ont un essai lent, les autres.

    xdist donne un fichier entier à un ouvrier, dans cet ordre : les petits, à la fin, remplissent les creux.
    """
    ici = Path(__file__).parent
    longs = {ici / nom: rang - len(LONGS) for rang, nom in enumerate(LONGS)}
    rangs: dict[Path, int] = {}
    for item in items:
        rang = 0 if item.get_closest_marker("navigateur") else 1 if item.get_closest_marker("lent") else 2
        rang = longs.get(item.path, rang)
        rangs[item.path] = min(rang, rangs.get(item.path, rang))
    items.sort(key=lambda item: rangs[item.path])


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
    return lancement.lancer_etl


@pytest.fixture(scope="session")
def partager(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Path]:
    """`partager("demo", remplir)` : le dossier que `remplir(dossier)` a fait, une fois pour tous les ouvriers.

    Le premier qui le demande le fait, les autres l'attendent. À lire seulement.
    """
    base = tmp_path_factory.getbasetemp()
    commun = base if worker_id == "master" else base.parent

    def partager_(nom: str, remplir: Callable[[Path], object]) -> Path:
        dossier, temoin = commun / nom, commun / f"{nom}.fait"
        with FileLock(str(commun / f"{nom}.verrou")):
            if not temoin.exists():
                # Un ouvrier a pu échouer en chemin : on repart de rien, et la même faute se redit.
                shutil.rmtree(dossier, ignore_errors=True)
                remplir(dossier)
                temoin.touch()
        return dossier

    return partager_


def _etl(*args: str, donnees: Path) -> None:
    fait = lancement.lancer_etl(*args, donnees=donnees)
    if fait.returncode != 0:
        sortie = f"{fait.stdout}\n{fait.stderr}"[-4000:]
        pytest.fail(f"« python -m etl {' '.join(args)} » a rendu le code {fait.returncode} :\n{sortie}", pytrace=False)


@pytest.fixture(scope="session")
def edition_demo(partager: Callable[..., Path]) -> Path:
    """Le dossier de données de la démonstration.

    À lire seulement ; pour l'avoir en vigueur, `donnees_demo` ; pour y écrire, `copie_demo`.
    """
    return partager("demo", lambda dossier: _etl("demo", donnees=dossier))


@pytest.fixture(scope="session")
def donnees_remises(edition_demo: Path, partager: Callable[..., Path]) -> Path:
    """La démonstration et une édition figée pour le bailleur, E2024-T2-1 ; à lire seulement."""

    def remplir(dossier: Path) -> None:
        shutil.copytree(edition_demo, dossier)
        _etl("edition", "figer", "--public", "bailleur", *GEL, donnees=dossier)

    return partager("remises", remplir)


@pytest.fixture(scope="session")
def donnees_figees(donnees_remises: Path, partager: Callable[..., Path]) -> Path:
    """La démonstration et trois éditions figées, à lire seulement : -1 (bailleur), -2 (partenaires), -3 (interne).

    L'interne n'a pas de document : aucun essai ne le lit, et l'écrire coûte autant que de figer.
    """

    def remplir(dossier: Path) -> None:
        shutil.copytree(donnees_remises, dossier)
        _etl("edition", "figer", "--public", "partenaires", *GEL, donnees=dossier)
        _etl("edition", "figer", "--public", "interne", "--sans-rapport", *GEL, donnees=dossier)

    return partager("figees", remplir)


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


@pytest.fixture(scope="session")
def soffice() -> Path:
    """LibreOffice, qui convertit sans fenêtre."""
    return lancement.programme(LIBREOFFICE)
