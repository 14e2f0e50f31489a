"""Le rythme nécessaire, à la main : deux divisions, et toutes les raisons de ne pas en faire."""

import datetime as dt

import pytest

from domaine.rythme import Rythme, calculer_rythme, depart
from figures.mots.rythme import dire_rythme

T2_23, T1_24, T2_24, FIN_24, FIN_25 = (
    dt.date(*j) for j in ((2023, 6, 30), (2024, 3, 31), (2024, 6, 30), (2024, 12, 31), (2025, 12, 31))
)


def _calculer(valeur=42.0, cible=(FIN_24, 55.0), avant=(T2_23, 38.0), **autres):
    return calculer_rythme(valeur, T2_24, cible, avant, **({"sens": "hausse", "frequence": "T"} | autres))


def _droit(texte):
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def test_hausse():
    """Règle H8."""
    r = _calculer()
    # (55 − 42) / 2 trimestres ; (42 − 38) / 4 trimestres.
    assert (r.necessaire, r.restantes, r.tenu, r.passees) == (6.5, 2, 1.0, 4)
    assert _droit(dire_rythme(r, "%", "T")) == (
        "Dernière cible : 55 % à fin décembre 2024. Il faudrait +6,5 pts par trimestre (encore 2 trimestres), "
        "contre +1 pt par trimestre en moyenne sur les 4 derniers trimestres."
    )


def test_baisse():
    r = _calculer(30.0, (FIN_24, 10.0), (T1_24, 32.0), sens="baisse")
    assert (r.necessaire, r.tenu, r.passees) == (-10.0, -2.0, 1)
    assert "contre −2 jours au dernier trimestre." in _droit(dire_rythme(r, "jours", "T"))


@pytest.mark.parametrize(("frequence", "restantes"), [("M", 18), ("T", 6), ("S", 3), ("A", 1)])
def test_le_temps_se_compte_en_periodes_de_collecte(frequence, restantes):
    # De fin juin 2024 à fin 2025 : une seule année entière.
    assert _calculer(cible=(FIN_25, 55.0), frequence=frequence).restantes == restantes


@pytest.mark.parametrize(
    ("autres", "motif"),
    [
        ({"cible": None}, "aucune cible ne suit"),
        ({"valeur": None}, "aucune valeur"),
        ({"valeur": float("nan")}, "aucune valeur"),
        ({"perimee": True}, "périmée"),
        ({"valeur": 55.0}, "déjà atteinte"),
        ({"valeur": 5.0, "cible": (FIN_24, 5.0), "sens": "baisse", "limite": True}, "la limite est tenue"),
        ({"valeur": 3.0, "cible": (FIN_24, 5.0), "sens": "baisse"}, "déjà atteinte"),
        ({"frequence": "A"}, "avant la prochaine remontée"),
    ],
)
def test_sans_objet_et_pourquoi(autres, motif):
    """Règle H8."""
    r = _calculer(**autres)
    assert motif in r.motif
    assert r.necessaire is None and r.tenu is None
    dit = _droit(dire_rythme(r, "%", "T"))
    assert "s. o." in dit and "faudrait" not in dit


def test_limite_depassee_il_faudrait_redescendre():
    r = _calculer(5.0, (FIN_24, 4.0), (T2_23, 1.0), sens="baisse", limite=True)
    assert (r.necessaire, r.tenu) == (-0.5, 1.0)


def test_sans_point_d_avant_le_rythme_tenu_est_nd():
    r = _calculer(avant=None)
    assert r.necessaire == 6.5 and r.tenu is None
    assert "contre n. d. jusqu’ici" in _droit(dire_rythme(r, "%", "T"))


def test_depart_est_le_plus_ancien_des_quatre_dernieres_periodes():
    """Règle H8."""
    points = [(dt.date(2023, 3, 31), 1.0), (T2_23, None), (dt.date(2023, 9, 30), 3.0), (T1_24, 4.0), (T2_24, 9.0)]
    # T1 2023 est trop loin, T2 2023 manque.
    assert depart(points, T2_24, "T") == (dt.date(2023, 9, 30), 3.0)
    assert depart(points[:2], T2_24, "T") is None
    assert depart([], T2_24, "T") is None


def test_jamais_le_mot_qui_promettrait():
    for r in (_calculer(), _calculer(cible=None), Rythme("x")):
        assert "prévi" not in dire_rythme(r, "%", "T").lower()


def test_les_petits_pas_ne_s_effacent_pas_et_les_grands_n_ont_pas_de_virgule():
    assert "+0,04 pt" in _droit(dire_rythme(_calculer(54.92), "%", "T"))
    assert "+1 235 passages" in _droit(dire_rythme(_calculer(0.0, (FIN_24, 2469.1)), "passages", "T"))
