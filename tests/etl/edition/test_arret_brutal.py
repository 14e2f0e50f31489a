"""Un arrêt brutal, où qu'il tombe : l'édition courante reste lisible, ancienne ou nouvelle, et le dépôt intact.

L'enfant est le vrai `charger` ; seul un emballage, posé par l'essai, le tue à l'endroit voulu.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from domaine.preuve import empreinte_fichier
from etl.commandes import cli, entrees
from etl.edition import dossier as edition
from etl.fichiers.depots import Depots
from tests.etl.petits_classeurs import base_publiee, copier, ecrire, valeurs

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

RACINE = Path(__file__).resolve().parents[3]
#: Où le tuer : une étape annoncée, un renommage nommé par ce qu'il remplace, ou l'inscription au journal. Un lieu par
#: état du disque : tué aux autres étapes (réception, lecture, manifeste, bascule), il laisse le même disque.
LIEUX = ("fichier du dépôt", "journal", "depot", "calcul", "verification", "dossier de l'édition", "pointeur", "fini")
#: Là, la reprise passe aussi par `publier` : rien de publié, une édition à moitié bâtie, une édition sans pointeur.
REPUBLIES = {"depot", "calcul", "pointeur"}

_TUER = """
import os, pathlib, signal, sys
from etl import progression
from etl.commandes import cli
from etl.commandes import entrees
from etl.fichiers import depots
voulu = sys.argv.pop(1)

def mourir():
    os.kill(os.getpid(), signal.SIGKILL)

etape = progression.Progression.etape
def etape_mortelle(self, nom, message):
    if nom == voulu:
        mourir()
    etape(self, nom, message)
progression.Progression.etape = etape_mortelle

renommer = pathlib.Path.replace
def renommer_mortel(self, cible):
    cible = pathlib.Path(cible)
    lieu = {"courant.json": "pointeur"}.get(cible.name)
    lieu = lieu or {"editions": "dossier de l'édition", "depots": "fichier du dépôt"}.get(cible.parent.name)
    assert lieu, f"renommage inattendu : {cible}"
    if lieu == voulu:
        mourir()
    return renommer(self, cible)
pathlib.Path.replace = renommer_mortel

inscrire = depots.Depots._inscrire
def inscrire_mortel(self, inscrit):
    if voulu == "journal":
        mourir()
    inscrire(self, inscrit)
depots.Depots._inscrire = inscrire_mortel

raise SystemExit(cli.principal(sys.argv[1:]))
"""


@dataclass
class Depart:
    """Un dossier publié, et le fichier de février qui va arriver."""

    donnees: Path
    fevrier: Path
    edition: str
    empreinte: str


@pytest.fixture(scope="module")
def depart(tmp_path_factory: pytest.TempPathFactory) -> Depart:
    dossier = tmp_path_factory.mktemp("arret")
    donnees = base_publiee(dossier)
    fevrier = ecrire(dossier / "fevrier.xlsx", Valeurs=valeurs(2, GAO=0.1, MENAKA=7))
    avant = edition.courante(donnees)
    assert avant is not None
    return Depart(donnees, fevrier, avant, edition.manifeste(donnees, avant)["empreinte"])


def _environnement(donnees: Path) -> dict[str, str]:
    return os.environ | {"SOCLE_DONNEES": str(donnees), "PYTHONUTF8": "1"}


def _empreintes(donnees: Path) -> dict[str, str]:
    fichiers = (donnees / "depots").glob("*.xlsx")
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in fichiers}


def _verifier_courante(donnees: Path, depart: Depart, *, apres: bool = False) -> str:
    """L'édition courante s'ouvre, est entière, et c'est l'ancienne ou la nouvelle ; rend son identifiant."""
    courante = edition.courante(donnees)
    assert courante is not None
    fiche = edition.manifeste(donnees, courante)
    chemin = edition.chemin_base(donnees)
    assert empreinte_fichier(chemin) == fiche["sha256_base"]
    assert edition.verifier_base(chemin) == fiche["comptes"]
    with edition.ouvrir(chemin) as connexion:
        assert edition.empreinte_logique(connexion) == fiche["empreinte"]
    if courante == depart.edition or (apres and len(fiche["depots"]) == 2):
        assert fiche["empreinte"] == depart.empreinte
    else:
        assert [d["nom"] for d in fiche["depots"]] == ["cadre_logique.xlsx", "janvier.xlsx", "fevrier.xlsx"]
    return courante


def _verifier_apres_arret(
    donnees: Path, depart: Depart, monkeypatch: pytest.MonkeyPatch, *, republier: bool = True
) -> None:
    """Ce qui doit tenir après tout arrêt, puis la reprise jusqu'à la publication du fichier.

    Args:
        donnees: le dossier où l'arrêt est tombé.
        depart: ce qu'il était avant.
        monkeypatch: pour y mener les commandes.
        republier: la reprise passe par `verifier` et `publier` ; sinon le fichier se charge de nouveau, tout de suite.
    """
    recus = _empreintes(depart.donnees)
    presents = _empreintes(donnees)
    assert recus.items() <= presents.items(), "un dépôt ancien a changé"
    assert all(nom == f"{somme}.xlsx" for nom, somme in presents.items()), "un dépôt n'est pas à son empreinte"
    assert [d.nom for d in Depots(donnees).lister()][:2] == ["cadre_logique.xlsx", "janvier.xlsx"]
    _verifier_courante(donnees, depart)
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    assert cli.principal(["etat"]) == 0
    if republier:
        assert cli.principal(["verifier", str(depart.fevrier)]) == 0
        assert cli.principal(["publier", "--progression", "aucune"]) == 0
        _verifier_courante(donnees, depart, apres=True)
    assert cli.principal(["charger", str(depart.fevrier), "--progression", "aucune"]) == 0
    courante = _verifier_courante(donnees, depart, apres=True)
    assert [d["nom"] for d in edition.manifeste(donnees, courante)["depots"]][2:] == ["fevrier.xlsx"]
    assert [d.nom for d in Depots(donnees).lister()] == ["cadre_logique.xlsx", "janvier.xlsx", "fevrier.xlsx"]
    restes = [p.name for p in donnees.rglob("*") if p.name.startswith(".") and p.name != ".publication.verrou"]
    assert restes == [], "un arrêt a laissé des restes que la publication suivante n'a pas enlevés"
    assert cli.principal(["edition", "verifier"]) == 0


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="ce système n'a pas SIGKILL")
@pytest.mark.parametrize("lieu", LIEUX)
def test_tue_a_un_endroit_nomme(lieu: str, depart: Depart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Règle E1."""
    donnees = copier(depart.donnees, tmp_path / "donnees")
    commande = [sys.executable, "-c", _TUER, lieu, "charger", str(depart.fevrier)]
    fait = subprocess.run(commande, cwd=RACINE, env=_environnement(donnees), capture_output=True, timeout=120)
    assert fait.returncode == -signal.SIGKILL, fait.stderr.decode()
    _verifier_apres_arret(donnees, depart, monkeypatch, republier=lieu in REPUBLIES)


@pytest.fixture(scope="module")
def duree(depart: Depart, tmp_path_factory: pytest.TempPathFactory) -> float:
    """Durée réelle de la commande, sur cette machine, maintenant."""
    donnees = copier(depart.donnees, tmp_path_factory.mktemp("duree") / "donnees")
    debut = time.monotonic()
    commande = [sys.executable, "-m", "etl", "charger", str(depart.fevrier)]
    subprocess.run(commande, cwd=RACINE, env=_environnement(donnees), capture_output=True, check=True, timeout=120)
    return time.monotonic() - debut


@pytest.mark.lent
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="ce système n'a pas SIGKILL")
def test_tue_apres_un_delai(depart: Depart, duree: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Là où personne n'a pensé à mettre un endroit nommé : aux deux tiers de la durée, le programme chargé.
    delai = duree * 2 / 3
    donnees = copier(depart.donnees, tmp_path / "donnees")
    commande = [sys.executable, "-m", "etl", "charger", str(depart.fevrier)]
    with subprocess.Popen(
        commande, cwd=RACINE, env=_environnement(donnees), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as enfant:
        with contextlib.suppress(subprocess.TimeoutExpired):
            enfant.wait(delai)
        enfant.kill()
    _verifier_apres_arret(donnees, depart, monkeypatch, republier=False)


@pytest.mark.lent
def test_derniere_ligne_du_journal_a_moitie_ecrite(
    depart: Depart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    donnees = copier(depart.donnees, tmp_path / "donnees")
    journal = donnees / "depots" / "journal.jsonl"
    entier = journal.read_bytes()
    journal.write_bytes(entier + entier.splitlines()[0][:40])
    _verifier_apres_arret(donnees, depart, monkeypatch, republier=False)
    assert journal.read_bytes().startswith(entier)
    assert [json.loads(x)["nom"] for x in journal.read_text(encoding="utf-8").splitlines()][-1] == "fevrier.xlsx"


def test_disque_plein_pendant_le_manifeste(
    depart: Depart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    donnees = copier(depart.donnees, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))

    def sans_place(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "manifeste.json")

    with monkeypatch.context() as contexte:
        contexte.setattr(edition.json, "dump", sans_place)
        assert cli.principal(["charger", str(depart.fevrier)]) not in (0, 1, 2, 3)
    erreur = capsys.readouterr().err
    assert "plus de place sur le disque" in erreur
    assert "space" not in erreur
    assert edition.courante(donnees) == depart.edition
    assert not list((donnees / "editions").glob(".en_cours-*")), "la place reste prise"
    _verifier_apres_arret(donnees, depart, monkeypatch, republier=False)


@pytest.mark.parametrize(
    ("erreur", "dit"),
    [
        (
            duckdb.TransactionException("Failed to commit: Could not write file: No space left on device"),
            "plus de place",
        ),
        (duckdb.TransactionException("Failed to commit: Could not write file edition.duckdb"), "le disque refuse"),
    ],
)
def test_un_disque_plein_dit_par_la_base_l_est_en_francais(
    erreur: Exception, dit: str, depart: Depart, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Une base dit parfois par l'échec d'une transaction que le disque lui manque."""

    def echouer(*_: object) -> None:
        raise erreur

    monkeypatch.setenv("SOCLE_DONNEES", str(depart.donnees))
    monkeypatch.setattr(entrees, "republier", echouer)
    assert cli.principal(["publier"]) == 64
    lu = capsys.readouterr().err
    assert dit in lu and "les fichiers déjà reçus sont gardés" in lu and "publier»" in lu


def test_un_journal_abime_se_dit_et_ne_se_devine_pas(
    depart: Depart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    donnees = copier(depart.donnees, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    (donnees / "depots" / "journal.jsonl").write_bytes(b"pas du json\n")
    assert cli.principal(["publier"]) not in (0, 1, 2, 3)
    assert "journal des dépôts" in capsys.readouterr().err
    assert edition.courante(donnees) == depart.edition
