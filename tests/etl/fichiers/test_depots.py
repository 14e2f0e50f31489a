"""Les dépôts : gardés octet pour octet, nommés par leur empreinte, inscrits dans l'ordre, jamais touchés ensuite."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from domaine.reglages import Reglages
from etl.commandes import chargement
from etl.commandes.chargement import DepotsReels, charger, charger_demonstration, republier
from etl.demonstration import DepotDemo
from etl.edition import dossier as edition
from etl.fichiers.depots import Depots, JournalIllisible
from etl.fichiers.ouverture import FichierRefuse
from etl.fichiers.recu import FichierRecu, lire_recu
from etl.progression import Progression
from tests.etl.petits_classeurs import ecrire, ecrire_cadre, valeurs

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)


def _fichier(contenu: bytes = b"PK\x03\x04abc", nom: str = "a.xlsx") -> FichierRecu:
    return FichierRecu(nom, contenu, "xlsx")


def test_un_depot_est_garde_octet_pour_octet(tmp_path: Path) -> None:
    """Règle Q17."""
    fichier = _fichier()
    recu = dt.datetime(2023, 5, 4, 10, 11, 12, 999)
    depot = Depots(tmp_path).deposer(fichier, par="Awa", recu=recu)
    assert Depots(tmp_path).chemin(depot).read_bytes() == fichier.contenu
    assert depot.sha256 == hashlib.sha256(fichier.contenu).hexdigest()
    assert Depots(tmp_path).lister() == [depot]
    assert (depot.rang, depot.nom, depot.par, depot.origine) == (1, "a.xlsx", "Awa", "reel")
    assert depot.recu == dt.datetime(2023, 5, 4, 10, 11, 12)


def test_l_ordre_du_journal_est_celui_des_receptions_pas_celui_des_dates(tmp_path: Path) -> None:
    depots = Depots(tmp_path)
    depots.deposer(_fichier(b"PK\x03\x041"), recu=dt.datetime(2024, 1, 1))
    depots.deposer(_fichier(b"PK\x03\x042"), recu=dt.datetime(2023, 1, 1))
    assert [d.recu.year for d in depots.lister()] == [2024, 2023]
    assert [d.rang for d in depots.lister()] == [1, 2]


def test_le_journal_s_allonge_seulement(tmp_path: Path) -> None:
    """Règle Q17."""
    depots = Depots(tmp_path)
    depots.deposer(_fichier(b"PK\x03\x041"))
    journal = tmp_path / "depots" / "journal.jsonl"
    avant = journal.read_bytes()
    depots.deposer(_fichier(b"PK\x03\x042", "é «ô».xlsx"))
    assert journal.read_bytes().startswith(avant)
    assert json.loads(journal.read_bytes().splitlines()[1])["nom"] == "é «ô».xlsx"


def test_une_derniere_ligne_a_moitie_ecrite_est_ignoree_puis_retiree(tmp_path: Path) -> None:
    depots = Depots(tmp_path)
    depots.deposer(_fichier(b"PK\x03\x041"))
    journal = tmp_path / "depots" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"sha256": "moiti')
    assert len(depots.lister()) == 1
    assert depots.deposer(_fichier(b"PK\x03\x042")).rang == 2
    assert len(depots.lister()) == 2
    assert b"moiti" not in journal.read_bytes()


@pytest.mark.parametrize("abime", [b"pas du json\n", b'{"inconnu": 1}\n', b"[]\n"])
def test_une_ligne_entiere_abimee_arrete_tout(abime: bytes, tmp_path: Path) -> None:
    (tmp_path / "depots").mkdir()
    (tmp_path / "depots" / "journal.jsonl").write_bytes(abime)
    with pytest.raises(JournalIllisible, match="abîmé"):
        Depots(tmp_path).lister()


def test_les_copies_a_moitie_sont_enlevees_et_rien_d_autre(tmp_path: Path) -> None:
    depots = Depots(tmp_path)
    depot = depots.deposer(_fichier())
    (tmp_path / "depots" / f".{depot.sha256}.xlsx.123.provisoire").write_bytes(b"a moitie")
    (tmp_path / "depots" / ".gitkeep").write_bytes(b"")
    depots.nettoyer()
    restes = {p.name for p in (tmp_path / "depots").iterdir()}
    assert restes == {f"{depot.sha256}.xlsx", "journal.jsonl", ".gitkeep"}


def test_un_acces_refuse_n_est_pas_introuvable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le droit se retire par un faux : l'intégration continue lit tout."""
    ferme = tmp_path / "ferme.xlsx"
    ferme.write_bytes(b"PK")

    def refuser(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuser)
    with pytest.raises(FichierRefuse) as refus:
        lire_recu(ferme, Reglages())
    assert (refus.value.code, refus.value.detail) == ("fichier_absent", "l'accès est refusé")


def test_un_fichier_absent_vide_ou_trop_gros_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse) as refus:
        lire_recu(tmp_path / "absent.xlsx", Reglages())
    assert (refus.value.code, refus.value.detail) == ("fichier_absent", "il est introuvable")
    gros = tmp_path / "gros.xlsx"
    gros.write_bytes(b"0" * 1_100_000)
    with pytest.raises(FichierRefuse) as refus:
        lire_recu(gros, Reglages(taille_max_mo=1))
    assert refus.value.code == "fichier_trop_gros"


def test_le_meme_dossier_de_csv_a_toujours_la_meme_empreinte(tmp_path: Path) -> None:
    for nom in ("un", "deux"):
        (tmp_path / nom).mkdir()
        (tmp_path / nom / "Points.csv").write_text("id_point;nom\nA;b\n", encoding="cp1252")
    empreintes = {lire_recu(tmp_path / nom, Reglages()).sha256 for nom in ("un", "deux")}
    assert len(empreintes) == 1


def test_les_depots_seuls_suffisent_a_restaurer_les_chiffres(tmp_path: Path) -> None:
    donnees = tmp_path / "donnees"
    recus = [ecrire_cadre(tmp_path / "cadre_logique.xlsx"), ecrire(tmp_path / "v.xlsx", Valeurs=valeurs(1, GAO=0.1))]
    publiee = charger(donnees, recus, MUET).publication
    shutil.copytree(donnees / "depots", tmp_path / "restaure" / "depots")
    refaite = republier(tmp_path / "restaure", MUET)
    assert publiee is not None
    assert refaite.manifeste["empreinte"] == publiee.manifeste["empreinte"]
    assert refaite.manifeste["depots"] == publiee.manifeste["depots"]


# --- La démonstration ------------------------------------------------------------------------------------


@pytest.fixture
def petite_demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Remplace les classeurs de la démonstration par deux petits ; `version` change leurs octets."""

    def installer(version: int) -> None:
        def ecrire_demonstration(dossier: Path) -> list[DepotDemo]:
            cadre = ecrire_cadre(dossier / "cadre_logique.xlsx")
            mois = ecrire(dossier / "mois.xlsx", Valeurs=valeurs(1, GAO=version))
            for chemin in (cadre, mois):
                # openpyxl date ses classeurs : les octets du premier passage servent à tous.
                garde = tmp_path / f"{chemin.stem}-{version if chemin == mois else 0}"
                garde.exists() or garde.write_bytes(chemin.read_bytes())
                chemin.write_bytes(garde.read_bytes())
            recu = dt.datetime(2023, 3, 1)
            return [DepotDemo(cadre, recu, "Fictif"), DepotDemo(mois, recu, "Fictif")]

        monkeypatch.setattr(chargement, "ecrire_demonstration", ecrire_demonstration)

    return installer


def test_une_demonstration_plus_recente_remplace_l_ancienne(petite_demonstration, tmp_path: Path) -> None:
    donnees = tmp_path / "donnees"
    petite_demonstration(1)
    premiere = charger_demonstration(donnees, MUET)
    anciens = Depots(donnees).lister()
    petite_demonstration(2)
    seconde = charger_demonstration(donnees, MUET)
    depots = Depots(donnees).lister()
    assert [d.nom for d in depots] == ["cadre_logique.xlsx", "mois.xlsx"], "deux générations mêlées"
    assert [d.rang for d in depots] == [1, 2]
    assert depots[1].sha256 != anciens[1].sha256
    assert {p.name for p in (donnees / "depots").glob("*.xlsx")} == {f"{d.sha256}.xlsx" for d in depots}
    assert premiere.manifeste["empreinte"] != seconde.manifeste["empreinte"]
    with edition.ouvrir(edition.chemin_base(donnees)) as connexion:
        assert connexion.execute("SELECT max(valeur) FROM valeurs").fetchone() == (2,)
        assert connexion.execute("SELECT count(*) FROM revision").fetchone() == (0,)
    # L'édition d'avant reste lisible : elle ne dépend pas des dépôts.
    with edition.ouvrir(edition.chemin_base(donnees, premiere.identifiant)) as connexion:
        assert connexion.execute("SELECT max(valeur) FROM valeurs").fetchone() == (1,)


@pytest.mark.lent
def test_la_meme_demonstration_ne_touche_pas_au_journal(petite_demonstration, tmp_path: Path) -> None:
    donnees = tmp_path / "donnees"
    petite_demonstration(1)
    charger_demonstration(donnees, MUET)
    journal = donnees / "depots" / "journal.jsonl"
    avant = (journal.read_bytes(), journal.stat().st_mtime_ns)
    charger_demonstration(donnees, MUET)
    assert (journal.read_bytes(), journal.stat().st_mtime_ns) == avant


def test_la_demonstration_refuse_de_vrais_depots(petite_demonstration, tmp_path: Path) -> None:
    """Règle E10."""
    donnees = tmp_path / "donnees"
    charger(donnees, [ecrire_cadre(tmp_path / "cadre_logique.xlsx")], MUET)
    avant = {p.name: p.read_bytes() for p in (donnees / "depots").iterdir()}
    petite_demonstration(1)
    with pytest.raises(DepotsReels, match="vrais dépôts"):
        charger_demonstration(donnees, MUET)
    assert {p.name: p.read_bytes() for p in (donnees / "depots").iterdir()} == avant


@pytest.mark.lent
def test_un_classeur_essaye_sur_la_demonstration_n_est_jamais_efface(petite_demonstration, tmp_path: Path) -> None:
    donnees = tmp_path / "donnees"
    petite_demonstration(1)
    charger_demonstration(donnees, MUET)
    bilan = charger(donnees, [ecrire(tmp_path / "essai.xlsx", Valeurs=valeurs(2, GAO=5))], MUET)
    assert bilan.publication is not None
    assert bilan.publication.manifeste["demonstration"] is True
    petite_demonstration(2)
    with pytest.raises(DepotsReels):
        charger_demonstration(donnees, MUET)
    assert [d.nom for d in Depots(donnees).lister()][-1] == "essai.xlsx"
