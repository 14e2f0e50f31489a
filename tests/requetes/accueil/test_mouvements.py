"""«Ce qui a bougé» et la conclusion : `requetes.accueil.mouvements` et `requetes.accueil.conclusion`, cas par cas."""

import pytest

from figures.mots import phrases
from requetes.accueil.conclusion import conclusion
from requetes.accueil.mouvements import (
    ECART_MINIMAL,
    NOMBRE,
    BilanDesRevisions,
    bilan_des_revisions,
    mouvements_notables,
    phares_revus,
)
from requetes.accueil.situation import Phare, situation
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.edition.referentiel import completude_des_rapports
from tests.requetes.fabrique import Fabrique


@pytest.fixture
def fabrique(tmp_path):
    return Fabrique(tmp_path)


def _base(fabrique):
    return ouvrir(edition_a_lire(fabrique.publier()))


def _phare(code, **dits):
    ligne = {"libelle": code, "libelle_court": code, "unite": "points", "nature": "stock", "sens": "hausse"}
    return Phare(code_indicateur=code, **(ligne | {"frequence": "T"} | dits))


def _lignes(*lignes):
    """Des phares : (code, état avant, état, taux avant, taux)."""
    noms = ("etat_avant", "etat", "taux_avant", "taux")
    return [_phare(code, **dict(zip(noms, dits, strict=True))) for code, *dits in lignes]


def _codes(*lignes, **nommes):
    return [m.phare.code_indicateur for m in mouvements_notables(_lignes(*lignes), **nommes)]


def test_les_reculs_puis_les_progres_puis_les_plus_grands_ecarts():
    """Règle H2."""
    assert _codes(
        ("A", "vert", "vert", 90.0, 99.0),
        ("B", "rouge", "vert", 40.0, 95.0),
        ("C", "orange", "rouge", 61.0, 59.0),
        ("D", "vert", "vert", 130.0, 91.0),
        ("E", "atteint", "rouge", 100.0, 20.0),
    ) == ["E", "C", "B", "D", "A"]


def test_a_marches_egales_le_plus_grand_ecart_de_taux_puis_l_ordre_du_cadre():
    assert _codes(
        ("A", "vert", "orange", 91.0, 89.0),
        ("B", "orange", "rouge", 80.0, 20.0),
        ("C", "vert", "orange", 91.0, 89.0),
    ) == ["B", "A", "C"]


def test_perdre_la_donnee_ou_la_laisser_vieillir_est_un_recul():
    """Règle H2."""
    lus = mouvements_notables(_lignes(("A", "rouge", "sans donnée", 50.0, None), ("B", "rouge", "périmée", 50.0, 50.0)))
    assert [(m.phare.code_indicateur, m.marches) for m in lus] == [("A", 2), ("B", 1)]
    assert [m.ecart_taux for m in lus] == [None, 0.0]


@pytest.mark.parametrize("muet", ["sans cible", "non échu", None])
def test_un_etat_qui_ne_juge_rien_n_est_ni_progres_ni_recul(muet):
    assert _codes(("A", muet, "rouge", None, 50.0), ("B", "vert", muet, 90.0, None)) == []


def test_atteindre_et_tenir_une_limite_se_valent():
    assert _codes(("A", "atteint", "à maintenir", 100.0, 100.0)) == []


def test_sous_un_point_rien_n_a_bouge_et_cinq_lignes_au_plus():
    """Règle H2."""
    assert _codes(("A", "vert", "vert", 90.0, 90.0 + ECART_MINIMAL), ("B", "vert", "vert", 90.0, 90.9)) == ["A"]
    beaucoup = [(f"I{n}", "vert", "vert", 90.0, 100.0 + n) for n in range(9)]
    assert len(_codes(*beaucoup)) == NOMBRE
    assert _codes(*beaucoup, nombre=2) == ["I8", "I7"]


def test_sans_ligne_ni_periode_d_avant(fabrique):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "SOCLE", etat="rouge", cible_due=10.0, taux_realisation=50.0)
    fabrique.indicateur("B")
    lue = situation(_base(fabrique), "SOCLE", "cumul", "2024-T2")
    assert mouvements_notables(lue) == ()


def test_l_etat_et_le_taux_d_avant_viennent_de_la_periode_d_avant(fabrique):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "SOCLE", "2024-T1", etat="orange", cible_due=10.0, valeur=8.0, taux_realisation=80.0)
    fabrique.chiffre("A", "SOCLE", "2024-T2", etat="rouge", cible_due=20.0, valeur=9.0, taux_realisation=45.0)
    (mouvement,) = mouvements_notables(situation(_base(fabrique), "SOCLE", "cumul", "2024-T2"))
    phare = mouvement.phare
    assert (phare.etat_avant, phare.etat, mouvement.marches) == ("orange", "rouge", 1)
    assert (phare.taux_avant, phare.taux, mouvement.ecart_taux) == (80.0, 45.0, -35.0)


@pytest.mark.parametrize(
    ("etats", "ecart", "cibles", "genre", "par_la_cible"),
    [
        # règle H11 : la valeur monte, la cible plus vite ; la valeur baisse ; la cible n'a pas bougé ; plus de donnée
        (("atteint", "vert"), 3.0, (10.0, 20.0), "recul", True),
        (("vert", "rouge"), -3.0, (10.0, 20.0), "recul", False),
        (("vert", "orange"), 0.0, (9.0, 9.0), "recul", False),
        (("vert", "périmée"), None, (None, None), "donnée perdue", False),
        (("orange", "vert"), 1.0, (9.0, 8.0), "progrès", False),
    ],
)
def test_un_jugement_qui_recule_seul_vient_de_la_cible(etats, ecart, cibles, genre, par_la_cible):
    dits = {"etat_avant": etats[0], "etat": etats[1], "ecart": ecart, "cible_avant": cibles[0], "cible_due": cibles[1]}
    (mouvement,) = mouvements_notables([_phare("A", **dits)])
    assert (mouvement.genre, mouvement.par_la_cible) == (genre, par_la_cible)


def test_un_taux_qui_baisse_sous_une_valeur_qui_s_ameliore_vient_aussi_de_la_cible():
    """Règle H11 : moins de rechutes, mais la limite a baissé plus vite."""
    taux = {"etat_avant": "vert", "etat": "vert", "taux_avant": 99.0, "taux": 91.0}
    dits = taux | {"ecart": -2.0, "sens": "baisse", "cible_avant": 6.0, "cible_due": 4.0}
    (mouvement,) = mouvements_notables([_phare("A", **dits)])
    assert (mouvement.genre, mouvement.par_la_cible) == ("écart", True)


def test_un_flux_dont_la_periode_court_ne_bouge_pas(fabrique):
    for code, nature in (("A", "flux"), ("B", "stock")):
        fabrique.indicateur(code, nature=nature)
        fabrique.chiffre(code, "SOCLE", "2024-S1", "semestre", etat="vert", cible_due=10.0, taux_realisation=95.0)
        fabrique.chiffre(code, "SOCLE", "2024-S2", "semestre", etat="rouge", cible_due=10.0, taux_realisation=10.0)
    lue = situation(_base(fabrique), "SOCLE", "semestre", "2024-S2")
    assert [m.phare.code_indicateur for m in mouvements_notables(lue)] == ["B"]


# Depuis l'édition d'avant


def test_bilan_des_revisions(fabrique):
    fabrique.indicateur("A")
    fabrique.indicateur("B", phare=False)
    fabrique.reviser("A", "GAO", "2024-T1", fichiers="gao.xlsx ; menaka.xlsx")
    fabrique.reviser("A", "MENAKA", "2024-T1", genre="complétée", fichiers="menaka.xlsx")
    fabrique.reviser("B", "GAO", "2024-T1")
    fabrique.reviser("A", "GAO", "2024-T2", genre="en cours")
    fabrique.reviser("A", "GAO", "2024-T1", "cumul")
    fabrique.reviser("A", "GAO", "2024-T1", dimension="sexe", modalite="F")
    base = _base(fabrique)
    assert bilan_des_revisions(base) == BilanDesRevisions(
        3, 2, (("révisée", 2), ("complétée", 1)), ("gao.xlsx", "menaka.xlsx")
    )
    assert bilan_des_revisions(base, "MENAKA").nombre == 1
    assert bilan_des_revisions(base, "DOUENTZA") == BilanDesRevisions(0, 0, (), ())


def test_les_phares_lus_ici_que_l_edition_d_avant_donnait_autrement(fabrique):
    for code in ("A", "B", "C"):
        fabrique.indicateur(code, phare=code != "C")
        fabrique.chiffre(code, "GAO")
    fabrique.reviser("A", "GAO", "2024-T2", "cumul")
    fabrique.reviser("A", "GAO", "2024-T1", "cumul")
    fabrique.reviser("B", "MENAKA", "2024-T2", "cumul")
    fabrique.reviser("C", "GAO", "2024-T2", "cumul")
    lus = phares_revus(_base(fabrique), "GAO", "cumul", "2024-T2")
    assert [(r.code_indicateur, r.valeur_avant, r.valeur) for r in lus] == [("A", 4.0, 5.0)]


# La conclusion : pas de faux optimisme


def _phares(*lignes):
    """Des phares : (code, état, provisoire, reçues, attendues)."""
    noms = ("etat", "provisoire", "recues", "attendues")
    return [_phare(code, **dict(zip(noms, dits, strict=True))) for code, *dits in lignes]


def test_tout_est_complet():
    tire = conclusion(_phares(("A", "vert", False, 3, 3), ("B", "rouge", False, 1, 1)))
    assert (tire.verdict, tire.hors, tire.bonne_voie) == ("suffisent", ("B",), 1)
    assert phrases.verdict(tire, 3, 4).endswith("chiffres complets\u00a0: on peut le dire.")


def test_un_chiffre_partiel_met_une_reserve_meme_en_vert():
    """Règle H3."""
    tire = conclusion(_phares(("A", "vert", False, 2, 3), ("B", "vert", False, 9, 10)))
    assert (tire.verdict, tire.partiels_nb, tire.moins_complet) == ("avec réserve", 2, (2.0, 3.0))
    assert "avec réserve pour 2 chiffres incomplets (au moins 2\u00a0remontées sur\u00a03)" in phrases.verdict(
        tire, 0, 0
    )


def test_une_completude_inconnue_n_est_pas_une_completude():
    """Règle H3."""
    assert conclusion(_phares(("A", "vert", False, None, None))).verdict == "avec réserve"


@pytest.mark.parametrize(
    ("etat", "provisoire", "dit"),
    [("vert", True, "provisoire"), ("périmée", False, "donnée périmée"), ("sans donnée", False, "sans donnée")],
)
def test_un_chiffre_insuffisant_est_nomme(etat, provisoire, dit):
    tire = conclusion(_phares(("A", etat, provisoire, 1, 3), ("B", "vert", False, 1, 1)))
    assert tire.verdict == "avec réserve"
    assert f"sauf pour A ({dit}" in phrases.verdict(tire, 0, 0)


def test_plus_de_la_moitie_d_insuffisants_ne_conclut_pas():
    """Règle H3."""
    tire = conclusion(_phares(("A", "vert", True, 1, 3), ("B", "sans donnée", False, 0, 3), ("C", "vert", False, 3, 3)))
    assert tire.verdict == "ne suffisent pas"
    assert "ne suffisent pas pour conclure\u00a0: 1 provisoire, 1 sans donnée, sur 3" in phrases.verdict(tire, 1, 2)


def test_rien_a_lire_et_rien_de_juge():
    rien = conclusion(_phares(("A", None, None, None, None)))
    assert (rien.verdict, phrases.trajectoire(rien)) == (
        "rien à lire",
        "Aucun indicateur phare ne se lit à cette période.",
    )
    muets = conclusion(_phares(("A", "sans cible", False, 1, 1), ("B", "non échu", False, 1, 1)))
    assert phrases.trajectoire(muets) == "Aucun des 2 indicateurs phares n’est jugé à cette lecture."


def test_un_phare_perime_n_est_pas_en_bonne_voie():
    tire = conclusion(_phares(("A", "périmée", False, 3, 3), ("B", "vert", False, 3, 3)))
    assert phrases.trajectoire(tire).endswith("1 en bonne voie, 1 sans jugement.")


def test_les_rapports_comptes_sont_ceux_de_la_zone(fabrique):
    for zone, recu in (("GAO", "2024-04-05"), ("MENAKA", None)):
        fabrique.ajouter(
            "rapport_activite", code_zone=zone, periode="2024-03", date_echeance="2024-04-10", date_reception=recu
        )
    base = _base(fabrique)
    assert [completude_des_rapports(base, z) for z in ("SOCLE", "GAO", "MENAKA")] == [(1, 18), (1, 6), (0, 6)]
