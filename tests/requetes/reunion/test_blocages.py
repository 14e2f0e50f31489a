"""Les points bloqués sans décision, celles que l'on vient de prendre comprises (règle V6)."""

import pytest

from domaine.journal import A_FAIRE, ABANDONNEE, Journal
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.edition.referentiel import informations
from requetes.parcours.comptes import bilans
from requetes.parcours.points import points_en_parcours
from requetes.parcours.selection import Selection
from requetes.reunion.blocages import bloques_sans_decision
from tests.rapports.jouee import decision


@pytest.fixture(scope="module")
def base(edition_demo):
    ouverte = ouvrir(edition_a_lire(edition_demo))
    yield ouverte
    ouverte.fermer()


def _decision(points, statut=A_FAIRE):
    return decision(1, points=points, statut=statut)


def test_une_decision_prise_en_seance_compte_aussitot(base):
    choix = Selection(informations(base)["date_donnees"])
    bloques = tuple(p.id_point for p in points_en_parcours(base, choix) if p.blocage is not None)
    (bilan,) = bilans(base, choix)
    assert bloques_sans_decision(base, choix, Journal()) == bilan.sans_decision == len(bloques) > 10
    assert bloques_sans_decision(base, choix, Journal(decisions=(_decision(bloques[:3]),))) == len(bloques) - 3
    assert bloques_sans_decision(base, choix, Journal(decisions=(_decision(bloques),))) == 0
    assert bloques_sans_decision(base, choix, Journal(decisions=(_decision(bloques, ABANDONNEE),))) == len(bloques)
