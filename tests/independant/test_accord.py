"""L'accord des deux calculs : mêmes classeurs, le moteur d'un côté, les boucles de l'autre, cellule par cellule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.independant.passerelle import calculer_par_le_moteur, exiger_accord
from tests.independant.projets_hasard import tirer_projet
from tests.independant.reference import calculer


def _comparer(graine: int, registres: bool | None, dossier: Path) -> None:
    projet = tirer_projet(graine, registres)
    attendue = calculer(projet)
    assert len(attendue) > 500, "le projet tiré est presque vide : il n'essaie rien"
    exiger_accord(attendue, calculer_par_le_moteur(projet, dossier), f"graine {graine}")


@pytest.mark.parametrize("graine", [1])
def test_accord_des_saisies(graine: int, tmp_path: Path) -> None:
    _comparer(graine, False, tmp_path)


@pytest.mark.lent
def test_accord_des_registres(tmp_path: Path) -> None:
    _comparer(3, True, tmp_path)


@pytest.mark.lent
@pytest.mark.parametrize("graine", range(100, 112))
def test_accord_sur_plus_de_graines(graine: int, tmp_path: Path) -> None:
    _comparer(graine, None, tmp_path)
