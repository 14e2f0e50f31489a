"""Les décisions de l'édition et du journal, ensemble : remplacées par identifiant, jugées par les mêmes règles."""

import dataclasses
import datetime as dt

import pytest

from domaine.journal import CLOSE, Journal, Reunion
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.registres.commun import Etendue
from requetes.registres.vivantes import lire_decisions
from tests.rapports.jouee import decision
from tests.requetes.fabrique_fiches import GAO, JUIN, FabriqueFiches, le

JUILLET = dt.date(2024, 7, 15)
REUNION = Reunion(
    rang=1,
    cle="k",
    inscrit_le="2024-07-02T10:00:00Z",
    id_reunion="COO-1",
    version=1,
    instance="Coordination",
    code_zone="GAO",
    date="2024-07-02",
    lieu="à distance",
    edition="e",
    edition_precedente="",
    ordre=(),
    presents=(),
    etat=CLOSE,
)
PRISE = decision(
    1,
    id_decision="COO-1-D1",
    id_reunion="COO-1",
    date="2024-07-02",
    texte="Revoir le forage",
    responsable="Préfet",
    echeance="2024-07-10",
    reunion_du_geste="COO-1",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("vivantes"))
    f.recu("reunion", id_reunion="R", instance="Comité", code_zone="MENAKA", date=le(1, 2))
    f.point("A", "Forage", "eau", GAO)
    f.decision("ancienne", le(31, 3), code_zone="GAO")
    f.decision("prolongee", le(31, 3), id_reunion="R")
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def _lues(base, *decisions, jour=JUILLET, zone="SOCLE"):
    journal = Journal((REUNION,), tuple(dataclasses.replace(PRISE, rang=n, **d) for n, d in enumerate(decisions, 1)))
    return {d.identifiant: d for d in lire_decisions(base, Etendue(zone, jour), journal)}


def test_une_decision_du_journal_se_juge_comme_les_autres(base):
    """Règles V7 et S1."""
    lue = _lues(base, {"points": ("A",)})["COO-1-D1"]
    assert (lue.situation, lue.retard_jours, lue.instance, lue.date_reunion) == (
        "en retard",
        5,
        "Coordination",
        dt.date(2024, 7, 2),
    )
    assert (lue.code_zone, lue.point, lue.fichier) == (GAO, "Forage", None)
    assert _lues(base, {"date_execution": "2024-07-12", "statut": "exécutée"})["COO-1-D1"].retard_jours == 2
    assert _lues(base, {"statut": "abandonnée", "motif": "sans objet"})["COO-1-D1"].situation == "abandonnée"
    assert "COO-1-D1" not in _lues(base, {}, jour=le(1, 6)), "prise après, elle n'est pas là (règle S24)"


def test_sans_zone_elle_a_celle_de_sa_reunion(base):
    """Règle V12."""
    assert "COO-1-D1" in _lues(base, {}, zone="GAO") and "COO-1-D1" not in _lues(base, {}, zone="MENAKA")
    # Deux points d'une même commune la situent : c'est la leur.
    assert _lues(base, {"points": ("A", "B")})["COO-1-D1"].code_zone == "ML070303"


def test_la_derniere_version_remplace_celle_de_l_edition(base):
    reportee = {"id_decision": "prolongee", "id_reunion": "R", "date": "2024-01-05", "echeance": "2024-08-01"}
    lues = _lues(base, reportee, reportee | {"version": 2, "echeance": "2024-09-01", "motif": "crue"})
    assert sorted(lues) == ["ancienne", "prolongee"]
    lue = lues["prolongee"]
    assert (lue.situation, lue.echeance, lue.instance) == ("ouverte", dt.date(2024, 9, 1), "Comité")


def test_une_decision_de_classeur_garde_le_jour_ou_elle_fut_prise(base):
    venue = {
        "id_decision": "ancienne",
        "id_reunion": "",
        "date": "",
        "responsable": "",
        "echeance": "",
        "code_zone": "GAO",
    }
    lue = _lues(base, venue)["ancienne"]
    (avant,) = (d for d in lire_decisions(base, Etendue("GAO", JUILLET)) if d.identifiant == "ancienne")
    assert (lue.date, lue.echeance, lue.responsable, lue.situation) == (avant.date, None, None, "ouverte")


def test_une_date_fixee_ne_cache_pas_ce_que_la_reunion_decide(tmp_path):
    """Règle P5 : l'édition figée taisait ce qui la suit ; la réunion qui la montre, elle, décide après."""
    f = FabriqueFiches(tmp_path)
    f.info["date_fixee"] = JUIN.isoformat()
    base = ouvrir(edition_a_lire(f.publier()))
    try:
        assert _lues(base, {})["COO-1-D1"].situation == "en retard"
        assert _lues(base, {"statut": "exécutée", "date_execution": "2024-07-05"})["COO-1-D1"].situation == "exécutée"
    finally:
        base.fermer()
