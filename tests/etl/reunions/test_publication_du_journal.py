"""La publication prend le journal : chiffres, priorité sur les classeurs, écarts, publics (règles D6 et D7)."""

import datetime as dt
import sqlite3
from types import SimpleNamespace

import duckdb
import pytest

from domaine import chemins
from domaine.catalogue import est_bloquant
from domaine.reglages import reglages
from etl.commandes import chargement
from etl.commandes.chargement import DepotsReels, a_jour, charger, charger_demonstration, republier
from etl.commandes.retraits import retirer_depot
from etl.controles.verification import verifier
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.edition.reunions import deposer, depot_a_faire
from etl.fichiers.depots import Depots, JournalIllisible
from etl.fichiers.recu import lire_recu
from etl.gel import figer
from etl.gel.admission import AFiger
from etl.reunions.export import exporter
from tests.etl.atelier import lire_edition
from tests.etl.petits_classeurs import ecrire
from tests.etl.reunions.atelier_reunions import CLASSEUR, JOUR, MUET, changer, decider, passer, preparer

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


def _termes(donnees, code, periode="2023-T1"):
    ou = f"code_indicateur = '{code}' AND code_zone = 'SOCLE' AND periode = '{periode}' AND dimension IS NULL"
    demande = f"SELECT numerateur, denominateur FROM valeurs WHERE type_periode = 'trimestre' AND {ou}"
    (termes,) = lire_edition(donnees, demande)
    return termes


def _reunion_tenue(donnees):
    """Une réunion tenue, une décision exécutée à l'échéance, et celle du classeur exécutée en retard."""
    ouverte = passer(donnees, preparer(donnees), "ouverte")
    numero = ouverte.id_reunion
    decider(donnees, numero, echeance="2023-03-20", points=["P1", "P2"], texte="=Écrire au préfet, « vite » ; oui")
    changer(donnees, f"{numero}-D1", 1, "exécutée", date_execution="2023-03-15", reunion_du_geste=numero)
    changer(donnees, CLASSEUR["id_decision"], 0, "exécutée", date_execution="2023-04-20")
    return ouverte


def test_une_publication_prend_le_journal(donnees):
    """Règle D6 : réunions tenues et décisions exécutées à l'échéance, avant et après."""
    assert _termes(donnees, "R3.2") == (1, 1) and _termes(donnees, "R3.3", "2023-T2") == (0, 1)
    preparer(donnees, date="2023-03-12")
    ouverte = _reunion_tenue(donnees)
    assert not a_jour(donnees, Depots(donnees))
    republier(donnees, MUET)
    # Deux réunions de plus prévues au premier trimestre, dont une tenue ; une décision échue, exécutée à temps.
    assert _termes(donnees, "R3.2") == (2, 3) and _termes(donnees, "R3.3") == (1, 1)
    lues = lire_edition(donnees, "SELECT id_decision, texte, statut, id_point, fichier FROM decision ORDER BY ALL")
    texte = "=Écrire au préfet, « vite » ; oui"
    assert lues[:2] == [
        ("BKO-COO-29-D1", "Relire le plan", "exécutée", None, "Journal des réunions"),
        ("COO-31-D1", texte, "exécutée", "P1;P2", "Journal des réunions"),
    ]
    points = lire_edition(donnees, "FROM points_des_decisions() WHERE id_decision = 'COO-31-D1' ORDER BY ALL")
    assert points == [("COO-31-D1", "P1"), ("COO-31-D1", "P2")]
    dates = lire_edition(donnees, "SELECT date_prevue, date FROM reunion WHERE id_reunion LIKE 'COO%' ORDER BY ALL")
    assert dates == [(dt.date(2023, 3, 10), dt.date(2023, 3, 10)), (dt.date(2023, 3, 12), None)]
    assert lire_edition(donnees, "FROM anomalie WHERE code = 'tenue_au_journal'") == []
    # Rien de neuf : le même journal n'est pas déposé deux fois ; clore n'y change rien non plus.
    passer(donnees, ouverte, "close")
    assert a_jour(donnees, Depots(donnees)) and len(Depots(donnees).lister()) == 3
    avant = lire_edition(donnees, "SELECT valeur FROM info WHERE cle = 'empreinte'")
    republier(donnees, MUET)
    assert lire_edition(donnees, "SELECT valeur FROM info WHERE cle = 'empreinte'") == avant
    assert len(Depots(donnees).lister()) == 3


@pytest.mark.parametrize("journal_d_abord", [True, False])
def test_le_journal_l_emporte_sur_un_classeur_et_l_ecart_se_dit(donnees, tmp_path, journal_d_abord):
    """Règle D6, dans les deux ordres ; ce que le classeur dit autrement n'est pas perdu."""
    passer(donnees, preparer(donnees), "ouverte")
    decider(donnees, "COO-30")
    if journal_d_abord:
        republier(donnees, MUET)
    autre = {"id_decision": "COO-30-D1", "date": JOUR, "texte": "Autre texte", "statut": "exécutée"}
    reunion = {"id_reunion": "COO-30", "instance": "Comité de pilotage", "date": JOUR}
    charger(donnees, [ecrire(tmp_path / "autre.xlsx", Décisions=[autre], Réunions=[reunion])], MUET)
    (lue,) = lire_edition(donnees, "SELECT texte, statut, fichier FROM decision WHERE id_decision = 'COO-30-D1'")
    assert lue == ("Envoyer le rapport", "à faire", "Journal des réunions")
    dites = lire_edition(donnees, "SELECT fichier, gravite, message FROM anomalie WHERE code = 'tenue_au_journal'")
    assert {(f, g) for f, g, _ in dites} == {("autre.xlsx", "à vérifier")} and len(dites) == 2
    textes = " ".join(message for *_, message in dites)
    assert "texte «Autre texte»" in textes and "instance «Comité de pilotage»" in textes
    # Un classeur d'avant le journal ne le contredit pas d'avoir, depuis, changé de statut.
    assert ("statut «exécutée»" in textes) is journal_d_abord


def test_une_decision_a_venir_attend_son_jour(donnees):
    demain = (dt.date.today() + dt.timedelta(days=1)).isoformat()
    preparer(donnees, date=demain)
    decider(donnees, "COO-30", echeance=demain)
    republier(donnees, MUET)
    assert lire_edition(donnees, "SELECT count(*) FROM decision WHERE id_reunion = 'COO-30'") == [(0,)]
    assert lire_edition(donnees, "SELECT date FROM reunion WHERE id_reunion = 'COO-30'") == [(None,)]
    assert lire_edition(donnees, "FROM quarantaine") == []


def test_un_aller_et_retour_du_journal_est_un_depot_de_plus(donnees):
    preparer(donnees)
    decider(donnees, "COO-30")
    premier = depot_a_faire(donnees, Depots(donnees))
    deposer(donnees, Depots(donnees))
    for version, echeance in ((1, "2023-06-01"), (2, "2023-05-01")):
        changer(donnees, "COO-30-D1", version, "à faire", echeance=echeance, motif="Essai")
        depots = deposer(donnees, Depots(donnees))
    assert len(depots) == 5 and premier.sha256 == depots[2].sha256 != depots[4].sha256


def test_le_journal_ne_se_retire_pas_des_chiffres(donnees):
    preparer(donnees)
    deposer(donnees, Depots(donnees))
    with pytest.raises(DemandeInvalide, match="est le journal des réunions"):
        retirer_depot(donnees, 3, "erreur", MUET)


def test_un_journal_abime_arrete_la_publication_et_le_dit(donnees):
    chemins.journal_des_reunions(donnees).write_bytes(b"rien de bon" * 100)
    with pytest.raises(JournalIllisible, match="sauvegarde"):
        republier(donnees, MUET)
    with pytest.raises(sqlite3.Error):
        preparer(donnees)


def test_plusieurs_points_se_lisent_et_se_controlent_un_a_un(donnees, tmp_path):
    deux = {"date": JOUR, "texte": "x"}
    fichier = ecrire(
        tmp_path / "points.xlsx",
        Décisions=[
            deux | {"id_decision": "A", "id_point": " P1 ;P2; P1"},
            deux | {"id_decision": "B", "id_point": "P1;P9"},
        ],
    )
    charger(donnees, [fichier], MUET)
    assert lire_edition(donnees, "SELECT id_point FROM decision WHERE id_decision IN ('A', 'B')") == [("P1;P2",)]
    inconnus = lire_edition(donnees, "SELECT valeur FROM anomalie WHERE code = 'identifiant_inconnu'")
    assert inconnus == [("P9",)]


def test_l_export_se_relit_sans_anomalie_bloquante(donnees, tmp_path):
    _reunion_tenue(donnees)
    exporter(donnees, tmp_path / "journal.xlsx")
    lue = verifier(donnees, [tmp_path / "journal.xlsx"])
    assert not [a.message for a in lue.anomalies if est_bloquant(a.code)]
    charger(donnees, [tmp_path / "journal.xlsx"], MUET)
    # L'édition a pris le journal ; le classeur, neutralisé, dit le même texte précédé d'une apostrophe.
    (texte,) = lire_edition(donnees, "SELECT texte FROM decision WHERE id_decision = 'COO-30-D1'")
    assert texte == ("=Écrire au préfet, « vite » ; oui",)


def test_la_demonstration_reprend_le_journal_et_garde_son_nom(donnees, monkeypatch):
    """Elle refuse de vrais dépôts ; un journal tenu sur elle n'en est pas un, et revient après elle."""
    depots = Depots(donnees)
    with pytest.raises(DepotsReels):
        charger_demonstration(donnees, MUET)
    classeurs = [SimpleNamespace(chemin=depots.chemin(d), par=d.par, recu_le=d.recu) for d in depots.lister()]
    monkeypatch.setattr(chargement, "ecrire_demonstration", lambda _dossier: classeurs)
    depots.remplacer_demonstration([(lire_recu(c.chemin, reglages()), c.par, c.recu_le) for c in classeurs])
    preparer(donnees)
    deposer(donnees, depots)
    charger_demonstration(donnees, MUET)
    assert [d.origine for d in depots.lister()] == ["demo", "demo", "reunions"]
    assert dossier.manifeste(donnees, dossier.courante(donnees))["demonstration"]


@pytest.mark.parametrize("public", ["partenaires", "bailleur"])
def test_rien_du_journal_n_entre_dans_l_edition_d_un_autre_public(donnees, public):
    """Règle D7 : ni texte, ni responsable, ni motif, ni nom de fichier."""
    preparer(donnees, lieu="Lieu-du-journal")
    decider(donnees, "COO-30", texte="Texte-du-journal", responsable="gouvernorat")
    changer(donnees, "COO-30-D1", 1, "abandonnée", motif="Motif-du-journal")
    republier(donnees, MUET)
    demande = AFiger(public=public, titre="T2", periode="2023-T2", rapport=False)
    base = dossier.chemin_base(donnees, figer.figer(donnees, demande, MUET)["id"])
    octets = base.read_bytes() + (base.parent / chemins.MANIFESTE).read_bytes()
    for mot in ("Lieu-du-journal", "Texte-du-journal", "Motif-du-journal", "gouvernorat", "Journal des", "COO-30"):
        assert mot.encode() not in octets, mot
    with duckdb.connect(str(base), read_only=True) as connexion:
        for table in ("reunion", "decision", "chargement", "revision"):
            assert connexion.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
