"""Les commandes : codes de sortie, aide et erreurs en français, formes JSON, refus."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.commandes import cli
from etl.commandes.chargement import charger
from etl.commandes.exports import lire_table
from etl.edition import dossier as edition
from etl.fichiers.depots import Depots
from etl.progression import ETAPES, Progression
from tests.etl.petits_classeurs import base_publiee, copier, ecrire, valeurs

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)
COMMANDES = ("verifier", "charger", "publier", "demo", "etat", "modele", "rejets", "exporter", "edition")
ANGLAIS = re.compile(
    r"\b(usage|show|this|help|exit|required|positional|optional|invalid|choice|choose|expected|argument(s)? are"
    r"|unrecognized|ignored|ambiguous|could match|default|error|file|path|the|and|of|an)\b"
)
#: Les neuf champs publics d'une anomalie dans `verifier --format json`, puis les trois qui disent le message à part.
CHAMPS = [
    *("gravite", "code", "fichier", "feuille", "ligne", "colonne", "valeur", "message", "suggestion"),
    *("cellule", "constat", "remede"),
]


@pytest.fixture(scope="module")
def publiee(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return base_publiee(tmp_path_factory.mktemp("commandes"))


@pytest.fixture
def donnees(publiee: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Une copie du dossier publié, en vigueur."""
    copie = copier(publiee, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


def _sain(dossier: Path) -> Path:
    return ecrire(dossier / "sain.xlsx", Valeurs=valeurs(2, GAO=5))


def _a_verifier(dossier: Path) -> Path:
    lignes = [{"code_indicateur": "F1", "code_zone": "GAO", "periode": "2023-02", "valeur": None}]
    return ecrire(dossier / "a_verifier.xlsx", Valeurs=lignes)


def _bloquant(dossier: Path) -> Path:
    return ecrire(dossier / "bloquant.xlsx", Valeurs=[*valeurs(2, GAO=5), *valeurs(2, Ailleurs=1)])


def _refuse(dossier: Path) -> Path:
    (dossier / "refuse.xlsx").write_bytes(b"ceci n'est pas un classeur")
    return dossier / "refuse.xlsx"


# --- Aide et erreurs d'usage -----------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], *([c] for c in COMMANDES)])
def test_l_aide_est_en_francais(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--aide", "-h", "--help"):
        with pytest.raises(SystemExit) as fin:
            cli.principal([*arguments, option])
        assert fin.value.code == 0
    # «--help» reste accepté, et se montre ; le reste de l'aide n'a aucun mot anglais.
    texte = capsys.readouterr().out.replace("--help", "")
    assert texte.startswith("Usage : ")
    assert not ANGLAIS.findall(texte.replace("Usage : ", "")), texte


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["inconnue"],
        ["charger"],
        ["charger", "a", "--inconnue"],
        ["verifier", "a", "--format"],
        ["verifier", "a", "--format", "xml"],
        ["exporter", "inconnue", "-o", "x"],
        ["exporter", "valeurs"],
        ["rejets", "--depot", "a", "-o", "x"],
        ["edition", "inconnue"],
        ["etat", "-h=3"],
        ["publier", "--prog", "json"],
    ],
)
def test_une_erreur_d_usage_est_en_francais_et_hors_des_codes_d_anomalie(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as fin:
        cli.principal(arguments)
    assert fin.value.code not in (0, 1, 2, 3)
    erreur = capsys.readouterr().err
    assert "--aide" in erreur
    assert not ANGLAIS.findall(erreur.replace("Usage : ", "").replace("--help", "")), erreur


# --- verifier --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ecrire_fichier", "code"), [(_sain, 0), (_a_verifier, 1), (_bloquant, 2), (_refuse, 3)])
def test_verifier_rend_le_code_et_ne_change_rien(
    ecrire_fichier: Callable[[Path], Path],
    code: int,
    donnees: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fichier = ecrire_fichier(tmp_path)
    avant = {p: p.read_bytes() for p in donnees.rglob("*") if p.is_file()}
    assert cli.principal(["verifier", str(fichier), "--format", "json"]) == code
    anomalies = json.loads(capsys.readouterr().out)
    assert all(list(a) == CHAMPS for a in anomalies)
    assert {a["fichier"] for a in anomalies} <= {fichier.name}
    assert bool(anomalies) == bool(code)
    assert cli.principal(["verifier", str(fichier), "--nom", "Mai de Gao.xlsx", "--format", "json"]) == code
    assert {a["fichier"] for a in json.loads(capsys.readouterr().out)} <= {"Mai de Gao.xlsx"}
    assert cli.principal(["verifier", str(fichier)]) == code
    assert {p: p.read_bytes() for p in donnees.rglob("*") if p.is_file()} == avant


def test_verifier_sans_dossier_de_donnees_n_en_cree_pas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "rien"))
    assert cli.principal(["verifier", str(_refuse(tmp_path))]) == 3
    assert not (tmp_path / "rien").exists()


# --- charger ---------------------------------------------------------------------------------------------


def test_charger_deux_fichiers_dont_un_refuse(
    donnees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.principal(["charger", str(_refuse(tmp_path)), str(_sain(tmp_path)), "--progression", "json"])
    assert code == 3
    lignes = [json.loads(x) for x in capsys.readouterr().out.splitlines()]
    assert [x["etape"] for x in lignes[:-1]] == list(ETAPES)
    assert [x["avancement"] for x in lignes[:-1]] == sorted(x["avancement"] for x in lignes[:-1])
    resultat = lignes[-1]["resultat"]
    assert resultat["code"] == 3
    assert [d["nom"] for d in resultat["depots"]] == ["sain.xlsx"]
    assert [a["fichier"] for a in resultat["refus"]] == ["refuse.xlsx"]
    assert resultat["edition"] == edition.courante(donnees)
    assert [d.nom for d in Depots(donnees).lister()][2:] == ["sain.xlsx"]


def test_un_fichier_refuse_seul_ne_publie_rien(
    donnees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    avant = edition.courante(donnees)
    assert cli.principal(["charger", str(_refuse(tmp_path))]) == 3
    assert "refuse.xlsx" in capsys.readouterr().out
    assert edition.courante(donnees) == avant
    assert len(Depots(donnees).lister()) == 2


@pytest.mark.lent
def test_le_meme_fichier_encore_est_sans_effet_et_le_dit(
    donnees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier = _bloquant(tmp_path)
    assert cli.principal(["charger", str(fichier)]) == 2
    avant = edition.courante(donnees)
    capsys.readouterr()
    assert cli.principal(["charger", str(fichier), str(fichier)]) == 0
    assert "déjà déposé" in capsys.readouterr().out
    assert edition.courante(donnees) == avant
    assert len(Depots(donnees).lister()) == 3


def test_le_nom_d_origine_et_le_deposant_sont_gardes(donnees: Path, tmp_path: Path) -> None:
    fichier = _bloquant(tmp_path)
    nom = "Février de l'équipe «Gao».xlsx"
    assert cli.principal(["charger", str(fichier), "--par", "Awa Traoré", "--nom", nom]) == 2
    depots = lire_table(donnees, "depots")
    assert depots.iloc[-1][["nom_fichier", "par", "origine"]].tolist() == [nom, "Awa Traoré", "reel"]
    anomalies = lire_table(donnees, "anomalies")
    bloquantes = anomalies[anomalies["gravite"] == "bloquante"]
    assert list(bloquantes["fichier"]) == [nom]
    assert nom in bloquantes.iloc[0]["message"]


def test_publier_sans_rien_et_reglage_faux(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "neuf"))
    assert cli.principal(["etat"]) == 0
    assert "Aucune édition" in capsys.readouterr().out
    assert cli.principal(["exporter", "valeurs", "-o", str(tmp_path / "v.csv")]) not in (0, 1, 2, 3)
    assert "Aucune édition" in capsys.readouterr().err
    assert cli.principal(["publier"]) == 0
    monkeypatch.setenv("SOCLE_DATE_DONNEES", "hier")
    assert cli.principal(["publier"]) not in (0, 1, 2, 3)
    assert "AAAA-MM-JJ" in capsys.readouterr().err


# --- etat, édition, rejets -------------------------------------------------------------------------------


def test_etat_dit_l_edition_les_depots_et_les_rapports_manquants(
    donnees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rapports = [
        {"code_zone": "GAO", "periode": "2023-01", "date_echeance": "10/02/2023", "date_reception": "08/02/2023"},
        {"code_zone": "MENAKA", "periode": "2023-01", "date_echeance": "10/02/2023"},
    ]
    charger(donnees, [ecrire(tmp_path / "rapports.xlsx", Rapports=rapports), _bloquant(tmp_path)], MUET)
    assert cli.principal(["etat", "--format", "json"]) == 0
    contenu = json.loads(capsys.readouterr().out)
    assert contenu["edition"] == edition.courante(donnees)
    assert contenu["date_donnees"] == "2023-02-28"
    assert [d["nom"] for d in contenu["depots"]][2:] == ["rapports.xlsx", "bloquant.xlsx"]
    assert contenu["quarantaine"] == contenu["anomalies"]["bloquante"] == 1
    # Trois coordinations, deux mois, annoncés ou non (règle A6).
    assert contenu["rapports"]["attendus"] == 6
    manquants = contenu["rapports"]["manquants"]
    assert len(manquants) == 5 and {"zone": "MENAKA", "periode": "2023-01", "echeance": "2023-02-10"} in manquants
    assert cli.principal(["etat"]) == 0
    assert "manque MENAKA 2023-01" in capsys.readouterr().out


@pytest.mark.lent
def test_edition_lister_et_verifier(donnees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    premiere = edition.courante(donnees)
    charger(donnees, [_sain(tmp_path)], MUET)
    assert cli.principal(["edition", "lister"]) == 0
    lignes = capsys.readouterr().out.splitlines()
    assert [x.split()[0] for x in lignes] == edition.identifiants(donnees)
    assert [x.endswith("courante") for x in lignes] == [False, True]
    assert cli.principal(["edition", "verifier"]) == 0
    assert cli.principal(["edition", "verifier", "--edition", str(premiere)]) == 0
    base = edition.chemin_base(donnees)
    octets = bytearray(base.read_bytes())
    octets[len(octets) // 2] ^= 1
    base.write_bytes(octets)
    capsys.readouterr()
    assert cli.principal(["edition", "verifier"]) != 0
    assert "ALTÉRÉE" in capsys.readouterr().out
    (base.parent / "manifeste.json").write_text("{", encoding="utf-8")
    assert cli.principal(["edition", "verifier"]) not in (0, 1, 2, 3)
    assert "manifeste" in capsys.readouterr().err


def test_rejets_rend_les_lignes_mises_de_cote(
    donnees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    charger(donnees, [_bloquant(tmp_path)], MUET)
    assert cli.principal(["rejets", "--depot", "3", "-o", str(tmp_path / "rejets.xlsx")]) == 0
    assert "1 ligne" in capsys.readouterr().out
    assert cli.principal(["rejets", "--depot", "1", "-o", str(tmp_path / "r.xlsx")]) not in (0, 1, 2, 3)
    assert cli.principal(["rejets", "--depot", "99", "-o", str(tmp_path / "r.xlsx")]) not in (0, 1, 2, 3)


def test_ecrire_la_ou_c_est_impossible_se_dit_en_francais(
    donnees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sortie = tmp_path / "absent" / "v.csv"
    assert cli.principal(["exporter", "zones", "-o", str(sortie)]) not in (0, 1, 2, 3)
    erreur = capsys.readouterr().err
    assert f"introuvable ({sortie.parent})" in erreur
    assert not ANGLAIS.findall(erreur.replace(str(sortie.parent), ""))


@pytest.mark.lent
def test_par_la_vraie_commande(
    edition_demo: Path, publiee: Path, lancer_etl: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Un vrai processus : la démonstration se lit, ses codes de sortie et son UTF-8 sont ceux attendus."""
    fait = lancer_etl("etat", "--format", "json", donnees=edition_demo)
    assert fait.returncode == 0
    assert json.loads(fait.stdout)["demonstration"] is True
    fait = lancer_etl("modele", "--zone", "GAO", "--periode", "mai 2023", "-o", tmp_path / "m.xlsx", donnees=publiee)
    assert fait.returncode == 0, fait.stderr
    assert lancer_etl("verifier", tmp_path / "m.xlsx", donnees=publiee).returncode in (0, 1)
