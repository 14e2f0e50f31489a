"""Ce qui a bougé d'une réunion à l'autre : le recul, le progrès, et ce que l'on ne sait plus (règle D9)."""

import pytest

from requetes.accueil.situation import Phare
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.reunion.mouvements import PharesDeZone, ce_qui_a_bouge, derniere_periode, phares_des_zones


def _zone(**etats):
    """Une zone, et par code d'indicateur son état, sa valeur, le taux qui le fait."""
    phares = tuple(
        Phare(
            code_indicateur=code,
            unite="%",
            libelle=code,
            nature="ratio",
            sens="hausse",
            frequence="T",
            periode="2024-T2",
            etat=etat,
            valeur=valeur,
            taux=valeur,
        )
        for code, (etat, valeur) in etats.items()
    )
    return (PharesDeZone(code_zone="GAO", zone="Gao", phares=phares),)


@pytest.mark.parametrize(
    ("avant", "apres", "genre"),
    [
        (("vert", 95), ("orange", 80), "recul"),
        (("orange", 80), ("atteint", 101), "progrès"),
        (("vert", 95), ("périmée", 95), "donnée perdue"),
        (("rouge", 20), ("sans donnée", None), "donnée perdue"),
        (("sans donnée", None), ("rouge", 20), "donnée retrouvée"),
        (("vert", 95), ("vert", 92), "écart"),
    ],
)
def test_un_mouvement_dit_s_il_recule_ou_si_l_on_ne_sait_plus(avant, apres, genre):
    (bouge,) = ce_qui_a_bouge(_zone(A=apres), _zone(A=avant))
    assert bouge.genre == genre
    assert (bouge.mouvement.phare.etat_avant, bouge.mouvement.phare.etat) == (avant[0], apres[0])


def test_ce_qui_ne_bouge_pas_ou_n_a_pas_d_avant_ne_se_dit_pas():
    assert not ce_qui_a_bouge(_zone(A=("vert", 95)), _zone(A=("vert", 95.4)))
    assert not ce_qui_a_bouge(_zone(A=("vert", 95)), _zone(B=("rouge", 10)))


def test_le_vrai_recul_vient_avant_la_donnee_perdue():
    avant = _zone(A=("vert", 95), B=("vert", 95), C=("orange", 80), D=("vert", 95))
    apres = _zone(A=("sans donnée", None), B=("orange", 80), C=("vert", 95), D=("vert", 91))
    assert [m.genre for m in ce_qui_a_bouge(apres, avant)] == ["recul", "progrès", "donnée perdue", "écart"]


@pytest.fixture(scope="module")
def base_demo(edition_demo):
    base = ouvrir(edition_a_lire(edition_demo))
    yield base
    base.fermer()


def test_d_une_edition_a_elle_meme_rien_ne_bouge(base_demo):
    assert derniere_periode(base_demo) == "2024-T2"
    lus = phares_des_zones(base_demo, "SOCLE")
    assert [z.code_zone for z in lus] == ["SOCLE", "GAO", "MENAKA", "DOUENTZA"]
    assert all(p.lu for z in lus for p in z.phares)
    assert not ce_qui_a_bouge(lus, lus)
    # Sans édition d'avant, chacun se compare à sa période d'avant : le même calcul que l'accueil.
    assert ce_qui_a_bouge(lus)
