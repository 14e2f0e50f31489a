"""Le plan d'activités sur une édition minuscule : situation, retard, dépense, sommes (règles S1, S30, S31, S32)."""

import datetime as dt

import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.registres import activites
from requetes.registres.commun import Etendue
from tests.requetes.fabrique import DATE, Fabrique

J = dt.date
TOUT = Etendue("SOCLE", DATE)


@pytest.fixture
def fabrique(tmp_path):
    return Fabrique(tmp_path)


def _poser(f, code, *, date=DATE, zone="GAO", **cellules):
    f.ajouter("activite_ptba", code_activite=code, code_zone=zone, date=date, libelle=f"Activité {code}", **cellules)


def _lire(f, etendue=TOUT):
    lues = activites.lire_activites(ouvrir(edition_a_lire(f.publier())), etendue)
    return {a.code: a for a in lues}


#: Ce que dit la dernière situation, lue le 30 juin 2024 → la situation de l'activité et son retard (règle S30).
SITUATIONS = [
    ({"statut": "annulée", "fin_prevue": J(2024, 1, 1)}, "annulée", None),
    ({"fin": J(2024, 5, 30), "fin_prevue": J(2024, 5, 20)}, "terminée", 10),
    ({"statut": "réalisée", "fin_prevue": J(2024, 5, 20)}, "terminée", None),
    ({"avancement_pct": 100.0}, "terminée", None),
    ({"statut": "suspendue", "fin_prevue": J(2024, 5, 20), "blocage": "Crue"}, "suspendue", 41),
    ({"statut": "reportée"}, "reportée", None),
    ({"fin_prevue": J(2024, 5, 20), "blocage": "Piste coupée"}, "en retard", 41),
    ({"fin_prevue": J(2024, 8, 20), "blocage": "Piste coupée", "statut": "en cours"}, "bloquée", 0),
    ({"debut_prevu": J(2024, 6, 1), "fin_prevue": J(2024, 9, 1), "statut": "prévue"}, "non commencée", 0),
    ({"debut_prevu": J(2024, 1, 1), "fin_prevue": DATE, "avancement_pct": 40.0}, "à faire ce mois", 0),
    ({"debut_prevu": J(2024, 1, 1), "fin_prevue": J(2024, 12, 1), "debut": J(2024, 1, 9)}, "en cours", 0),
    ({"fin_prevue": J(2024, 12, 1), "statut": "en retard"}, "en cours", 0),
    ({"debut_prevu": J(2024, 9, 1), "fin_prevue": J(2024, 12, 1)}, "à venir", 0),
    ({}, "non précisé", None),
]


def test_la_situation_est_la_premiere_qui_s_applique(fabrique):
    for rang, (cellules, _, _) in enumerate(SITUATIONS):
        _poser(fabrique, f"A{rang:02d}", **cellules)
    lues = _lire(fabrique)
    dites = [(lues[f"A{rang:02d}"].situation, lues[f"A{rang:02d}"].retard_jours) for rang in range(len(SITUATIONS))]
    assert dites == [(situation, retard) for _, situation, retard in SITUATIONS]
    assert set(activites.SITUATIONS) == {situation for _, situation, _ in SITUATIONS}
    # Les plus en retard devant ; la raison du retard à côté ; rien ne bloque une activité close.
    assert next(iter(lues)) == "A06" and lues["A06"].blocage == "Piste coupée"
    assert lues["A00"].blocage is None


def test_un_jour_ne_connait_que_ce_qui_l_a_precede(fabrique):
    _poser(fabrique, "A", date=J(2024, 3, 31), avancement_pct=40.0, fin_prevue=J(2024, 5, 1), budget_fcfa=100.0)
    _poser(fabrique, "A", date=J(2024, 5, 31), avancement_pct=100.0, fin=J(2024, 5, 20), fin_prevue=J(2024, 5, 1))
    _poser(fabrique, "B", date=J(2024, 5, 31), zone="SOCLE")
    base = ouvrir(edition_a_lire(fabrique.publier()))
    (avant,) = activites.lire_activites(base, Etendue("SOCLE", J(2024, 4, 30)))
    assert (avant.situation, avant.avancement_pct, avant.date_situation) == ("en cours", 40.0, J(2024, 3, 31))
    apres, projet = sorted(activites.lire_activites(base, TOUT), key=lambda a: a.code)
    assert (apres.situation, apres.retard_jours) == ("terminée", 19)
    # Une activité de tout le projet n'est dans aucune région.
    assert (projet.region, projet.niveau) == (None, "SOCLE")
    assert [a.code for a in activites.lire_activites(base, Etendue("GAO", DATE))] == ["A"]


def test_ce_qu_une_situation_tait(fabrique):
    """Budget et avancement sont les derniers connus, avec leur date ; engagé et décaissé, jamais (règle S30)."""
    connus = {"budget_fcfa": 200.0, "avancement_pct": 50.0, "engage_fcfa": 120.0, "decaisse_fcfa": 20.0}
    _poser(fabrique, "A", date=J(2024, 3, 31), **connus)
    _poser(fabrique, "A", date=J(2024, 5, 31), decaisse_fcfa=30.0)
    lue = _lire(fabrique)["A"]
    assert (lue.budget_fcfa, lue.engage_fcfa, lue.decaisse_fcfa) == (200.0, None, 30.0)
    assert (lue.avancement_pct, lue.date_avancement, lue.taux_decaisse_pct) == (50.0, J(2024, 3, 31), 15.0)
    # Un décaissement de mai ne se juge pas contre un avancement de mars (règle S31).
    assert lue.ecart_pts is None and lue.depense is None


def test_sous_et_surdepensee_au_dela_de_25_points(fabrique):
    """Règle S31 : des deux côtés, et 25 points tout juste ne se signalent pas."""
    for code, fait, paye in (("sous", 80, 50), ("bord", 75, 50), ("sur", 20, 50), ("bord2", 25, 50)):
        _poser(fabrique, code, avancement_pct=float(fait), budget_fcfa=100.0, decaisse_fcfa=float(paye))
    _poser(fabrique, "nul", avancement_pct=10.0, budget_fcfa=0.0, decaisse_fcfa=5.0)
    lues = _lire(fabrique)
    assert {code: (a.ecart_pts, a.depense) for code, a in lues.items()} == {
        "sous": (-30.0, "sous-dépensée"),
        "bord": (-25.0, "accordée"),
        "sur": (30.0, "surdépensée"),
        "bord2": (25.0, "accordée"),
        "nul": (None, None),
    }


def test_sans_nouvelle(fabrique):
    """Règle S32 : la dernière situation est d'une année passée ; une activité close n'attend plus de nouvelle."""
    _poser(fabrique, "vieille", date=J(2023, 12, 31), fin_prevue=J(2023, 12, 20))
    _poser(fabrique, "close", date=J(2023, 12, 31), avancement_pct=100.0)
    _poser(fabrique, "neuve", date=J(2024, 1, 1))
    lues = _lire(fabrique)
    assert {code: a.sans_nouvelle for code, a in lues.items()} == {"vieille": True, "close": False, "neuve": False}


def test_les_sommes_ne_reunissent_que_ce_qui_est_connu(fabrique):
    _poser(fabrique, "A", resultat="R1", avancement_pct=50.0, budget_fcfa=100.0, engage_fcfa=60.0, decaisse_fcfa=10.0)
    _poser(fabrique, "B", resultat="R1", avancement_pct=10.0, budget_fcfa=300.0)
    _poser(fabrique, "C", avancement_pct=90.0, engage_fcfa=5.0)
    lues = tuple(_lire(fabrique).values())
    r1, sans = activites.bilans(lues, lambda a: a.resultat or "non précisé")
    # Règle G22 : 50 % de 100 et 10 % de 300, soit 20 %.
    assert (r1.budget_fcfa, r1.sans_decaisse, r1.engage_pct, r1.decaisse_pct, r1.physique_pct) == (400, 1, 60, 10, 20)
    # Rien de connu : ni zéro, ni taux.
    assert (sans.groupe, sans.budget_fcfa, sans.sans_budget, sans.engage_pct, sans.physique_pct) == (
        *("non précisé", None, 1),
        *(None, None),
    )
    tout = activites.dresser_bilan("", lues)
    assert (tout.budget_fcfa, tout.engage_fcfa, tout.non_pesees) == (400, 65, 1)
    # Le dénominateur du décaissé est le budget de la seule qui dit les deux, non tout le budget connu.
    assert (tout.decaisse_pct, tout.budget_paye_fcfa, tout.non_payees) == (10, 100, 2)


def test_le_temps_du_projet(fabrique):
    fabrique.ajouter("projet", cle="date_debut", valeur="2024-01-01")
    fabrique.ajouter("projet", cle="date_fin", valeur="2024-12-31")
    base = ouvrir(edition_a_lire(fabrique.publier()))
    assert activites.lire_temps_ecoule(base, DATE) == pytest.approx(100 * 181 / 365)


def test_sans_dates_du_projet_ni_activite(fabrique):
    base = ouvrir(edition_a_lire(fabrique.publier()))
    assert activites.lire_temps_ecoule(base, DATE) is None
    assert activites.lire_activites(base, TOUT) == ()


def test_l_avancement_est_celui_de_l_indicateur(edition_demo):
    """À la même date et pour la même zone, l'avancement pesé par les budgets est l'exécution du plan (règle G22)."""
    base = ouvrir(edition_a_lire(edition_demo))
    publies = base.lire(
        "SELECT code_zone, valeur FROM valeurs JOIN indicateur ON indicateur.code = code_indicateur "
        "WHERE source_calcul = 'execution_ptba' AND type_periode = 'cumul' AND periode = '2024-06' "
        "AND dimension IS NULL"
    )
    assert len(publies) == 4
    for zone, valeur in zip(publies["code_zone"], publies["valeur"], strict=True):
        lues = activites.lire_activites(base, Etendue(zone, DATE))
        assert activites.dresser_bilan("", lues).physique_pct == pytest.approx(valeur)
        # Chaque situation reçue d'une activité est dans sa fiche, la dernière étant celle du tableau.
        situations = activites.lire_situations(base, lues[0].code, lues[0].code_zone, DATE)
        assert situations[-1].date == lues[0].date_situation
