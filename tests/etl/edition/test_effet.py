"""Ce qu'un classeur change se mesure par une publication à blanc : rien n'en reste, confirmer ne recalcule pas."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from domaine.preuve import empreinte_fichier
from etl.commandes.chargement import charger
from etl.commandes.cli import principal
from etl.commandes.effet import mesurer_effet
from etl.edition import dossier as edition
from etl.edition import publication
from etl.edition.a_blanc import reprendre
from etl.fichiers.depots import Depots
from etl.fichiers.recu import FichierRecu
from etl.progression import Progression
from tests.etl import petits_classeurs as petits
from tests.reunions import preparer_une_reunion

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent
MUET = Progression(muet=True)
POINT = {"id_point": "GAO-PT-001", "nom": "Puits", "type_service": "eau", "code_zone": "ML070101"}
SITUE = POINT | {"latitude": 15.69, "longitude": 0.52}
DEPLACE = {"déplacé": ("Ansongo", "Bara"), "position": ("Ansongo", "déplacé de 17 km")}


@pytest.fixture(scope="module")
def _publiee(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("effet")
    donnees = dossier / "donnees"
    cadre = petits.ecrire_cadre(dossier / "cadre.xlsx", petits.indicateur("F1", phare="oui"))
    janvier = petits.ecrire(dossier / "janvier.xlsx", Valeurs=petits.valeurs(1, GAO=10, MENAKA=4), Points=[SITUE])
    charger(donnees, [cadre, janvier], MUET)
    return donnees


@pytest.fixture
def donnees(_publiee, tmp_path, monkeypatch):
    copie = petits.copier(_publiee, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


@pytest.fixture(scope="module")
def fevrier(tmp_path_factory):
    """Janvier redit par Ménaka, corrigé par Gao ; février, une zone inconnue ; le point, ailleurs et sans position."""
    lignes = petits.valeurs(1, MENAKA=4, GAO=12) + petits.valeurs(2, GAO=7, TOMBOUCTOU=1)
    ailleurs = {"code_zone": "ML070102", "latitude": 15.84, "longitude": 0.53}
    deplace = POINT | ailleurs | {"libre": "une colonne que personne n'attend"}
    chemin = tmp_path_factory.mktemp("fevrier") / "fevrier.xlsx"
    return petits.ecrire(chemin, Valeurs=lignes, Points=[deplace], Notes=[{"libre": "à lire"}])


@pytest.fixture(scope="module")
def bati(_publiee, fevrier, tmp_path_factory):
    """L'édition bâtie à blanc, ce que la commande en a dit, et ce que valait le dossier avant et après."""
    donnees = petits.copier(_publiee, tmp_path_factory.mktemp("bati") / "donnees")
    dossier, avant = tmp_path_factory.mktemp("a_blanc") / "edition", _fichiers(donnees)
    with pytest.MonkeyPatch.context() as reglage:
        reglage.setenv("SOCLE_DONNEES", str(donnees))
        reponse = mesurer_effet(donnees, [fevrier], MUET, en_cours=dossier)
    return SimpleNamespace(dossier=dossier, reponse=reponse, avant=avant, apres=_fichiers(donnees))


def _fichiers(donnees: Path) -> dict[str, bytes]:
    return {str(f.relative_to(donnees)): f.read_bytes() for f in sorted(donnees.rglob("*")) if f.is_file()}


def _effet(capsys, *arguments):
    code = principal(["verifier", *map(str, arguments), "--effet", "--format", "json", "--progression", "aucune"])
    lu = json.loads(capsys.readouterr().out)
    assert lu["code"] == code
    return lu


def test_l_effet_se_dit_et_rien_n_est_garde(bati):
    """Règle E11."""
    assert bati.apres == bati.avant
    effet = bati.reponse.effet
    assert effet.dates == ("2023-01-31", "2023-02-28")
    valeurs = next(x for x in effet.lignes if x["feuille"] == "Valeurs")
    assert [valeurs[n] for n in ("nouvelles", "revues", "redites", "a_part")] == [1, 1, 1, 1]
    assert effet.redites == [{"id_chargement": 2, "fichier": "janvier.xlsx", "lignes": 1}]
    (phare,) = effet.phares
    assert [phare[n] for n in ("valeur_avant", "periode_avant", "valeur", "periode")] == [14, "2023-01", 23, "2023-02"]
    assert effet.chiffres["révisée"] and effet.chiffres["rangée apparue"]
    assert {(x["feuille"], x["colonne"]) for x in effet.ignores} == {("Notes", ""), ("Points", "libre")}
    assert "zone_inconnue" in {a.code for a in bati.reponse.verification.anomalies}


def test_un_point_deplace_se_dit(bati):
    assert {x["geste"]: (x["avant"], x["apres"]) for x in bati.reponse.effet.points} == DEPLACE


def test_sur_un_dossier_vide_tout_est_nouveau(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "vide"))
    effet = _effet(capsys, petits.ecrire_cadre(tmp_path / "cadre.xlsx"))["effet"]
    assert effet["dates"] == [None, None]
    assert sum(x["nouvelles"] for x in effet["lignes"]) == 5 and not any(x["revues"] for x in effet["lignes"])


def test_un_depot_arrive_entre_temps_ne_decale_pas_les_numeros(donnees, fevrier, tmp_path):
    """Les anomalies et l'effet sont ceux du fichier vérifié, quoi que quelqu'un d'autre dépose pendant ce temps."""
    depots = Depots(donnees)
    rang = depots.deposer_a_blanc(FichierRecu("fevrier.xlsx", fevrier.read_bytes(), "xlsx")).rang
    Depots(donnees).deposer(FichierRecu("autre.xlsx", b"PK autre", "xlsx"))
    assert [(d.rang, d.nom) for d in depots.lister()][-1] == (rang, "fevrier.xlsx")


def test_un_fichier_deja_recu_ne_change_rien_et_se_dit(donnees, capsys):
    deja = Depots(donnees).lister()[1]
    lu = _effet(capsys, Depots(donnees).chemin(deja))
    assert (lu["code"], lu["effet"], [d["rang"] for d in lu["deja"]]) == (0, None, [2])
    assert principal(["verifier", str(Depots(donnees).chemin(deja)), "--effet", "--progression", "aucune"]) == 0
    assert "déjà le dépôt n° 2" in capsys.readouterr().out


def test_un_depot_qu_un_arret_a_laisse_impublie_se_confirme_encore(donnees, fevrier, tmp_path, monkeypatch):
    """Déjà reçu, mais dans aucune édition : son effet se dit, et le confirmer publie l'édition bâtie."""
    Depots(donnees).deposer(FichierRecu("fevrier.xlsx", fevrier.read_bytes(), "xlsx"))
    pret = tmp_path / "pret"
    reponse = mesurer_effet(donnees, [fevrier], MUET, en_cours=pret)
    assert [d.rang for d in reponse.deja] == [3] and sum(x["nouvelles"] for x in reponse.effet.lignes) == 1
    monkeypatch.setattr(publication, "calculer", lambda _: pytest.fail("calculé deux fois"))
    assert charger(donnees, [fevrier], MUET, a_blanc=pret).publication.apports[3]["nouvelles"] == 1


# Confirmer


def _tables(donnees: Path) -> dict[str, list[tuple[object, ...]]]:
    """Tout ce que dit l'édition en vigueur, hors l'heure où elle a été publiée."""
    with duckdb.connect(str(edition.chemin_base(donnees)), read_only=True) as connexion:
        noms = [n for (n,) in connexion.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        tables = {nom: connexion.execute(f"FROM {nom}").fetchall() for nom in noms}
    tables["info"] = sorted(x for x in tables["info"] if x[0] not in ("id_edition", "publie_le"))
    tables["chargement"] = [tuple(c for c in x if not hasattr(c, "hour")) for x in tables["chargement"]]
    return tables


def test_confirmer_met_en_service_l_edition_batie_sans_la_refaire(
    bati, donnees, fevrier, monkeypatch, tmp_path, capsys
):
    """Règle E11 : la même que sans vérification, à l'heure près."""
    temoin = petits.copier(donnees, tmp_path / "temoin")
    apport = charger(temoin, [fevrier], MUET, par="Awa").publication.apports[3]
    sommes = [sum(x[n] for x in bati.reponse.effet.lignes) for n in ("nouvelles", "revues", "redites", "a_part")]
    assert sommes == [apport[n] for n in ("nouvelles", "revues", "inchangees", "quarantaine")]
    pret = tmp_path / "pret"
    shutil.copytree(bati.dossier, pret)
    monkeypatch.setattr(publication, "calculer", lambda _: pytest.fail("calculé deux fois"))
    arguments = ["charger", str(fevrier), f"--a-blanc={pret}", "--par=Awa", "--progression=aucune"]
    assert principal(arguments) == 2
    assert _tables(donnees) == _tables(temoin)
    manifeste = edition.manifeste(donnees, edition.courante(donnees))
    assert manifeste["depots"][-1]["par"] == "Awa"
    assert manifeste["sha256_base"] == empreinte_fichier(edition.chemin_base(donnees))


def test_ce_qui_est_arrive_entre_temps_ne_disparait_pas(bati, donnees, fevrier, tmp_path):
    charger(donnees, [petits.ecrire(tmp_path / "autre.xlsx", Valeurs=petits.valeurs(2, MENAKA=9))], MUET)
    charger(donnees, [fevrier], MUET, a_blanc=bati.dossier)
    chiffres = {(x[2], x[3], x[4]): x for x in _tables(donnees)["valeurs"] if x[5] is None}
    assert 16 in chiffres["SOCLE", "mois", "2023-02"]


def test_l_edition_batie_ne_sert_que_si_rien_n_a_change(bati, donnees, fevrier, monkeypatch, tmp_path):
    pret, recu = tmp_path / "pret", FichierRecu("fevrier.xlsx", fevrier.read_bytes(), "xlsx")
    shutil.copytree(bati.dossier, pret)

    def sert(lu=recu):
        return reprendre(donnees, Depots(donnees), [lu], pret) is not None

    assert sert() and not sert(FichierRecu("fevrier.xlsx", b"PK autre", "xlsx"))
    with monkeypatch.context() as reglage:
        reglage.setenv("SOCLE_DATE_DONNEES", "2023-01-31")
        assert not sert()
    preparer_une_reunion(donnees)
    assert not sert(), "le journal des réunions est à déposer"
    attendant = tmp_path / "attendant"
    mesurer_effet(donnees, [fevrier], MUET, en_cours=attendant)
    assert reprendre(donnees, Depots(donnees), [recu], attendant) is None, "bâtie sans les décisions de la réunion"
    (donnees / "reunions.sqlite").unlink()
    assert sert()
    fiche = json.loads((pret / "a_blanc.json").read_text(encoding="utf-8"))
    fiche["dependances"]["jour"] = "2020-01-01"
    (pret / "a_blanc.json").write_text(json.dumps(fiche), encoding="utf-8")
    assert not sert(), "un autre jour, une date peut n'être plus dans l'avenir"
    (pret / "a_blanc.json").write_text("{", encoding="utf-8")
    assert not sert(), "la vérification s'est arrêtée en chemin"
