"""Les dix cas dorés, lus à l'écran : la page Tendances montre le même chiffre que la table et l'export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cas.lecture import grouper, lire_cas, projet_des_cas
from tests.independant.passerelle import calculer_par_le_moteur
from tests.pages.conftest import textes
from tests.pages.ouverture import ouvrir_page, vider_les_caches
from vues.page import navigation

DORES = [c for c in lire_cas(Path(__file__).resolve().parent) if c.identifiant.startswith("dores")]
GROUPES = grouper(DORES)
#: Indicateur, région («» = tout le projet), lecture, période, ce qui se lit, ce qui ne se lit jamais.
A_LIRE = [
    ("D01", "GAO", "trimestre", "2023-T1", ["## 20 nb", "4/20"], ["40,6"]),
    ("D02", "GAO", "trimestre", "2023-T2", ["## 9 nb", "1/2"], []),
    ("D03", "GAO", "annee", "2023", ["## 15 nb", "2/3"], []),
    ("D04", "GAO", "trimestre", "2023-T4", ["50 %", "rouge"], ["250"]),
    ("D05A", "GAO", "trimestre", "2023-T4", ["à maintenir"], []),
    ("D05B", "GAO", "trimestre", "2023-T4", ["rouge"], []),
    ("D06", "GAO", "cumul", "2023-S1", ["## 38 nb", "95 %", "vert"], ["38 %"]),
    ("D07", "GAO", "annee", "2023", ["83,8 %", "12 980"], []),
    ("D08", "", "trimestre", "2023-T4", ["## 22,6 nb", "56/248"], []),
    ("D09", "GAO", "annee", "2023", ["160 %", "atteint"], []),
    ("D10A", "", "annee", "2023", ["## 43 nb"], ["55 nb"]),
]


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Path]]:
    """Les éditions publiées, par numéro de groupe ; remplie à la demande."""
    yield {}
    vider_les_caches()


def _groupe(code: str) -> int:
    return next(i for i, groupe in enumerate(GROUPES) for cas in groupe if code in cas.codes)


def _publier(numero: int, dossiers: dict[int, Path], usine: pytest.TempPathFactory) -> Path:
    if numero not in dossiers:
        dossier = usine.mktemp("dores")
        calculer_par_le_moteur(projet_des_cas(GROUPES[numero]), dossier)
        dossiers[numero] = dossier / "donnees"
    return dossiers[numero]


def _droit(texte: str) -> str:
    """Les espaces insécables, fines ou non, se lisent comme des espaces."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.lent
@pytest.mark.parametrize(("code", "region", "lecture", "periode", "lus", "jamais"), A_LIRE, ids=[x[0] for x in A_LIRE])
def test_cas_dore_a_l_ecran(code, region, lecture, periode, lus, jamais, dossiers, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("SOCLE_DONNEES", str(_publier(_groupe(code), dossiers, tmp_path_factory)))
    adresse = {"indicateur": code, "type_periode": lecture, "periode": periode} | ({"region": region} if region else {})
    essai = ouvrir_page(navigation.TENDANCES, **adresse)
    assert not essai.exception and not essai.warning
    # Le titre du cas est le libellé de l'indicateur : il raconte le calcul, il n'est pas le chiffre.
    titres = [cas.titre[:25] for groupe in GROUPES for cas in groupe]
    lignes = _droit(textes(essai)).splitlines()
    texte = "\n".join(x for x in lignes if not any(t in x.replace("\\", "") for t in titres))
    for attendu in lus:
        assert attendu in texte, f"«{attendu}» ne se lit pas dans :\n{texte}"
    for interdit in jamais:
        assert interdit not in texte, f"«{interdit}» se lit dans :\n{texte}"


def test_les_dix_cas_y_sont() -> None:
    assert len(DORES) == 10
    assert {c for cas in DORES for c in cas.codes} >= {x[0] for x in A_LIRE}
