"""L'estimateur de Kaplan et Meier : un jeu publié, et ce qui doit tenir pour tout jeu."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaine.survie import effectif_a_risque, kaplan_meier, survie_a

#: Freireich et coll., Blood 21 (1963), p. 699-716 : semaines de rémission sous 6-MP ; faux = censuré.
REMISSIONS = [(6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False),
              (13, True), (16, True), (17, False), (19, False), (20, False), (22, True), (23, True), (25, False),
              (32, False), (32, False), (34, False), (35, False)]  # fmt: skip
SUIVIS = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=40)


def test_le_jeu_de_freireich():
    """Règle V9."""
    marches = kaplan_meier(REMISSIONS)
    assert [m.duree for m in marches] == [6, 7, 10, 13, 16, 22, 23]
    assert [m.a_risque for m in marches] == [21, 17, 15, 12, 11, 7, 6]
    assert [m.rechutes for m in marches] == [3, 1, 1, 1, 1, 1, 1]
    assert [round(m.survie, 3) for m in marches] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


def test_l_intervalle_publie_a_six_semaines():
    """À six semaines, sur log(−log S) : 0,620 à 0,952 (la valeur des logiciels courants) (règle V9)."""
    marche = kaplan_meier(REMISSIONS)[0]
    assert (round(marche.bas, 3), round(marche.haut, 3)) == (0.620, 0.952)


def test_une_censure_du_meme_jour_est_encore_a_risque():
    assert kaplan_meier([(5, False), (5, True)])[0].survie == 0.5


def test_tous_rechutent():
    derniere = kaplan_meier([(1, True), (2, True)])[-1]
    assert derniere.survie == 0
    assert derniere.bas is None


@pytest.mark.parametrize("duree", [-1, math.nan, math.inf])
def test_une_duree_impossible_se_refuse(duree):
    with pytest.raises(ValueError, match="durée"):
        kaplan_meier([(duree, True)])


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40), st.integers(0, 60))
def test_sans_censure_c_est_la_fraction_empirique(durees, instant):
    marches = kaplan_meier([(d, True) for d in durees])
    assert survie_a(marches, instant) == pytest.approx(float(Fraction(sum(d > instant for d in durees), len(durees))))


@given(SUIVIS)
def test_decroissante_entre_zero_et_un_et_dans_son_intervalle(suivis):
    marches = kaplan_meier(suivis)
    valeurs = [1.0, *(m.survie for m in marches)]
    assert all(0 <= apres < avant <= 1 for avant, apres in itertools.pairwise(valeurs))
    for m in marches:
        if m.bas is not None:
            assert 0 <= m.bas <= m.survie <= m.haut <= 1
        assert m.a_risque == effectif_a_risque(suivis, m.duree) >= m.rechutes >= 1


@given(SUIVIS, st.randoms())
def test_l_ordre_des_points_est_indifferent(suivis, hasard):
    meles = list(suivis)
    hasard.shuffle(meles)
    assert kaplan_meier(meles) == kaplan_meier(suivis)


@given(SUIVIS, st.integers(0, 60))
def test_voir_un_point_plus_longtemps_sans_rechute_ne_baisse_pas_la_part(suivis, ajout):
    """Prolonger les censures ne fait que grossir l'effectif à risque."""
    prolonges = [(d if rechute else d + ajout, rechute) for d, rechute in suivis]
    avant, apres = kaplan_meier(suivis), kaplan_meier(prolonges)
    assert all(a.survie <= b.survie + 1e-12 for a, b in zip(avant, apres, strict=True))
