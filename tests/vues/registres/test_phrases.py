"""Les phrases des pages de registre, sur des lignes posées à la main : ce qui manque se dit, le français s'accorde."""

import datetime as dt
from dataclasses import fields
from types import SimpleNamespace

import pytest

from rapports.contenu import activites as partie
from rapports.contenu import finances
from requetes.registres.activites import Activite, dresser_bilan
from requetes.registres.chantiers import Chantier
from requetes.registres.decisions import Decision
from requetes.registres.operateurs import Operateur
from vues.registres import activites, chantiers, decisions, operateurs

J = dt.date
JOUR = J(2024, 6, 30)


def _ligne(forme, **cellules):
    """Une ligne dont tout ce qui n'est pas dit est `None`."""
    return forme(**({c.name: None for c in fields(forme)} | cellules))


def _vue(lignes, registre=None, **autres):
    contexte = SimpleNamespace(remise=False, argent=True, date_donnees=JOUR)
    tout = {"choix": {}, "absentes": frozenset(), "contexte": contexte, "jour": JOUR, "registre": registre}
    return SimpleNamespace(lignes=tuple(lignes), **(tout | autres))


def _lu(phrase):
    return phrase.replace("\u00a0", " ").replace("**", "")


RECU = {"etat": "réceptionné", "date_reception": J(2024, 5, 1), "retard_jours": 40}
EN_COURS = {"etat": "en cours", "nom": "M", "date_releve": JOUR}
A_L_HEURE, TARD, SANS_FIN = (EN_COURS | {"retard_jours": j} for j in (0, 12, None))
BLOQUE = SANS_FIN | {"incident": "Crue", "bloque": True}
CHANTIERS = [
    ([RECU], "1 chantier réceptionné sur 1."),
    (
        [RECU, TARD, *[A_L_HEURE] * 4],
        "1 chantier réceptionné sur 6 ; 1 des 5 autres a dépassé sa fin prévue, M (12 jours)",
    ),
    ([RECU, TARD, TARD], "2 des 2 autres ont dépassé leur fin prévue, le plus en retard est M (12 jours) ; bloqués"),
    (
        [A_L_HEURE],
        "0 chantier réceptionné sur 1 ; le seul autre n’a pas dépassé sa fin prévue ; bloqués par un incident : 0.",
    ),
    ([RECU, BLOQUE], "sur 2 ; 1 sans fin prévue, dont le retard n’est pas connu ; bloqués par un incident : 1."),
    # Sans relevé, zéro bloqué serait faux.
    ([RECU, A_L_HEURE | {"date_releve": None}], "sa fin prévue ; aucun relevé ne dit s’il en est de bloqués."),
    ([SANS_FIN, TARD], "le seul autre dont la fin est prévue l’a dépassée, M (12 jours) ; 1 sans fin prévue"),
    ([SANS_FIN, A_L_HEURE, A_L_HEURE], "aucun des 2 autres dont la fin est prévue ne l’a dépassée ; 1 sans fin prévue"),
]


@pytest.mark.parametrize(("lignes", "dit"), CHANTIERS)
def test_un_chantier_sans_fin_prevue_n_est_pas_a_l_heure(lignes, dit):
    """Règle S1."""
    assert dit in _lu(chantiers._dire(_vue(_ligne(Chantier, ouvrage="mairie", zone="Gao", **x) for x in lignes)))


DEPENSES = [
    ([None, None], "la dépense ne se juge pas"),
    ([None, "accordée"], "aucune sous-dépensée ni surdépensée de plus de 25 points, sur 1 jugée"),
    (["sous-dépensée", "accordée", None], "1 sous-dépensée, sur 2 jugées (plus de 25 points"),
    (["sous-dépensée", "sous-dépensée", "surdépensée"], "2 sous-dépensées, 1 surdépensée, sur 3 jugées"),
]


@pytest.mark.parametrize(("depenses", "dit"), DEPENSES)
def test_la_depense_se_dit_sur_celles_qui_se_jugent(depenses, dit):
    """Règle S31."""
    lignes = [_ligne(Activite, situation="en cours", depense=d) for d in depenses]
    assert dit in _lu(activites._dire(_vue(lignes)))


def test_une_activite_close_s_arrete_a_sa_derniere_nouvelle():
    """Terminée ou annulée on ne sait quand, elle n'est pas encore en cours le jour lu."""
    dates = {"date_situation": J(2024, 3, 31), "debut": J(2024, 1, 1), "sans_nouvelle": False}
    arrets = {
        s: activites._jusqu_a(_ligne(Activite, situation=s, **dates)) for s in ("terminée", "annulée", "en cours")
    }
    assert arrets == {"terminée": J(2024, 3, 31), "annulée": J(2024, 3, 31), "en cours": None}
    assert activites._jusqu_a(_ligne(Activite, situation="terminée", fin=J(2024, 2, 1), **dates)) == J(2024, 2, 1)


def test_ce_qui_est_du_plus_tard_s_accorde(monkeypatch):
    dits = []
    monkeypatch.setattr(
        decisions, "st", SimpleNamespace(markdown=dits.append, caption=dits.append, info=lambda *_, **__: 0)
    )
    plus_tard = [_ligne(Decision, situation="ouverte") for _ in range(3)]
    for lignes in (plus_tard, plus_tard[:1]):
        decisions._montrer_les_echeances(_vue(lignes))
    assert "3 dues plus tard" in _lu(dits[1]) and "1 due plus tard" in _lu(dits[3])


def test_le_chiffre_de_l_indicateur_est_celui_de_toutes_les_decisions():
    """D'un responsable choisi, la part à l'échéance n'est plus celle de l'indicateur (règle S26)."""
    registre = decisions.DECISIONS
    assert "le chiffre de l’indicateur" in decisions._dire_l_indicateur(_vue([], registre))
    assert "lignes retenues" in decisions._dire_l_indicateur(_vue([], registre, choix={"responsable": "préfet"}))
    assert "le chiffre de l’indicateur" in decisions._dire_l_indicateur(
        _vue([], registre, choix={"situation_decision": "ouverte"})
    )
    assert "s’arrête à la date des données" in decisions._dire_l_indicateur(
        _vue([], registre, jour=JOUR + dt.timedelta(days=1))
    )


def test_le_rapport_dit_combien_d_activites_pesent():
    pesee = {"avancement_pct": 50.0, "budget_fcfa": 100.0, "decaisse_fcfa": 20.0, "situation": "terminée"}
    lignes = (_ligne(Activite, **pesee), _ligne(Activite, situation="en retard"))
    assert "dont 1 terminée et 1 en retard" in _lu(partie._dire(lignes))
    bilan = dresser_bilan("", lignes)
    assert "en retard de 30,0 points" in _lu(finances._dire(bilan)) and finances._rangee(bilan)[7].texte == "1/2"


def test_sans_debut_la_courbe_ne_dit_pas_que_le_montant_manque(monkeypatch):
    dits = []
    st = SimpleNamespace(info=lambda texte, **_: dits.append(texte), caption=dits.append)
    monkeypatch.setattr(chantiers, "st", st)
    monkeypatch.setattr(chantiers, "donnees", SimpleNamespace(lire=lambda *_: ()))
    vue = _vue([_ligne(Chantier, identifiant="C", montant_fcfa=5.0, date_fin_prevue=JOUR)])
    vue.contexte.edition = None
    chantiers._montrer_courbe(vue)
    assert "Aucun début, prévu ou réel" in dits[0] and "montant" not in dits[0]
    # Une seule fin prévue ne se place pas dans le temps ; elle n'est pas pour autant sans date.
    monkeypatch.setattr(chantiers, "afficher_graphique", lambda *_, **__: None)
    vue.montrees = vue.lignes
    chantiers._montrer_gantt(vue)
    assert "1 chantier sans début" in _lu(dits[1])


def test_un_operateur_choisi_n_est_le_premier_de_personne(monkeypatch):
    """Règle S33."""
    zeros = {"faits": 0, "attendent": 0, "retombes": 0, "non_vus": 0, "notes": 8, "suffisantes": 4}
    a, b = (
        _ligne(
            Operateur,
            nom=n,
            fonctionnent=f,
            restaures_un_an=10,
            suffisantes_pct=50.0,
            fonctionnent_pct=10.0 * f,
            **zeros,
        )
        for n, f in (("A", 9), ("B", 8))
    )
    monkeypatch.setattr(operateurs, "_lire", lambda _: (a, b))
    dit = _lu(operateurs._dire(_vue([])))
    assert "A a la plus grande part de points qui fonctionnent, 90 % (9/10)" in dit
    monkeypatch.setattr(operateurs, "_lire", lambda _: (b,))
    assert "le mieux" not in _lu(operateurs._dire(_vue([])))
    seul = _lu(operateurs._dire(_vue([], choix={"operateur": "B"})))
    assert seul.startswith("B, 50 % (4/8) de ses notes") and "le mieux" not in seul and "ne se compare" not in seul
