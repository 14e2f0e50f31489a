"""Les décisions à un jour, comptées à la main : situation, retard gardé, zone, échéances ; et l'indicateur."""

import datetime as dt

import pytest

from domaine.periodes import lire_periode
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.fiches.decisions import decisions_du_point
from requetes.registres.commun import Etendue
from requetes.registres.decisions import SOUS_UN_MOIS
from requetes.registres.vivantes import lire_decisions
from tests.requetes.fabrique_fiches import GAO, JUIN, MARS, FabriqueFiches, le


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("decisions"))
    f.recu("reunion", id_reunion="R", instance="Comité", code_zone="MENAKA", date=le(1, 2))
    f.recu("projet_service", id_projet="P1", intitule="Écoles", code_zone="ML1001")
    f.point("A", "Forage", "eau", GAO)
    f.indicateur("S1", libelle_court="Points")
    f.decision("echue", le(31, 3), code_zone="GAO", responsable="Préfet", code_indicateur="S1")
    f.decision("tard", le(15, 3), code_zone="GAO", date_execution=le(20, 3), statut="exécutée")
    f.decision("a_temps", le(10, 5), code_zone="GAO", date_execution=le(10, 5))
    f.decision("sans_date", le(10, 5), code_zone="GAO", statut="exécutée")
    f.decision("abandonnee", le(1, 4), code_zone="GAO", statut="abandonnée")
    f.decision("sans_echeance", None, id_point="A")
    f.decision("jour_meme", JUIN, id_projet="P1")
    f.decision("sous_un_mois", le(30, 7), id_reunion="R")
    f.decision("plus_tard", le(31, 7), id_reunion="inconnue")
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def _lues(base, jour=JUIN, zone="SOCLE", debut=None):
    return {d.identifiant: d for d in lire_decisions(base, Etendue(zone, jour, debut))}


def test_une_decision_a_la_situation_du_jour_lu(base):
    """Règles V7 et S24."""
    assert {i: d.situation for i, d in _lues(base).items()} == {
        "echue": "en retard",
        "jour_meme": "ouverte",
        "sous_un_mois": "ouverte",
        "plus_tard": "ouverte",
        "sans_echeance": "ouverte",
        "tard": "exécutée",
        "a_temps": "exécutée",
        "sans_date": "exécutée",
        "abandonnee": "abandonnée",
    }
    # Le 17 mars, celle du 15 était en retard, et rien de ce qui a suivi n'était fait ; le 31 janvier, rien n'est pris.
    mars = _lues(base, le(17, 3))
    assert (mars["tard"].situation, mars["tard"].retard_jours, mars["a_temps"].situation) == ("en retard", 2, "ouverte")
    assert _lues(base, le(31, 1)) == {}


def test_le_retard_se_garde_et_ne_s_invente_pas(base):
    """Règles S1 et S26 : sans échéance, sans date d'exécution, abandonnée, personne ne sait : jamais à l'heure."""
    assert {i: d.retard_jours for i, d in _lues(base).items()} == {
        "echue": 91, "tard": 5, "a_temps": 0, "jour_meme": 0, "sous_un_mois": 0, "plus_tard": 0,
        "sans_echeance": None, "sans_date": None, "abandonnee": None,
    }  # fmt: skip


def test_une_decision_a_sa_zone_celle_de_ce_qu_elle_nomme_ou_tout_le_projet(base):
    """Règle V12."""
    lues = _lues(base)
    zones = {i: lues[i].code_zone for i in ("echue", "sans_echeance", "jour_meme", "sous_un_mois", "plus_tard")}
    assert list(zones.values()) == ["GAO", GAO, "ML1001", "MENAKA", "SOCLE"]
    assert [lues[i].portee for i in zones] == ["Gao (région)", "Forage", "Écoles", "Ménaka (région)", "SOCLE"]
    assert set(_lues(base, zone="MENAKA")) == {"jour_meme", "sous_un_mois"}
    assert (lues["sous_un_mois"].instance, lues["plus_tard"].instance) == ("Comité", None)
    assert (lues["echue"].code_indicateur, lues["echue"].indicateur) == ("S1", "Points")
    # La fiche d'un point rend la même rangée.
    assert decisions_du_point(base, "A") == (lues["sans_echeance"],)


def test_une_periode_garde_ce_qui_la_concerne(base):
    """Règle S24."""
    # «tard», close en mars, n'est plus du T2 ; «echue» y est encore à faire.
    assert set(_lues(base)) - set(_lues(base, debut=le(1, 4))) == {"tard"}
    assert "abandonnee" not in _lues(base, debut=le(1, 5))


def test_ce_qui_compte_a_l_echeance(base):
    """Règles G21 et S26 : les échéances de la période ; sans zone à elle, une décision ne compte qu'au projet."""

    def compte(**lue):
        lues = _lues(base, **lue)
        return {i for i, d in lues.items() if d.echue}, {i for i, d in lues.items() if d.a_l_echeance}

    assert compte(zone="GAO", debut=le(1, 4)) == ({"abandonnee", "a_temps", "sans_date"}, {"a_temps"})
    assert compte(jour=MARS) == ({"echue", "tard"}, set())
    assert "jour_meme" in compte()[0] and "jour_meme" in compte(zone="MENAKA")[0], "c'est la région de son point"


def test_ce_qui_est_du_bientot(base):
    """Règle S27 : le jour lu compris, le trentième aussi ; ni en retard, ni sans échéance."""
    assert {i for i, d in _lues(base).items() if d.due_sous(SOUS_UN_MOIS)} == {"jour_meme", "sous_un_mois"}


@pytest.mark.lent
def test_la_page_et_l_indicateur_disent_le_meme_chiffre(donnees_demo):
    """Règles G21 et S26 : chaque trimestre, chaque année finie et le cumul, dans chaque région."""
    lue = ouvrir(edition_a_lire(donnees_demo))
    rangees = lue.lire("""
        SELECT code_zone, type_periode, periode, valeurs.numerateur, valeurs.denominateur
        FROM valeurs JOIN indicateur ON code = code_indicateur AND source_calcul = 'decisions_executees'
        WHERE dimension IS NULL
    """)
    assert len(rangees) > 80
    for r in rangees.itertuples():
        periode = lire_periode(r.periode)
        debut = None if r.type_periode == "cumul" else periode.debut
        lues = lire_decisions(lue, Etendue(r.code_zone, min(periode.fin, dt.date(2024, 6, 30)), debut))
        dues = sum(d.echue for d in lues)
        # Sans échéance dans la période, l'indicateur n'a pas de valeur : ni zéro, ni 100 %.
        attendu = (r.numerateur, r.denominateur) if dues else (0, 0)
        assert (sum(d.a_l_echeance for d in lues), dues) == attendu, r
