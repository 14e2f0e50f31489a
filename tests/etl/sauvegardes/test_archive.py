"""Sauvegarder pendant que l'application tourne, vérifier, rendre dans un dossier vide (règle E25)."""

import json
import shutil
import zipfile

import pytest

from domaine import chemins
from domaine.acces import registre, reglement
from domaine.journal import lire
from etl.commandes.cli import principal
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel.verification import verifier_tout
from etl.sauvegardes import archive
from tests import acces
from tests.etl.reunions.atelier_reunions import preparer

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


@pytest.fixture(scope="module")
def donnees(donnees_remises, tmp_path_factory):
    """La démonstration, une édition figée, une réunion préparée, et ce qui ne se sauvegarde pas."""
    lieu = tmp_path_factory.mktemp("sauvegarde") / "donnees"
    shutil.copytree(donnees_remises, lieu)
    preparer(lieu)
    acces.remettre_un_lien(lieu)
    (lieu / reglement.FICHIER).write_text("[fournisseur]", encoding="utf-8")
    (lieu / chemins.CLE_SIGNATURE).write_text("secret", encoding="utf-8")
    (lieu / chemins.ERREURS).write_text("une faute", encoding="utf-8")
    (lieu / chemins.FIGEES / f"{chemins.PREFIXE_EN_COURS}1").mkdir()
    (lieu / chemins.FIGEES / f"{chemins.PREFIXE_EN_COURS}1" / chemins.BASE).write_text("à moitié", encoding="utf-8")
    (lieu / chemins.EDITIONS / "20200101T000000-abcdef12").mkdir()
    (lieu / chemins.EDITIONS / "20200101T000000-abcdef12" / chemins.BASE).write_text("ancienne", encoding="utf-8")
    (lieu / chemins.DEPOTS / "lien").symlink_to("/etc/hostname")
    return lieu


@pytest.fixture(scope="module")
def sauvee(donnees, tmp_path_factory):
    cible = tmp_path_factory.mktemp("archives") / "socle.zip"
    archive.creer(donnees, cible)
    return cible


def test_rendue_dans_un_dossier_vide_elle_redonne_les_memes_chiffres(donnees, sauvee, tmp_path, monkeypatch):
    rendu = tmp_path / "rendu"
    contenu = archive.restaurer(sauvee, rendu)
    en_vigueur = edition.manifeste(donnees, edition.courante(donnees))
    assert contenu.empreinte == en_vigueur["empreinte"] and contenu.edition == en_vigueur["id"]
    verdicts, chaine, hors_journal = verifier_tout(rendu)
    assert [v.fautes for v in verdicts] == [()] and not chaine and not hors_journal
    assert [r.id_reunion for r in lire(chemins.journal_des_reunions(rendu)).reunions] == ["COO-30"]
    assert [lien.pour for lien in registre.liens(rendu)] == ["AFD Bamako"]
    assert not (rendu / reglement.FICHIER).exists()  # il tient des secrets
    presents = {p.relative_to(rendu).parts[0] for p in rendu.rglob("*")}
    assert not presents & {chemins.CLE_SIGNATURE, chemins.ERREURS, chemins.VERROU}
    assert len(list((rendu / chemins.EDITIONS).iterdir())) == 1 and not (rendu / chemins.DEPOTS / "lien").exists()
    # La réunion préparée depuis entrerait dans les chiffres : sans elle, les mêmes dépôts.
    chemins.journal_des_reunions(rendu).unlink()
    monkeypatch.setenv("SOCLE_DONNEES", str(rendu))
    assert principal(["publier", "--progression", "aucune"]) == 0
    assert edition.manifeste(rendu, edition.courante(rendu))["empreinte"] == contenu.empreinte


def test_elle_ne_se_mele_a_rien_et_n_ecrase_rien(donnees, sauvee, tmp_path):
    (tmp_path / "x").write_text("déjà là", encoding="utf-8")
    with pytest.raises(DemandeInvalide, match="dossier vide"):
        archive.restaurer(sauvee, tmp_path)
    with pytest.raises(DemandeInvalide, match="autre nom"):
        archive.creer(donnees, sauvee)
    with pytest.raises(DemandeInvalide, match="rien à sauvegarder"):
        archive.creer(tmp_path / "vide", tmp_path / "y.zip")
    assert sauvee.stat().st_mode & 0o077 == 0, "elle porte des noms et des positions : à son seul propriétaire"


def _refaire(source, cible, changer):
    """La même archive, un fichier changé : `changer(nom, octets)` rend les octets, ou `None` pour l'ôter."""
    with zipfile.ZipFile(source) as lue, zipfile.ZipFile(cible, "w") as ecrite:
        for membre in lue.infolist():
            octets = changer(membre.filename, lue.read(membre))
            if octets is not None:
                ecrite.writestr(membre.filename, octets)
    return cible


def _remonter(nom, octets):
    if nom != archive.SOMMAIRE:
        return octets
    lu = json.loads(octets)
    lu["fichiers"]["../dehors.txt"] = ["00", 1]
    return json.dumps(lu)


@pytest.mark.parametrize(
    ("changer", "dit"),
    [
        (lambda nom, o: o + b"x" if nom == chemins.POINTEUR else o, "courant.json n'est plus"),
        (lambda nom, o: None if nom == chemins.REUNIONS else o, "reunions.sqlite manque"),
        (lambda nom, o: None if nom == archive.SOMMAIRE else o, "n'est pas une sauvegarde"),
        (_remonter, "sort de son dossier"),
        (lambda nom, o: o.replace(b'"format": 1', b'"format": 9') if nom == archive.SOMMAIRE else o, "plus récente"),
    ],
    ids=["octet", "manque", "sans-sommaire", "chemin", "format"],
)
def test_une_archive_changee_se_refuse_et_ne_laisse_rien(sauvee, tmp_path, changer, dit):
    fausse = _refaire(sauvee, tmp_path / "fausse.zip", changer)
    with pytest.raises(archive.ArchiveFausse, match=dit):
        archive.verifier(fausse)
    with pytest.raises(archive.ArchiveFausse, match=dit):
        archive.restaurer(fausse, tmp_path / "rendu")
    assert {p.name for p in tmp_path.iterdir()} == {"fausse.zip"}


def test_la_commande_entiere(donnees, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    cible = tmp_path / "socle.zip"
    assert principal(["sauvegarde", "creer", str(cible)]) == 0
    assert principal(["sauvegarde", "verifier", str(cible)]) == 0
    assert "empreinte 9520e3ffae4e" in capsys.readouterr().out
    cible.write_bytes(cible.read_bytes()[:-200])
    assert principal(["sauvegarde", "verifier", str(cible)]) == 1 and "ALTÉRÉE" in capsys.readouterr().out
    assert principal(["sauvegarde", "restaurer", str(cible)]) == 64 and "--vers" in capsys.readouterr().err


def test_la_restauration_se_repete_et_ne_laisse_rien(sauvee, tmp_path, monkeypatch, capsys):
    lieu = tmp_path / "sauvegardes"
    lieu.mkdir()
    archive_la = shutil.copy(sauvee, lieu / "socle.zip")
    assert principal(["sauvegarde", "repeter", str(archive_la)]) == 0
    assert "mêmes chiffres" in capsys.readouterr().out and [p.name for p in lieu.iterdir()] == ["socle.zip"]
    # Une édition aux octets intacts dont les chiffres ne sont plus ceux du sommaire : la répétition seule le voit.
    monkeypatch.setattr(edition, "empreinte_logique", lambda _: "autre")
    assert principal(["sauvegarde", "repeter", str(archive_la)]) == 1
    assert "ALTÉRÉE" in capsys.readouterr().out and [p.name for p in lieu.iterdir()] == ["socle.zip"]
