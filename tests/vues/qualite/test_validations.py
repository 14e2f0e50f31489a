"""Ce qu'une période dit d'un geste que l'édition ne tient pas encore (règle A10)."""

import datetime as dt

import pytest

from domaine.preuve.validation import Validation
from requetes.edition.validations import PeriodeSuivie
from vues.qualite.validations import _ligne


@pytest.mark.parametrize(("statut", "depuis"), [("à revalider", True), ("validé", False), ("retourné", True)])
def test_seul_un_geste_venu_apres_l_edition_attend_la_publication(statut, depuis):
    """Le classeur qui a parlé après le journal ne fait pas dire que le journal attend."""
    publie_le = dt.datetime(2024, 7, 2, 10, 0)
    quand = publie_le + dt.timedelta(minutes=5 if depuis else -5)
    inscrit_le = quand.astimezone().astimezone(dt.UTC).isoformat()
    geste = Validation(
        rang=1, cle="c", inscrit_le=inscrit_le, version=1, code_zone="GAO", periode="2024-06", statut="soumis", par="x"
    )
    suivie = PeriodeSuivie(code_zone="GAO", zone="Gao", periode="2024-06", fin=dt.date(2024, 6, 30), statut=statut)
    ligne = _ligne(suivie, {geste.sujet: geste}, publie_le.isoformat())
    assert ligne["Depuis cette édition"] == ("soumis, compté à la publication" if depuis else "")
