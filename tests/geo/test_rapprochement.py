"""Les zones : un code, un nom sûr, ou une suggestion ; jamais de rapprochement approché."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaine.niveaux import NIVEAUX
from geo.rapprochement import Rapprocheur
from geo.zones import charger_zones, nom_et_code


@pytest.fixture(scope="module")
def rapprocheur() -> Rapprocheur:
    return Rapprocheur([("Château", "ML070303"), ("Nulle part", "XX")])


@pytest.mark.parametrize(
    ("texte", "niveau", "code"),
    [
        ("SOCLE", "", "SOCLE"),
        ("GAO", "", "GAO"),
        ("ML07", "", "GAO"),
        ("ml10", "", "MENAKA"),
        ("ML0703", "", "ML0703"),
        ("ml070303", "", "ML070303"),
        ("Gao", "commune", "ML070303"),
        ("Gao", "region", "GAO"),
        ("gao", "cercle", "ML0703"),
        ("commune de Gao", "", "ML070303"),
        ("Cercle de Gao", "", "ML0703"),
        ("Région de Ménaka", "", "MENAKA"),
        ("cercle d'Ansongo", "", "ML0701"),
        ("Ménaka", "region", "MENAKA"),
        ("Château", "commune", "ML070303"),
        ("  ML0703 ", "", "ML0703"),
        ("Gao (ML070303)", "", "ML070303"),
        ("Gao (ML070303)", "commune", "ML070303"),
        ("commune Gao ( ml070303 )", "", "ML070303"),
        ("Gao (GAO)", "region", "GAO"),
    ],
)
def test_zone_sure(rapprocheur, texte, niveau, code):
    """Règles Z2, Z3 et Z4."""
    assert rapprocheur.lire(texte, niveau).code == code


@pytest.mark.parametrize(
    ("texte", "niveau", "faute"),
    [
        ("Gao", "", "zone_ambigue"),
        ("Ménaka", "", "zone_ambigue"),
        ("Ansongo", "", "zone_ambigue"),
        ("gAO", "", "zone_ambigue"),
        ("ML05", "", "zone_mopti"),
        ("ml05", "commune", "zone_mopti"),
        ("Ansongo (ML070303)", "", "zone_contradictoire"),
        ("ML070101 - Bourra", "commune", "zone_contradictoire"),
        ("Bourra, ML 070101", "", "zone_contradictoire"),
        ("Gao (ML070303)", "cercle", "zone_niveau"),
        ("ML0799", "", "zone_inconnue"),
        ("Gounzourey", "commune", "zone_inconnue"),
        ("Tombouctou", "", "zone_inconnue"),
        ("GAO", "commune", "zone_niveau"),
        ("ML0703", "commune", "zone_niveau"),
        ("Région de Gao", "commune", "zone_niveau"),
        ("Nulle part", "", "zone_inconnue"),
        ("Mopti", "", "zone_inconnue"),
    ],
)
def test_zone_refusee(rapprocheur, texte, niveau, faute):
    """Règles Z2 et Z3."""
    lue = rapprocheur.lire(texte, niveau)
    assert lue.code is None
    assert lue.faute == faute


def test_suggestions(rapprocheur):
    """Règle Z4."""
    assert "Gounzoureye" in rapprocheur.lire("Gounzourey", "commune").suggestion
    assert rapprocheur.lire("GAO", "commune").suggestion == "ML070303"
    assert "ML070303" in rapprocheur.lire("Gao").detail


def test_chaque_zone_se_lit_par_son_code_et_par_son_nom_a_son_niveau(rapprocheur):
    for zone in charger_zones():
        assert rapprocheur.lire(zone.code).code == zone.code
        assert rapprocheur.lire(zone.nom.lower(), zone.niveau).code == zone.code
        assert rapprocheur.lire(nom_et_code(zone.code)).code == zone.code


@given(st.text(), st.sampled_from(["", *NIVEAUX]))
def test_aucun_texte_n_arrete_la_lecture(texte, niveau):
    lue = Rapprocheur().lire(texte, niveau)
    assert (lue.code is None) == bool(lue.faute)


@pytest.mark.parametrize(
    ("texte", "niveau", "mots", "suggestion"),
    [
        ("Djébock", "commune", "cercle des lois de 2023 (Djebock, code 0708)", ""),
        ("FANFI", "commune", "cercle des lois de 2023 (Inlamawane ou Fanfi, code 1006)", "Inékar (ML100301)"),
        ("18020101", "commune", "commune des lois de 2023 (Dangol-Boré, code 18020101", "Dangol Boré (ML050402)"),
        ("ML 10040101", "cercle", "(Andéramboukane, code 10040101", "Andéramboukane (ML1002)"),
        ("7030101", "", "(Ansongo, code 07030101", "Ansongo (ML070101)"),
        ("100599", "commune", "", ""),
        ("10059902", "region", "cercle des lois de 2023 (Anouzagrène, code 1005)", "Ménaka (MENAKA)"),
    ],
)
def test_les_lois_de_2023_s_expliquent_et_ne_se_lisent_pas(rapprocheur, texte, niveau, mots, suggestion):
    """Règle Z10."""
    lue = rapprocheur.lire(texte, niveau)
    assert lue.code is None and lue.faute == ("zone_2023" if mots else "zone_inconnue")
    assert mots in lue.detail and lue.suggestion == suggestion


def test_un_nom_des_deux_decoupages_est_celui_de_2021(rapprocheur):
    """Règles Z1 et Z10."""
    assert rapprocheur.lire("Talataye").code == "ML070105"
    assert rapprocheur.lire("ML0703").code == "ML0703"


@pytest.mark.parametrize(
    "texte",
    ["ML070302 – Gabéro", "Gabero: ML 070302", "gabéro, ml070302", "ML070302/Gabéro", "C.R. de Gabéro", "CR Gabéro"],
)
def test_un_nom_et_un_code_se_lisent_ensemble(rapprocheur, texte):
    """Règle Z3."""
    assert rapprocheur.lire(texte).code == "ML070302"


def test_un_nom_et_un_code_qui_se_contredisent_disent_les_deux_zones(rapprocheur):
    """Règle Z3."""
    lue = rapprocheur.lire("ML070302 - Bourra", "commune")
    assert (lue.faute, lue.detail) == ("zone_contradictoire", "Gabéro (ML070302)")
    assert lue.suggestion == "Gabéro (ML070302), Bourra (ML070103)"


def test_un_code_mal_tape_et_un_nom_commence_suggerent(rapprocheur):
    """Règle Z4."""
    assert rapprocheur.lire("MLO7O3O2", "commune").suggestion == "Gabéro (ML070302)"
    assert rapprocheur.lire("Sony", "commune").suggestion.startswith("Sony Aliber (ML070306)")
