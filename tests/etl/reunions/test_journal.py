"""Le journal des réunions : numéros, clés, versions, refus, et ce que la base elle-même interdit."""

import datetime as dt
import sqlite3

import pytest

from domaine import chemins
from domaine.journal import ABANDONNEE, DEPUIS_CLASSEUR, lire
from etl.demande import DemandeInvalide
from etl.gel import figer
from etl.gel.admission import AFiger
from etl.reunions import journal
from etl.reunions.conflit import ConflitDeVersion
from etl.reunions.porte import sauvegarder
from tests.etl.reunions.atelier_reunions import CLASSEUR, JOUR, MUET, changer, cle, decider, passer, preparer

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


def _journal(donnees):
    return lire(chemins.journal_des_reunions(donnees))


def test_le_serveur_donne_les_numeros(donnees):
    """Règle D2 : après les réunions reçues par classeur, de la même instance et de la même zone."""
    assert preparer(donnees).id_reunion == "COO-30"
    assert preparer(donnees).id_reunion == "COO-31"
    assert preparer(donnees, instance="suivi regional", code_zone="GAO").id_reunion == "SUI-GAO-12"
    assert preparer(donnees, instance="Comité régional de suivi", code_zone="MENAKA").id_reunion == "SUI-MENAKA-1"
    assert preparer(donnees, instance="copil").id_reunion == "PIL-1"
    assert [decider(donnees, "COO-31").id_decision for _ in range(2)] == ["COO-31-D1", "COO-31-D2"]
    assert decider(donnees, "COO-30").id_decision == "COO-30-D1"


def test_une_cle_ne_fait_qu_une_ligne(donnees):
    """Règle D3 : un geste envoyé deux fois rend la ligne déjà inscrite."""
    une = cle()
    assert preparer(donnees, cle=une) == preparer(donnees, cle=une)
    assert decider(donnees, "COO-30", cle=une) == decider(donnees, "COO-30", cle=une, texte="Autre chose")
    fait = {"date_execution": JOUR, "cle": cle()}
    assert changer(donnees, "COO-30-D1", 1, "exécutée", **fait) == changer(donnees, "COO-30-D1", 1, "exécutée", **fait)
    lu = _journal(donnees)
    assert len(lu.reunions) == 1 and [d.version for d in lu.decisions] == [1, 2]
    preparer(donnees)
    ailleurs = {"cle": une, "id_reunion": "COO-31", "version_lue": 1, "lieu": "Gao"}
    for autre in (lambda: decider(donnees, "COO-31", cle=une), lambda: journal.changer_reunion(donnees, **ailleurs)):
        with pytest.raises(DemandeInvalide, match="déjà servi"):
            autre()


def test_une_reunion_passe_d_etat_en_etat_et_se_ferme(donnees):
    reunion = preparer(donnees, ordre=[{"genre": "ouverture", "minutes": 5}], presents=["raf", "RAF", "gouverneur"])
    assert reunion.presents == ("administration et finances", "gouvernorat") and reunion.ordre[0].minutes == 5
    decider(donnees, "COO-30")
    with pytest.raises(DemandeInvalide, match="peut devenir «ouverte»"):
        passer(donnees, reunion, "close")
    ouverte = passer(donnees, reunion, "ouverte")
    with pytest.raises(DemandeInvalide, match="sa date ne change plus"):
        journal.changer_reunion(donnees, cle=cle(), id_reunion="COO-30", version_lue=2, date="2023-03-11")
    close = passer(donnees, ouverte, "close")
    assert [r.version for r in _journal(donnees).reunions] == [1, 2, 3] and close.etat == "close"
    for geste in (
        lambda: decider(donnees, "COO-30"),
        lambda: changer(donnees, "COO-30-D1", 1, "exécutée", date_execution=JOUR, reunion_du_geste="COO-30"),
        lambda: journal.changer_reunion(donnees, cle=cle(), id_reunion="COO-30", version_lue=3, lieu="Gao"),
    ):
        with pytest.raises(DemandeInvalide, match="est close"):
            geste()


def test_une_reunion_ne_s_ouvre_pas_avant_son_jour(donnees):
    demain = (dt.date.today() + dt.timedelta(days=1)).isoformat()
    reunion = preparer(donnees, date=demain)
    with pytest.raises(DemandeInvalide, match="changez sa date"):
        passer(donnees, reunion, "ouverte")
    ouvrir = {"id_reunion": "COO-30", "version_lue": 1, "etat": "ouverte", "date": JOUR}
    assert journal.changer_reunion(donnees, cle=cle(), **ouvrir).date == JOUR


def test_une_decision_vit_par_versions(donnees):
    """Règle D1 : exécutée, reportée, abandonnée, elle garde ses versions d'avant."""
    preparer(donnees)
    decider(donnees, "COO-30", points=["P2", "P1", "P2"], id_projet="PR1", code_zone="GAO", code_indicateur="F1")
    changer(donnees, "COO-30-D1", 1, "exécutée", date_execution="2023-04-01", reunion_du_geste="COO-30")
    changer(donnees, "COO-30-D1", 2, "à faire", echeance="2023-06-01", motif="Dite faite par erreur")
    changer(donnees, "COO-30-D1", 3, "abandonnée", motif="Sans objet")
    vie = _journal(donnees).vie("COO-30-D1")
    assert [(d.version, d.statut, d.echeance, d.date_execution, d.motif) for d in vie] == [
        (1, "à faire", "2023-05-01", None, ""),
        (2, "exécutée", "2023-05-01", "2023-04-01", ""),
        (3, "à faire", "2023-06-01", None, "Dite faite par erreur"),
        (4, "abandonnée", "2023-06-01", None, "Sans objet"),
    ]
    assert {d.points for d in vie} == {("P2", "P1")} and {d.date for d in vie} == {JOUR}
    assert [d.reunion_du_geste for d in vie] == ["COO-30", "COO-30", "", ""]


def test_une_decision_de_classeur_entre_au_journal_quand_on_y_touche(donnees):
    """Règle D4 : elle se lit à la version 0 ; sa version 1 est recopiée de l'édition, dans le même geste."""
    preparer(donnees)
    geste = {"date_execution": "2023-03-01", "reunion_du_geste": "COO-30"}
    with pytest.raises(DemandeInvalide, match="n'est pas au journal"):
        changer(donnees, CLASSEUR["id_decision"], 1, "exécutée", **geste)
    with pytest.raises(DemandeInvalide, match="Motif"):
        changer(donnees, CLASSEUR["id_decision"], 0, "abandonnée")
    assert _journal(donnees).decisions == ()
    changer(donnees, CLASSEUR["id_decision"], 0, "exécutée", **geste)
    recopiee, executee = _journal(donnees).decisions
    assert (recopiee.version, recopiee.motif, recopiee.statut) == (1, DEPUIS_CLASSEUR, "en cours")
    assert (recopiee.responsable, recopiee.id_reunion, recopiee.echeance) == ("Monsieur X", "BKO-COO-29", "2023-04-01")
    assert (executee.version, executee.statut, executee.texte) == (2, "exécutée", "Relire le plan")
    with pytest.raises(DemandeInvalide, match="ni au journal, ni dans l'édition"):
        changer(donnees, "ABSENTE", 0, "abandonnée", motif="Rien")


def test_un_long_texte_de_classeur_est_coupe_et_le_montre(donnees):
    changer(donnees, "L1", 0, "abandonnée", motif="Dépassée")
    changer(donnees, "L2", 0, "à faire", motif="Reprise", echeance="2023-05-01")
    vie = _journal(donnees).vie("L1")
    assert len(vie[0].texte) == 200 and vie[0].texte.endswith("…") and vie[0].statut == "exécutée"
    assert [(d.statut, d.points) for d in _journal(donnees).vie("L2")] == [
        (ABANDONNEE, ("P1", "P2")),
        ("à faire", ("P1", "P2")),
    ]


def test_un_conflit_dit_les_deux_etats_et_n_applique_rien(donnees):
    """Règle D4."""
    reunion = preparer(donnees)
    decider(donnees, "COO-30")
    changer(donnees, "COO-30-D1", 1, "exécutée", date_execution=JOUR)
    with pytest.raises(ConflitDeVersion) as conflit:
        changer(donnees, "COO-30-D1", 1, "à faire", echeance="2023-06-01", motif="Pas prête")
    message = str(conflit.value)
    for dit in ("COO-30-D1", "version 1", "version 2", "«Envoyer le rapport», exécutée le 10 mars 2023", "le 1er juin"):
        assert dit in message, message
    assert conflit.value.en_vigueur.version == 2 and conflit.value.demande["motif"] == "Pas prête"
    journal.changer_reunion(donnees, cle=cle(), id_reunion="COO-30", version_lue=1, lieu="Gao")
    with pytest.raises(ConflitDeVersion, match="lieu «Gao»"):
        passer(donnees, reunion, "ouverte")
    with pytest.raises(ConflitDeVersion, match="ordre du jour «ecart»"):
        demande = {"ordre": [{"genre": "ecart", "cible": "F1|GAO"}], "presents": ["raf"], "date": "demain"}
        journal.changer_reunion(donnees, cle=cle(), id_reunion="COO-30", version_lue=1, **demande)
    assert len(_journal(donnees).reunions) == 2 and len(_journal(donnees).decisions) == 2


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        # règle D5 : une fonction de la liste, jamais un nom
        ({"responsable": "Monsieur X"}, "«Monsieur X» n'est pas de la liste «responsable»"),
        ({"responsable": "Monsieur X"}, "«chef de projet»"),
        ({"echeance": "01/05/2023"}, "«01/05/2023» n'est pas un jour"),
        ({"echeance": "2023-03-09"}, "le 9 mars 2023, vient avant la réunion, le 10 mars 2023"),
        ({"texte": " "}, "vide"),
        ({"texte": "a" * 201}, "201 caractères, 200 au plus"),
        ({"texte": "une\nligne"}, "U+000A"),
        ({"texte": "sens \u202e inversé"}, "U+202E"),
        ({"code_zone": "PARIS"}, "La zone «PARIS»"),
        ({"code_indicateur": "F9"}, "ne le connaît pas : F1, R3.2, R3.3"),
        ({"points": ["P1", "P9"]}, "Le point «P9»"),
        ({"points": "P1"}, "n'est pas une liste"),
        ({"id_projet": "PR9"}, "Le projet «PR9»"),
        ({"id_reunion": "COO-99"}, "«COO-99» n'est pas au journal"),
        ({"cle": "courte"}, "La clé «courte»"),
    ],
)
def test_une_decision_refusee_dit_pourquoi(donnees, champs, dit):
    preparer(donnees)
    with pytest.raises(DemandeInvalide) as refus:
        decider(donnees, **{"id_reunion": "COO-30"} | champs)
    assert dit in str(refus.value)
    assert _journal(donnees).decisions == ()


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"instance": "Apéritif"}, "de la liste «instance»"),
        ({"code_zone": "ML0703"}, "ne le connaît pas : DOUENTZA, GAO, MENAKA, SOCLE"),
        ({"date": "2023-02-30"}, "«2023-02-30» n'est pas un jour"),
        ({"edition": "20200101T000000-aaaaaaaa"}, "n'existe pas"),
        ({"edition_precedente": "E2020-T1-1"}, "n'existe pas"),
        ({"ordre": [{"genre": "danse"}]}, "le genre «danse»"),
        ({"ordre": [{"genre": "libre", "minutes": -1}]}, "«-1» minutes"),
        ({"ordre": [{"genre": "libre", "couleur": "x"}]}, "ne se lit pas"),
        ({"ordre": [{"genre": "libre"}] * 41}, "41 points"),
        ({"presents": ["Untel"]}, "«Untel»"),
        ({"lieu": 3}, "n'est pas un texte"),
    ],
)
def test_une_reunion_refusee_dit_pourquoi(donnees, champs, dit):
    with pytest.raises(DemandeInvalide) as refus:
        preparer(donnees, **champs)
    assert dit in str(refus.value)
    assert not chemins.journal_des_reunions(donnees).exists() or _journal(donnees).reunions == ()


@pytest.mark.parametrize(
    ("statut", "champs", "dit"),
    [
        ("exécutée", {}, "Date d'exécution"),
        ("exécutée", {"date_execution": "2023-03-09"}, "vient avant la décision"),
        ("exécutée", {"date_execution": "9999-01-01"}, "pas encore venue"),
        ("à faire", {"echeance": "2023-06-01"}, "Motif"),
        ("à faire", {"motif": "Plus tard"}, "Nouvelle échéance"),
        ("en cours", {}, "Une décision devient : exécutée, à faire, abandonnée"),
        ("abandonnée", {"motif": "x", "reunion_du_geste": "COO-99"}, "«COO-99»"),
    ],
)
def test_un_changement_refuse_dit_pourquoi(donnees, statut, champs, dit):
    preparer(donnees)
    decider(donnees, "COO-30")
    with pytest.raises(DemandeInvalide) as refus:
        changer(donnees, "COO-30-D1", 1, statut, **champs)
    assert dit in str(refus.value)
    assert len(_journal(donnees).decisions) == 1


def test_la_base_refuse_de_recrire_et_d_effacer(donnees):
    """Règle D1."""
    preparer(donnees)
    decider(donnees, "COO-30")
    connexion = sqlite3.connect(chemins.journal_des_reunions(donnees))
    for geste in ("UPDATE decision SET texte = 'x'", "DELETE FROM decision", "DELETE FROM reunion"):
        with pytest.raises(sqlite3.IntegrityError, match="ne se récrit pas"):
            connexion.execute(geste)
    connexion.close()


def test_une_sauvegarde_se_rend_telle_quelle(donnees, tmp_path):
    with pytest.raises(DemandeInvalide, match="pas de journal"):
        sauvegarder(donnees, tmp_path / "copie.sqlite")
    preparer(donnees)
    decider(donnees, "COO-30")
    avant = _journal(donnees)
    sauvegarder(donnees, tmp_path / "copie.sqlite")
    decider(donnees, "COO-30")
    assert sorted(p.name for p in tmp_path.glob("copie*")) == ["copie.sqlite"]
    for reste in donnees.glob("reunions.sqlite*"):
        reste.unlink()
    (tmp_path / "copie.sqlite").replace(chemins.journal_des_reunions(donnees))
    assert _journal(donnees) == avant
    assert decider(donnees, "COO-30").id_decision == "COO-30-D2"


def test_une_reunion_ne_se_tient_pas_sur_l_edition_d_un_autre_public(donnees):
    """Règle D7."""
    demande = AFiger(public="bailleur", titre="T2", periode="2023-T2", rapport=False)
    numero = figer.figer(donnees, demande, MUET)["id"]
    with pytest.raises(DemandeInvalide, match="édition interne"):
        preparer(donnees, edition=numero)
