"""Le projet des réunions, publié une fois."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.etl.reunions.atelier_reunions import publier_le_projet


@pytest.fixture(scope="session")
def _publie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publier_le_projet(tmp_path_factory.mktemp("reunions"))


@pytest.fixture
def donnees(_publie: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ce projet, à soi, en vigueur pour l'essai."""
    copie = tmp_path / "donnees"
    shutil.copytree(_publie, copie)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie
