"""Le projet sain, publié une fois par ouvrier : une publication coûte plus que tout le reste d'un essai."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.etl.atelier import charger_projet_sain


def _publier(dossier: Path, *noms: str) -> Path:
    donnees = dossier / "donnees"
    donnees.mkdir()
    charger_projet_sain(donnees, *noms)
    return donnees


@pytest.fixture(scope="session")
def _projet_publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _publier(tmp_path_factory.mktemp("projet"))


@pytest.fixture(scope="session")
def _cadre_publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _publier(tmp_path_factory.mktemp("cadre"), "cadre")


def _copier(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copie = tmp_path / "donnees"
    shutil.copytree(source, copie)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


@pytest.fixture
def projet(_projet_publie: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un dossier de données où le projet sain est publié (dépôts 1 : cadre, 2 : coordination), à soi."""
    return _copier(_projet_publie, tmp_path, monkeypatch)


@pytest.fixture
def cadre(_cadre_publie: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un dossier de données où seul le cadre logique sain est publié (dépôt 1)."""
    return _copier(_cadre_publie, tmp_path, monkeypatch)
