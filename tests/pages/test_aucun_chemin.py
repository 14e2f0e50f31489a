"""Aucune phrase montrée ne dit où est le serveur : on abîme tout ce qui peut l'être, et l'on cherche son dossier."""

import shutil

import pytest

from domaine import chemins
from domaine.reglages import RACINE
from tests.pages.conftest import textes
from vues.actions import processus

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = [pytest.mark.lent, pytest.mark.usefixtures("caches_vides")]

NUMERO = "E2024-T2-1"


@pytest.fixture
def donnees(donnees_remises, tmp_path, monkeypatch):
    """Une copie où l'essai abîme ; son dossier a un nom que rien d'autre ne porte."""
    copie = shutil.copytree(donnees_remises, tmp_path / "dossier du serveur")
    for fichier in copie.rglob("*"):
        fichier.chmod(0o755 if fichier.is_dir() else 0o644)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


def _lire(ouvrir, donnees, page, **adresse):
    essai = ouvrir(page, **adresse)
    lu = textes(essai) + "".join(str(e.message) + str(e.value) for e in essai.exception)
    for secret in (str(donnees), donnees.name, donnees.name.replace(" ", "\\ "), str(RACINE)):
        assert secret not in lu
    assert not essai.exception
    return lu


def _base(donnees, numero=NUMERO):
    return chemins.dossier_edition(donnees, numero) / chemins.BASE


ABIMER = {
    "dossier effacé": lambda d: shutil.rmtree(_base(d).parent),
    "base abîmée": lambda d: _base(d).write_bytes(b"rien"),
    "base devenue dossier": lambda d: (_base(d).unlink(), _base(d).mkdir()),
    "manifeste illisible": lambda d: _base(d).with_name(chemins.MANIFESTE).write_bytes(b"\xff{"),
    "manifeste devenu dossier": lambda d: (
        _base(d).with_name(chemins.MANIFESTE).unlink(),
        _base(d).with_name(chemins.MANIFESTE).mkdir(),
    ),
    "journal abîmé": lambda d: (chemins.dossier_figees(d) / chemins.JOURNAL).write_text("{"),
    "journal devenu dossier": lambda d: (
        (chemins.dossier_figees(d) / chemins.JOURNAL).unlink(),
        (chemins.dossier_figees(d) / chemins.JOURNAL).mkdir(),
    ),
    "rapport changé": lambda d: (_base(d).with_name(chemins.RAPPORT_PDF)).write_bytes(b"faux"),
}


@pytest.mark.parametrize("quoi", ABIMER)
def test_une_edition_abimee_se_refuse_sans_dire_ou_elle_est(ouvrir, donnees, monkeypatch, quoi):
    """Règles E13 et E17 : au bailleur, puis à l'équipe sur sa page des éditions."""
    ABIMER[quoi](donnees)
    monkeypatch.setenv("SOCLE_EDITION", NUMERO)
    lu = _lire(ouvrir, donnees, "pages/bailleur/accueil.py")
    assert "ne peut pas être montrée" in lu or "ne s’emporte pas" in lu
    monkeypatch.setenv("SOCLE_EDITION", "")
    _lire(ouvrir, donnees, "pages/suivi/editions.py", figee=NUMERO)


@pytest.mark.parametrize("numero", ["E1999-T1-1", "inconnue", "E2024-T2-9999"])
def test_un_numero_faux_se_dit_sans_chemin(ouvrir, donnees, monkeypatch, numero):
    """Règle E17 : dans le réglage, et dans l'adresse."""
    _lire(ouvrir, donnees, "pages/suivi/editions.py", figee=numero, avant=numero, apres=NUMERO)
    monkeypatch.setenv("SOCLE_EDITION", numero)
    assert "introuvable" in _lire(ouvrir, donnees, "pages/bailleur/accueil.py")


def test_ce_qui_est_publie_et_abime_se_dit_sans_chemin(ouvrir, donnees):
    """Règle E17 : le pointeur, puis la base en vigueur."""
    vivante = next(chemins.dossier_editions(donnees).glob("[!.]*")) / chemins.BASE
    vivante.write_bytes(b"rien")
    assert "ne se lit pas" in _lire(ouvrir, donnees, "pages/suivi/vue_ensemble.py")
    chemins.pointeur(donnees).unlink()
    chemins.pointeur(donnees).mkdir()
    assert "pointeur" in _lire(ouvrir, donnees, "pages/suivi/vue_ensemble.py")


def test_un_reglage_faux_se_dit_sans_chemin(ouvrir, donnees, monkeypatch):
    """Règle E17."""
    monkeypatch.setenv("SOCLE_EDITION", f"{donnees}/figees/x")
    assert "Réglage à corriger" in _lire(ouvrir, donnees, "pages/suivi/vue_ensemble.py")


def test_une_commande_qui_echoue_se_dit_sans_chemin(donnees, tmp_path, monkeypatch):
    """Règle E17 : ce que la ligne de commande dit à qui l'a lancée n'est pas pour l'écran."""
    phrase = f"Erreur : l'accès est refusé ({donnees}/figees/x). Détail dans {RACINE}/y et C:\\srv\\z."
    script = f"import sys; print({phrase!r}, file=sys.stderr)"
    monkeypatch.setattr(processus, "COMMANDE", (processus.sys.executable, "-c", script))
    with processus.lancer(["modele"], tmp_path, 30) as commande:
        commande.attendre()
    assert commande.explication == "l'accès est refusé (figees/x). Détail dans y et z."
    assert str(donnees) in commande.erreurs, "le journal du serveur, lui, garde tout"
