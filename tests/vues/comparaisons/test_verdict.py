"""La phrase de tête : qui est en avance, qui est en retard, et ce qui interdit de le dire."""

import pytest

from requetes.comparaisons.verdict import appuis, juger, reserver
from requetes.comparaisons.zones import CaseDeGrille, ValeurDeZone
from vues.comparaisons import verdict

NB = "\u00a0"


def _chiffre(nom, etat="sans cible", taux=None, valeur=5.0, **autres):
    return {
        "code_indicateur": "A",
        "unite": "points",
        "zone": nom,
        "code_zone": nom,
        "etat": etat,
        "taux": taux,
        "valeur": valeur,
        "periode": "2024-T2",
        "provisoire": False,
        "recues": 3,
        "attendues": 3,
        "completude_differe": False,
    } | autres


def _zone(*dits, **autres):
    ligne = _chiffre(*dits, **autres)
    absents = ("region", "cible_rapportee", "population_annee", "population_source")
    return ValeurDeZone(**({"diviseur": 1, "valeur_rapportee": ligne["valeur"]} | dict.fromkeys(absents) | ligne))


def _dire(*zones, sens="hausse"):
    return verdict.dire_verdict(juger(zones), "points", sens)


def test_chaque_zone_contre_sa_propre_cible():
    phrase = _dire(
        _zone("Douentza", "orange", 62.0), _zone("Gao", "atteint", 108.24), _zone("Ménaka", "rouge", 30.0, valeur=900.0)
    )
    assert phrase == (
        f"★ **En avance ou à l’heure** : Gao (108,2{NB}%).  \n▲ **À surveiller** : Douentza (62{NB}%).  \n"
        f"■ **En retard** : Ménaka (30{NB}%)."
    )


def test_une_limite_tenue_est_a_l_heure_meme_sans_taux():
    phrase = _dire(_zone("Gao", "à maintenir"), _zone("Ménaka", "vert", 95.0))
    assert "**En avance ou à l’heure** : Gao." in phrase
    assert "**En bonne voie** : Ménaka" in phrase
    assert "Aucune zone jugée n’est en retard." in phrase


def test_sans_donnee_perimee_et_sans_cible_sont_dites_a_part():
    phrase = _dire(
        _zone("Gao", "atteint", 100.0),
        _zone("Ménaka", "vert", 92.0, provisoire=True),
        _zone("A", "sans donnée", valeur=None),
        _zone("B", "périmée", 250.0),
        _zone("C", "non échu"),
    )
    assert "Non comparé : sans donnée, A ; donnée périmée, B ; sans cible due, C." in phrase
    assert "250" not in phrase
    assert f"Ménaka (92{NB}%) (p)" in phrase


def test_sans_cible_due_rien_n_est_juge():
    phrase = _dire(_zone("Gao", valeur=9.0), _zone("Ménaka", valeur=2.0), sens="baisse")
    assert "rien ne dit qui est en avance" in phrase
    assert f"la plus haute : **Gao (9{NB}points)** ; la plus basse : **Ménaka (2{NB}points)**" in phrase
    assert "doit baisser" in phrase
    assert "En retard" not in phrase


def test_sans_cible_la_valeur_est_celle_de_la_mesure():
    gao = _zone("Gao", valeur=9.0, valeur_rapportee=3.0)
    menaka = _zone("Ménaka", valeur=5.0, valeur_rapportee=5.0)
    assert "la plus haute : **Ménaka" in verdict.dire_verdict(juger([gao, menaka]), "points par commune", "hausse")
    sans = [_zone(z.zone, valeur_rapportee=None) for z in (gao, menaka)]
    assert "la mesure choisie manque" in _dire(*sans)


@pytest.mark.parametrize(
    ("zones", "attendu"),
    [
        ([_zone("Gao")], "Une seule zone"),
        ([_zone("Gao"), _zone("Ménaka", periode="2024-T1")], "pas lues à la même période"),
        ([_zone("Gao", valeur=None, etat="sans donnée")] * 2, "Aucune zone n’a de chiffre à jour"),
        ([_zone("Gao", "atteint", 100.0), _zone("Ménaka", "périmée", 300.0)], "Seule Gao a un chiffre à jour"),
        ([_zone("Gao"), _zone("Ménaka")], "Toutes les zones sont à 5"),
    ],
)
def test_ce_qui_ne_se_compare_pas(zones, attendu):
    phrase = _dire(*zones)
    assert attendu in phrase
    assert "En avance" not in phrase.replace("en avance", "")


def _reserver(*zones):
    return verdict.dire_reserve(reserver(zones))


def test_la_reserve_nomme_la_moins_et_la_plus_complete():
    """Règle H7 : l'édition dit que les complétudes diffèrent trop ; la phrase nomme les deux extrêmes."""
    inegale = {"completude_differe": True}
    reserve = _reserver(
        _zone("Gao", **inegale),
        _zone("Ménaka", recues=2, attendues=4, **inegale),
        _zone("Douentza", recues=1, **inegale),
    )
    assert reserve.startswith("**Sous réserve** : la complétude va de 1/3")
    assert "(Douentza)" in reserve
    assert "(Gao)" in reserve
    assert _reserver(_zone("Gao"), _zone("Ménaka")) == ""
    assert _reserver(_zone("Gao"), _zone("Ménaka", recues=None, attendues=None)).count("inconnue : Ménaka") == 1
    # Inconnue partout, elle ne distingue aucune zone.
    assert _reserver(_zone("Gao", recues=None), _zone("Ménaka", recues=None)) == ""


def test_un_nom_recu_reste_du_texte():
    assert "<b>" not in _dire(_zone("<b>x</b>", "atteint", 100.0), _zone("Ménaka", "vert", 92.0))


def test_les_noms_longs_se_comptent():
    zones = [_zone(f"Z{n}", "rouge", float(n)) for n in range(1, 7)]
    assert f"et 2{NB}autres" in _dire(*zones)


def _cases(code, **zones):
    nomme = {"code_indicateur": code, "libelle_court": f"Indicateur {code}", "sens": "hausse"}
    return [CaseDeGrille(**(_chiffre(nom, etat, taux) | nomme | autres)) for nom, (etat, taux, autres) in zones.items()]


def test_les_appuis_vont_du_plus_avance_au_plus_en_retard_fermes_seulement():
    lignes = [
        *_cases("A", Gao=("atteint", 120.0, {}), M=("vert", 95.0, {}), D=("orange", 70.0, {})),
        *_cases("B", Gao=("atteint", 300.0, {"provisoire": True}), M=("vert", 91.0, {}), D=("rouge", 10.0, {})),
        *_cases("C", Gao=("rouge", 10.0, {}), M=("rouge", 20.0, {})),
        *_cases("E", Gao=("périmée", 120.0, {}), M=("rouge", 20.0, {})),
    ]
    dits = [verdict.dire_appui(a) for a in appuis(lignes)]
    assert [d.partition(" ")[0] for d in dits] == ["**B", "**A"]
    assert dits[0].index("M :green-badge") < dits[0].index("D :red-badge")
    assert "Gao :blue-badge" in dits[1]
