"""`acces` et `lien` : ce qu'ils disent, ce qu'ils refusent (règles E31, E32 et E36)."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest

from domaine.acces import registre
from domaine.acces.lecteur import Lecteur
from etl.commandes import cli
from tests import acces

DEMAIN = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)).isoformat()


@pytest.fixture
def donnees(donnees_figees, tmp_path, monkeypatch):
    copie = tmp_path / "donnees"
    (copie / "figees").mkdir(parents=True)
    shutil.copytree(donnees_figees / "figees", copie / "figees", dirs_exist_ok=True)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


def test_un_lien_se_cree_se_liste_et_se_revoque(donnees, capsys):
    creer = ["lien", "creer", "E2024-T2-1", "--jusqu-au", DEMAIN, "--pour", "AFD\x00 Bamako\n", "--par", "chef"]
    assert cli.principal([*creer, "--format", "json"]) == 0
    lu = json.loads(capsys.readouterr().out)
    assert lu["lien"] == 1 and registre.ouvrir(donnees, lu["adresse"].removeprefix("/l/"), dt.date.today()) is not None
    assert cli.principal(["lien", "lister"]) == 0
    dit = capsys.readouterr().out
    assert "n° 1  E2024-T2-1 (bailleur)  AFD Bamako" in dit and "en vigueur  1\u00a0ouverture" in dit
    assert lu["adresse"].removeprefix("/l/") not in dit
    assert cli.principal(["acces", "verifier"]) == 0
    dit = capsys.readouterr().out
    assert "n'identifie personne" in dit and "remis à AFD Bamako" in dit
    assert cli.principal(["lien", "revoquer", "1"]) == 0
    assert registre.liens(donnees)[0].etat(dt.date.today()) == "révoqué"


@pytest.mark.parametrize(
    ("arguments", "faute"),
    [
        (["E2024-T2-3", "--jusqu-au", DEMAIN, "--pour", "X"], "pour l'équipe"),
        (["E2024-T2-9", "--jusqu-au", DEMAIN, "--pour", "X"], "n'existe pas"),
        (["../x", "--jusqu-au", DEMAIN, "--pour", "X"], "numéro d'une édition figée"),
        (["E2024-T2-1", "--jusqu-au", "2020-01-01", "--pour", "X"], "à venir"),
        (["E2024-T2-1", "--jusqu-au", "2999-01-01", "--pour", "X"], "deux ans"),
        (["E2024-T2-1", "--jusqu-au", "demain", "--pour", "X"], "AAAA-MM-JJ"),
        (["E2024-T2-1", "--jusqu-au", DEMAIN], "à qui le lien est remis"),
    ],
)
def test_un_lien_qui_ne_doit_pas_etre_est_refuse(donnees, capsys, arguments, faute):
    assert cli.principal(["lien", "creer", *arguments]) == 64
    assert faute in capsys.readouterr().err
    assert registre.liens(donnees) == ()


def test_une_edition_alteree_ne_se_remet_pas(donnees, capsys):
    rapport = donnees / "figees/E2024-T2-1/rapport.pdf"
    rapport.chmod(0o644)
    rapport.write_bytes(rapport.read_bytes() + b"x")
    assert cli.principal(["lien", "creer", "E2024-T2-1", "--jusqu-au", DEMAIN, "--pour", "X"]) == 64
    assert "ne se remet pas" in capsys.readouterr().err


def test_qui_peut_lire_quoi_se_lit_en_une_page(donnees, capsys):
    regles = (
        '[[acces]]\nrole = "pilotage"\npersonnes = ["chef@x"]\n'
        '[[acces]]\nrole = "bailleur"\ngroupes = ["AFD"]\nedition = "E2024-T2-1"\n'
    )
    acces.ecrire_reglement(donnees, "https://suivi.example", "https://id.example/x", regles)
    assert cli.principal(["acces", "verifier"]) == 0
    dit = capsys.readouterr().out
    assert "pilotage — lit tout" in dit and "  chef@x\n" in dit and "  groupe AFD → E2024-T2-1 seulement" in dit
    assert acces.SECRET_DU_CLIENT not in dit and acces.SECRET_TEMOINS not in dit
    assert cli.principal(["acces", "verifier", "--format", "json"]) == 0
    assert [r["role"] for r in json.loads(capsys.readouterr().out)["acces"]] == ["pilotage", "bailleur"]


def test_le_journal_dit_qui_a_fait_quoi(donnees, capsys):
    registre.tracer(donnees, Lecteur("pilotage", "compte", "chef@x"), "edition figer", "--public=bailleur")
    assert cli.principal(["acces", "journal"]) == 0
    assert "chef@x (pilotage)  edition figer  --public=bailleur" in capsys.readouterr().out
