"""gerer.py : ce qu'il décide, sans rien installer."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import gerer
import outils_systeme
from domaine.schema.edition import NUMERO


@pytest.fixture
def projet(tmp_path, monkeypatch):
    """Un projet de papier : trois listes de versions, un `.venv` qui répond."""
    for nom in gerer.FICHIERS["tester"]:
        (tmp_path / nom).write_text(f"# {nom}\n", encoding="utf-8")
    monkeypatch.setattr(gerer, "RACINE", tmp_path)
    monkeypatch.setattr(gerer, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(gerer, "_venv_sain", lambda: True)
    (tmp_path / ".venv").mkdir()
    return tmp_path


@pytest.fixture
def appels(monkeypatch):
    """Remplace les modules lancés : note leurs arguments, rend `codes[module]` ou 0."""
    faits, codes = [], {}

    def lancer(*args, dits=None):
        faits.append(args)
        if dits:
            os.write(dits, f"{args[0]} parle".encode())
        return codes.get(args[0], 0)

    monkeypatch.setattr(gerer, "_projet", lancer)
    lancer.faits, lancer.codes = faits, codes
    return lancer


def test_python_trop_ancien_dit_lequel_prendre():
    gerer.verifier_python((3, 11, 0))
    with pytest.raises(gerer.Arret, match=r"Python 3\.11 ou plus récent .* 3\.10\.4"):
        gerer.verifier_python((3, 10, 4))


def test_se_lit_encore_avec_un_python_ancien():
    # Le message ci-dessus ne peut s'afficher que si le fichier, et celui qu'il importe, se compilent.
    for module in (gerer, outils_systeme):
        ast.parse(Path(module.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_installer_pose_sa_marque_et_ne_recommence_pas(projet, monkeypatch):
    commandes = []

    def courir(commande, **_options):
        commandes.append(commande)
        return subprocess.CompletedProcess(commande, 0)

    monkeypatch.setattr(gerer.subprocess, "run", courir)
    gerer.installer("tester")
    gerer.installer("tester")
    gerer.installer("lancer")  # ce qui sert aux essais couvre ce qui sert à lancer
    assert len(commandes) == 1
    assert commandes[0][-4:] == ["-c", "contraintes.txt", "-r", "requirements-dev.txt"]


@pytest.mark.parametrize("nom", ["contraintes.txt", "requirements.txt"])
def test_une_version_changee_fait_reinstaller(projet, monkeypatch, nom):
    monkeypatch.setattr(gerer.subprocess, "run", lambda c, **_: subprocess.CompletedProcess(c, 0))
    gerer.installer("lancer")
    assert gerer.est_installe("lancer")
    (projet / nom).write_bytes((projet / nom).read_bytes().replace(b"\n", b"\r\n"))
    assert gerer.est_installe("lancer")  # les fins de ligne de Windows ne comptent pas
    (projet / nom).write_text("autre==2\n", encoding="utf-8")
    assert not gerer.est_installe("lancer")


def test_une_installation_ratee_recommence(projet, monkeypatch):
    monkeypatch.setattr(gerer.subprocess, "run", lambda c, **_: subprocess.CompletedProcess(c, 1))
    with pytest.raises(gerer.Arret, match="installation a échoué"):
        gerer.installer("lancer")
    assert not gerer.est_installe("lancer")


def test_tester_fait_tout_meme_quand_une_etape_echoue(appels, monkeypatch, capsys):
    monkeypatch.setattr(gerer, "installer", lambda _usage: None)
    appels.codes |= {"ruff": 1, "mypy": 1}
    assert gerer.main(["tester-vite"]) == 1
    faits = [a[0] for a in appels.faits]
    assert faits[:2] == ["figures.bibliotheques", "ruff"]
    assert sorted(faits[2:]) == ["mypy", "pytest"]  # l'un pendant l'autre
    dits = capsys.readouterr().out.splitlines()
    # Les dernières lignes : ce que dit mypy, où le temps est passé, ce qui a échoué.
    assert dits[-3:-1] == ["— mypy (types)", "mypy parle"]
    assert re.fullmatch(r"Durées : ruff \d+ s \(échec\) · pytest \d+ s · mypy \d+ s \(échec\)", dits[-1])
    appels.codes.clear()
    appels.faits.clear()
    assert gerer.main(["tester-vite", "-x"]) == 0
    assert next(a for a in appels.faits if a[0] == "pytest")[-1] == "-x"
    assert "échec" not in capsys.readouterr().out
    appels.codes["pytest"] = 5
    assert gerer.main(["tester-vite"]) == 5


@pytest.mark.parametrize(("secondes", "lue"), [(0.4, "0 s"), (59.6, "1 min 00 s"), (487, "8 min 07 s")])
def test_une_duree_se_lit(secondes, lue):
    assert outils_systeme.duree(secondes) == lue


@pytest.mark.parametrize(
    ("prepare", "attendu"),
    [([], []), (["depots/journal.jsonl"], [("etl", "publier")]), (["courant.json"], [])],
)  # fmt: skip
def test_preparer_donnees(prepare, attendu, appels, socle_donnees):
    for nom in prepare:
        (socle_donnees / nom).parent.mkdir(parents=True, exist_ok=True)
        (socle_donnees / nom).write_text("{}", encoding="utf-8")
    gerer.preparer_donnees()
    assert appels.faits == attendu


@pytest.mark.parametrize(
    ("manifeste", "attendu"),
    [
        ({"id": "E1"}, [("etl", "publier")]),
        ({"schema": NUMERO - 1}, [("etl", "publier")]),
        ({"schema": NUMERO}, []),
        ({"schema": NUMERO + 1}, []),
    ],
)
def test_une_edition_d_une_version_d_avant_se_republie(manifeste, attendu, appels, socle_donnees):
    (socle_donnees / "editions" / "E1").mkdir(parents=True)
    (socle_donnees / "editions" / "E1" / "manifeste.json").write_text(json.dumps(manifeste), "utf-8")
    (socle_donnees / "courant.json").write_text('{"edition": "E1"}', encoding="utf-8")
    (socle_donnees / "depots").mkdir()
    (socle_donnees / "depots" / "journal.jsonl").touch()
    gerer.preparer_donnees()
    assert appels.faits == attendu


def test_la_demonstration_ne_se_met_que_dans_le_dossier_d_origine(appels, tmp_path, monkeypatch):
    monkeypatch.delenv("SOCLE_DONNEES")
    monkeypatch.setattr("domaine.reglages.RACINE", tmp_path)
    fonds = []
    monkeypatch.setattr(gerer, "en_fond", lambda commande, dossier: fonds.append(commande[1:]))
    gerer.preparer_donnees()
    assert appels.faits == [("etl", "demo")]
    # Les limites officielles se tentent une fois, à part, sans rien attendre.
    assert fonds == [["-m", "geo", "installer", "--publier"]]


def test_donnees_impossibles_a_preparer(appels, socle_donnees):
    appels.codes["etl"] = 3
    (socle_donnees / "depots").mkdir()
    (socle_donnees / "depots" / "journal.jsonl").touch()
    with pytest.raises(gerer.Arret, match="etl publier"):
        gerer.preparer_donnees()


def test_port_pris(monkeypatch):
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        monkeypatch.setattr(gerer, "PORT", prise.getsockname()[1])
        with pytest.raises(gerer.Arret, match=r"déjà pris .*\n.*--server\.port"):
            gerer._verifier_port()


def test_debian_sans_venv_l_installe_ou_dit_comment(projet, monkeypatch):
    monkeypatch.setattr(gerer, "_venv_sain", lambda: False)
    faits = []

    def courir(commande, **_options):
        faits.append(commande[0])
        return subprocess.CompletedProcess(commande, 1, stdout="", stderr="")

    monkeypatch.setattr(gerer.subprocess, "run", courir)
    monkeypatch.setattr(gerer, "apt", lambda *paquets: faits.append(paquets[0]) or True)
    with pytest.raises(gerer.Arret, match="sudo apt install python3-venv"):
        gerer._creer_venv()
    assert faits == [sys.executable, "python3-venv", sys.executable]


@pytest.mark.parametrize(("commande", "cherches"), [("tester", ["Chromium", "LibreOffice"]), ("tester-vite", [])])
def test_seule_la_serie_entiere_cherche_les_programmes(commande, cherches, appels, monkeypatch):
    trouves = []
    monkeypatch.setattr(gerer, "installer", lambda _usage: None)
    monkeypatch.setattr(gerer, "assurer", lambda outil: trouves.append(outil.nom))
    assert gerer.main([commande]) == 0
    assert trouves == cherches


def test_commande_inconnue_et_aide():
    racine = Path(gerer.__file__).parent
    env = os.environ | {"PYTHONIOENCODING": "ascii"}  # une console qui ne connaît pas les accents ne l'arrête pas
    for args, code in ((["zut"], 2), (["aide"], 0), ([], 0)):
        fait = subprocess.run([sys.executable, "gerer.py", *args], cwd=racine, env=env, capture_output=True)
        assert fait.returncode == code
        assert "lancer" in (fait.stdout + fait.stderr).decode("utf-8")


def test_le_makefile_offre_chaque_commande():
    makefile = (Path(gerer.__file__).parent / "Makefile").read_text(encoding="utf-8")
    for nom in gerer.COMMANDES:
        assert f"\n{nom}:" in makefile
        assert f"gerer.py {nom}" in makefile
