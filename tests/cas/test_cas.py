"""Les cas dorés : chaque `*.yml` de ce dossier, par le second calcul, puis par le vrai chemin.

Un cas dit ce qui est reçu et ce qu'on doit lire dans `valeurs` (voir LISEZMOI.md). Les cas qui ont le même départ et
la même date des données, et pas les mêmes feuilles de registre, partagent une édition : une publication coûte.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cas.lecture import Cas, grouper, lire_cas, projet_des_cas, verifier
from tests.independant.passerelle import Table, calculer_par_le_moteur, exiger_accord
from tests.independant.reference import calculer

CAS = lire_cas(Path(__file__).resolve().parent)
GROUPES = grouper(CAS)


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Table]:
    """Les tables déjà publiées, par numéro de groupe ; remplie à la demande."""
    return {}


def test_chaque_code_ne_sert_qu_a_un_cas() -> None:
    codes = [code for cas in CAS for code in cas.codes]
    assert len(codes) == len(set(codes)), sorted({c for c in codes if codes.count(c) > 1})


def test_il_y_a_les_dix_cas_dores_et_trente_autres() -> None:
    assert len(CAS) >= 40


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.identifiant)
def test_par_le_second_calcul(cas: Cas) -> None:
    verifier(cas, calculer(projet_des_cas([cas])))


#: Le premier groupe tient presque tout ; les autres coûtent une publication pour un ou deux cas.
PAR_LE_MOTEUR = [
    pytest.param(un, id=un.identifiant, marks=[] if numero == 0 else [pytest.mark.lent])
    for numero, groupe in enumerate(GROUPES)
    for un in groupe
]


def _table(numero: int, editions: dict[int, Table], usine: pytest.TempPathFactory) -> Table:
    """La table publiée d'un groupe : une publication, même pour plusieurs essais."""
    if numero not in editions:
        editions[numero] = {}
        editions[numero] = calculer_par_le_moteur(projet_des_cas(GROUPES[numero]), usine.mktemp("cas"))
    if not editions[numero]:
        pytest.fail("ce groupe de cas n'a pas pu être publié ; voir le premier échec du groupe", pytrace=False)
    return editions[numero]


@pytest.mark.parametrize("cas", PAR_LE_MOTEUR)
def test_par_le_vrai_chemin(cas: Cas, editions: dict[int, Table], tmp_path_factory: pytest.TempPathFactory) -> None:
    numero = next(i for i, groupe in enumerate(GROUPES) if cas in groupe)
    verifier(cas, _table(numero, editions, tmp_path_factory))


@pytest.mark.lent
@pytest.mark.parametrize("numero", range(len(GROUPES)))
def test_accord_de_toute_la_table(
    numero: int, editions: dict[int, Table], tmp_path_factory: pytest.TempPathFactory
) -> None:
    attendue = calculer(projet_des_cas(GROUPES[numero]))
    exiger_accord(attendue, _table(numero, editions, tmp_path_factory), f"groupe de cas n° {numero}")
