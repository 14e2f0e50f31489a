"""L'accord des deux calculs : mêmes classeurs, le moteur d'un côté, les boucles de l'autre, cellule par cellule.

Une publication sert deux fois : la table du moteur est comparée, puis passée aux propriétés de tout projet.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from tests.independant.passerelle import Table, calculer_par_le_moteur, exiger_accord
from tests.independant.projet import Projet
from tests.independant.projets_hasard import projets, reglages_hypothesis, tirer_projet
from tests.independant.reference import calculer
from tests.proprietes.proprietes import PROPRIETES


def _comparer(projet: Projet, titre: str) -> Table:
    attendue = calculer(projet)
    with tempfile.TemporaryDirectory() as dossier:
        obtenue = calculer_par_le_moteur(projet, Path(dossier))
    exiger_accord(attendue, obtenue, titre)
    for propriete in PROPRIETES:
        propriete(projet, obtenue)
    return obtenue


@pytest.mark.lent
@reglages_hypothesis(8)
@given(projets())
def test_accord_et_proprietes_d_un_projet_au_hasard(projet: Projet) -> None:
    _comparer(projet, "projet au hasard")


@pytest.mark.lent
@pytest.mark.parametrize(("graine", "registres"), [(1, False), (3, True)], ids=["saisies", "registres"])
def test_accord_et_proprietes_d_un_grand_projet(graine: int, registres: bool) -> None:
    """Toutes les natures et toutes les zones à la fois : plus que ce que hypothesis retient, donc à graine fixe."""
    projet = tirer_projet(random.Random(graine), registres)
    assert len(_comparer(projet, f"graine {graine}")) > 500, "le projet tiré est presque vide : il n'essaie rien"
