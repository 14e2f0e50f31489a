"""Les réserves : ce qui reste dehors ou entré mais douteux, et les chiffres que cela pourrait changer (règle Q24)."""

import datetime as dt

import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.edition.referentiel import lire_referentiel
from requetes.qualite.reserves import lire_reserves

JUIN = dt.date(2024, 6, 30)


@pytest.fixture(scope="module")
def base(edition_demo):
    base = ouvrir(edition_a_lire(edition_demo))
    yield base
    base.fermer()


def _lues(base, jour):
    lues = lire_reserves(base, lire_referentiel(base).indicateurs.values(), jour)
    return {r.feuille: r for r in lues}


def test_toute_la_quarantaine_est_comptee(base):
    lues = _lues(base, JUIN)
    [gardees] = base.lire("SELECT count(*) AS n FROM quarantaine")["n"]
    assert sum(r.mises_de_cote for r in lues.values()) == gardees > 0
    entrees = "anomalie WHERE gravite <> 'bloquante' AND ligne IS NOT NULL AND feuille <> 'Cibles'"
    signalees = base.lire(f"SELECT count(DISTINCT (id_chargement, feuille, ligne)) AS n FROM {entrees}")["n"].iloc[0]
    assert sum(r.a_verifier for r in lues.values()) <= signalees


def test_chaque_feuille_dit_ce_qu_elle_pourrait_changer(base):
    lues = _lues(base, JUIN)
    assert lues["Visites"].indicateurs == ("OS1", "OS2", "R2.4", "R2.5", "R2.7")
    assert lues["Événements"].indicateurs == ()
    assert "R1.6" in lues["Valeurs"].indicateurs and "R2.7" not in lues["Valeurs"].indicateurs
    assert lues["Avancement"].regions == "Gao"


def test_une_ligne_d_apres_la_lecture_n_y_est_pas(base):
    """Règle P11 ; une ligne qui ne dit pas de jour y est toujours."""
    avant, apres = (_lues(base, j) for j in (dt.date(2024, 3, 31), JUIN))
    assert avant["Étapes"].a_verifier < apres["Étapes"].a_verifier
    assert avant["Points"] == apres["Points"], "un point n'a pas de jour"
