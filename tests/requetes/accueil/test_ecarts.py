"""«Écarts à regarder» : rouge, orange ; ferme, provisoire ; taux ; code ; trois, un par indicateur (règle H1)."""

import pytest

from requetes.accueil.ecarts import ecarts_a_regarder
from requetes.edition.ouverture import edition_a_lire, ouvrir
from tests.requetes.fabrique import Fabrique


@pytest.fixture
def fabrique(tmp_path):
    return Fabrique(tmp_path)


def _ecarts(fabrique, region=""):
    base = ouvrir(edition_a_lire(fabrique.publier()))
    return [(e.code_indicateur, e.code_zone) for e in ecarts_a_regarder(base, "cumul", "2024-T2", region)]


def _rouge(taux, **autres):
    return {"etat": "rouge", "cible_due": 10.0, "taux_realisation": taux, "valeur": taux / 10} | autres


def test_rouge_avant_orange_et_ferme_avant_provisoire(fabrique):
    """Règle H1."""
    for code in ("A", "B", "C", "D"):
        fabrique.indicateur(code)
    fabrique.chiffre("A", "GAO", **_rouge(61, etat="orange"))
    fabrique.chiffre("B", "GAO", **_rouge(5, provisoire=True))
    fabrique.chiffre("C", "GAO", **_rouge(50))
    fabrique.chiffre("D", "GAO", **_rouge(40))
    assert _ecarts(fabrique) == [("D", "GAO"), ("C", "GAO"), ("B", "GAO")]


def test_un_seul_par_indicateur_puis_le_code(fabrique):
    for code in ("A", "B"):
        fabrique.indicateur(code)
    for zone, taux in (("GAO", 30), ("MENAKA", 10), ("DOUENTZA", 20)):
        fabrique.chiffre("B", zone, **_rouge(taux))
    fabrique.chiffre("A", "DOUENTZA", **_rouge(10))
    assert _ecarts(fabrique) == [("A", "DOUENTZA"), ("B", "MENAKA")]


def test_seulement_les_phares_des_regions(fabrique):
    fabrique.indicateur("A")
    fabrique.indicateur("B", phare=False)
    fabrique.chiffre("A", "SOCLE", **_rouge(1))
    fabrique.chiffre("A", "ML0703", **_rouge(1))
    fabrique.chiffre("B", "GAO", **_rouge(1))
    fabrique.chiffre("A", "GAO", etat="vert", cible_due=10.0, taux_realisation=95)
    assert _ecarts(fabrique) == []


def test_le_taux_de_progression_passe_avant(fabrique):
    fabrique.indicateur("A")
    fabrique.indicateur("B")
    fabrique.chiffre("A", "GAO", **_rouge(55, taux_progression=-20.0))
    fabrique.chiffre("B", "GAO", **_rouge(10))
    assert _ecarts(fabrique) == [("A", "GAO"), ("B", "GAO")]


def test_la_derniere_periode_due_et_la_region(fabrique):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", "2024-T1", **_rouge(10))
    fabrique.chiffre("A", "GAO", "2024-T2", etat="vert", cible_due=10.0, taux_realisation=95)
    fabrique.chiffre("A", "MENAKA", "2024-T2", **_rouge(20))
    assert _ecarts(fabrique, "GAO") == []
