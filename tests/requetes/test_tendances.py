"""Les questions de la page Tendances : rythme, parts, cibles, révisions, zones dessous."""

import datetime as dt

import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.tendances import series
from requetes.tendances.rythme import rythme
from tests.requetes.fabrique import Fabrique


@pytest.fixture
def fabrique(tmp_path):
    return Fabrique(tmp_path)


def _base(fabrique):
    fabrique.seuils()
    return ouvrir(edition_a_lire(fabrique.publier()))


def _cible(fabrique, periode, valeur, zone="GAO", nature="cumul", code="A"):
    fabrique.ajouter("cible", code_indicateur=code, code_zone=zone, periode=periode, valeur=valeur, nature_cible=nature)


def test_le_rythme_vise_la_derniere_cible_meme_apres_le_calendrier(fabrique):
    """Règle H8."""
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", "2024-T1", valeur=10.0)
    fabrique.chiffre("A", "GAO", "2024-T2", valeur=16.0, valeur_reference=0.0, provisoire=True)
    for periode, valeur in (("2024-T2", 20.0), ("2024-S2", 30.0), ("2025-S2", 40.0)):
        _cible(fabrique, periode, valeur)
    _cible(fabrique, "2026", 99.0, zone="MENAKA")
    lu = rythme(_base(fabrique), "A", "GAO", "cumul", "2024-T2")
    assert (lu.cible, lu.fin, lu.restantes) == (40.0, dt.date(2025, 12, 31), 6)
    assert (lu.necessaire, lu.tenu, lu.passees, lu.provisoire) == (4.0, 6.0, 1, True)


@pytest.mark.parametrize(
    ("ligne", "motif"),
    [
        ({"valeur": None, "etat": "sans donnée"}, "aucune valeur"),
        ({"valeur": 3.0, "etat": "périmée"}, "périmée"),
        ({"valeur": 30.0}, "déjà atteinte"),
    ],
)
def test_le_rythme_sans_objet(fabrique, ligne, motif):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", **ligne)
    _cible(fabrique, "2024-S2", 30.0)
    assert motif in rythme(_base(fabrique), "A", "GAO", "cumul", "2024-T2").motif


def test_un_plafond_tenu_n_a_pas_de_rythme(fabrique):
    fabrique.indicateur("A", sens="baisse")
    fabrique.chiffre("A", "GAO", valeur=3.0, valeur_reference=0.0)
    _cible(fabrique, "2024-S2", 4.0)
    assert rythme(_base(fabrique), "A", "GAO", "cumul", "2024-T2").motif == "la limite est tenue"


def test_une_cible_de_periode_se_rythme_depuis_le_debut_de_sa_periode(fabrique):
    fabrique.indicateur("A", nature="flux", regle_temps="somme")
    fabrique.chiffre("A", "GAO", "2024", "annee", valeur=8.0)
    fabrique.chiffre("A", "GAO", "2024-T2", valeur=8.0)
    _cible(fabrique, "2024", 20.0, nature="periode")
    base = _base(fabrique)
    lu = rythme(base, "A", "GAO", "annee", "2024")
    # 12 de plus en deux trimestres, contre 8 en deux.
    assert (lu.necessaire, lu.restantes, lu.tenu, lu.passees, lu.depuis_debut) == (6.0, 2, 4.0, 2, True)
    assert "aucune cible ne suit" in rythme(base, "A", "GAO", "cumul", "2024-T2").motif
    assert rythme(base, "A", "MENAKA", "annee", "2024").necessaire is None


def test_les_parts_s_additionnent_et_une_modalite_absente_est_la(fabrique):
    fabrique.indicateur("A", nature="flux", regle_temps="somme")
    fabrique.chiffre("A", "GAO", "2024-T2", "trimestre", valeur=10.0)
    fabrique.chiffre("A", "GAO", "2024-T2", "trimestre", valeur=6.0, dimension="sexe", modalite="F")
    fabrique.chiffre("A", "GAO", "2024-T2", "trimestre", valeur=3.0, dimension="sexe", modalite="H")
    fabrique.chiffre("A", "GAO", "2024-T1", "trimestre", valeur=1.0, dimension="sexe", modalite="inconnu")
    lues = series.repartition(_base(fabrique), "A", "GAO", "trimestre", "2024-T2").set_index("modalite")
    assert lues.loc[["F", "H"], "part"].tolist() == [60.0, 30.0]
    assert (lues["somme"] == 9.0).all() and (lues["total"] == 10.0).all()
    assert lues.loc["inconnu", ["valeur", "part"]].isna().all()


def test_un_ratio_n_a_ni_part_ni_somme(fabrique):
    fabrique.indicateur("A", unite="%")
    fabrique.chiffre("A", "GAO", valeur=50.0)
    fabrique.chiffre("A", "GAO", valeur=60.0, dimension="sexe", modalite="F")
    lue = series.repartition(_base(fabrique), "A", "GAO", "cumul", "2024-T2").iloc[0]
    assert lue["valeur"] == 60.0
    assert lue[["part", "somme"]].isna().all()


def test_les_cibles_disent_leur_echeance_y_compris_hors_du_calendrier(fabrique):
    fabrique.indicateur("A")
    for periode in ("2024-T2", "2024-T3", "2026"):
        _cible(fabrique, periode, 1.0)
    _cible(fabrique, "2024-T1", 2.0, zone="SOCLE")
    base = _base(fabrique)
    lues = series.cibles(base, "A", "GAO")
    assert lues["due"].tolist() == [True, False, False]
    assert lues["type"].tolist() == ["trimestre", "trimestre", "annee"]
    assert lues["fin"].notna().all()
    assert series.cibles(base, "A")["code_zone"].tolist() == ["SOCLE", "GAO", "GAO", "GAO"]


def test_la_serie_dit_ce_qui_a_ete_revise_et_ce_qui_court_encore(fabrique):
    fabrique.indicateur("A")
    for periode in ("2024-T1", "2024-T2"):
        fabrique.chiffre("A", "GAO", periode, "trimestre")
    fabrique.chiffre("A", "GAO", "2024", "annee")
    fabrique.reviser("A", "GAO", "2024-T1")
    fabrique.reviser("A", "GAO", "2024-T2", genre="en cours")
    base = _base(fabrique)
    lue = series.serie(base, "A", ("GAO",), "trimestre")
    assert lue["revision"].fillna("").tolist() == ["révisée", ""]
    assert lue["valeur_avant"].iloc[0] == 4.0
    assert lue["finie"].tolist() == [True, True]
    assert series.serie(base, "A", ("GAO",), "annee")["finie"].tolist() == [False]


def test_les_zones_dessous_sont_celles_qui_ont_des_lignes(fabrique):
    fabrique.indicateur("A")
    for zone in ("SOCLE", "GAO", "ML0703", "ML1001"):
        fabrique.chiffre("A", zone)
    base = _base(fabrique)
    assert series.zones_dessous(base, "SOCLE", "A")["code"].tolist() == ["GAO", "ML0703", "ML1001"]
    assert series.zones_dessous(base, "GAO", "A")["code"].tolist() == ["ML0703"]
    assert series.zones_dessous(base, "ML0703", "A").empty
