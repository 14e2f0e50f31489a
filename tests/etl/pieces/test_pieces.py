"""Les pièces de preuve : jugées sur leurs octets, gardées telles quelles, montrées sans métadonnées, comptées."""

import io
import shutil
import sqlite3
import zipfile

import pytest
from PIL import Image

from domaine import chemins
from domaine.chemins import journal_des_reunions
from domaine.preuve import pieces
from domaine.reglages import Reglages, reglages
from domaine.schema.edition import TABLES
from etl.commandes.chargement import charger
from etl.commandes.cli import principal
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.edition.publication import publier
from etl.fichiers.depots import verrou
from etl.pieces import coffre, controle, envoi, gestes
from etl.progression import Progression
from etl.sauvegardes import archive
from tests.etl.petits_classeurs import ecrire, ecrire_cadre, indicateur, valeurs
from tests.etl.pieces.atelier_pieces import photo

REGLAGES = Reglages()
MUET = Progression(muet=True)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
VISITE = {"objet": pieces.VISITE, "id_objet": "P1", "date": "2023-05-03"}
OUI = dict.fromkeys(("local", "agent", "moyens", "prestation"), "oui")


@pytest.fixture(scope="module")
def _projet(tmp_path_factory):
    lieu = tmp_path_factory.mktemp("pieces")
    registre = {"source_calcul": "points_fonctionnels", "niveau_collecte": "commune", "unite": "points"}
    cadre = ecrire_cadre(lieu / "cadre.xlsx", indicateur("F1"), indicateur("R1", "stock", **registre))
    ecrire(
        lieu / "gao.xlsx",
        Valeurs=valeurs(6, GAO=10),
        Points=[
            {"id_point": f"P{n}", "nom": f"Forage {n}", "type_service": "eau", "code_zone": "ML070303"} for n in (1, 2)
        ],
        Visites=[
            {"id_point": "P1", "date": "2023-05-03", "niveau_preuve": 0, "photo": "Photo 1.jpg ; perdue.jpg"} | OUI,
            {"id_point": "P2", "date": "2023-05-04", "niveau_preuve": 3, "photo": "deux.jpg"} | OUI,
            {"id_point": "P2", "date": "2023-05-05", "photo": "deux.jpg"} | OUI,
        ],
        Pièces=[
            {"sha256": "a" * 64, "nom": "x.jpg", "genre": "photo", "octets": 3, "objet": "visite", "id_objet": "P1"}
        ],
    )
    assert charger(lieu / "donnees", [cadre, lieu / "gao.xlsx"], MUET).code == 1
    return lieu / "donnees"


@pytest.fixture
def donnees(_projet, tmp_path, monkeypatch):
    shutil.copytree(_projet, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "donnees"))
    return tmp_path / "donnees"


def lues(donnees, requete):
    with dossier.ouvrir(dossier.chemin_base(donnees)) as base:
        return base.execute(requete).fetchall()


def ajouter(donnees, contenu, nom, **prouve):
    return gestes.ajouter(donnees, REGLAGES, contenu, nom, **(prouve or VISITE))


@pytest.mark.parametrize(
    ("contenu", "nom", "dit"),
    [
        (b"", "a.jpg", "est vide"),
        (b"MZ" * 50, "a.jpg", "format non reçu"),
        (photo(), "a.png", "ment sur ce qu'il est"),
        (PDF, "a.jpg", "ment sur ce qu'il est"),
        (photo()[:400], "a.jpg", "abîmé"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.heic", "HEIC"),
        (photo() + b"\0" * 2_000_000, "a.jpg", "dépasse 1 Mo"),
        (b"%PDF-1.4 sans fin", "a.pdf", "format non reçu"),
    ],
)
def test_un_fichier_est_juge_sur_ses_octets(contenu, nom, dit):
    """Règle D13."""
    with pytest.raises(DemandeInvalide, match=dit):
        controle.juger(contenu, nom, 1024 * 1024)


def test_une_image_qui_se_gonfle_est_refusee(monkeypatch):
    """Règle D13 : ses points se comptent avant d'être décodés."""
    monkeypatch.setattr(controle, "PIXELS_MAX", 1000)
    with pytest.raises(DemandeInvalide, match="millions de points"):
        controle.juger(photo(), "a.jpg", 10**6)


def test_l_original_reste_entier_et_la_copie_ne_dit_que_l_image(donnees):
    """Règle D13 : octet pour octet d'un côté ; ni position, ni appareil, ni commentaire de l'autre."""
    recue = photo()
    assert Image.open(io.BytesIO(recue)).getexif().get_ifd(0x8825)
    piece, neuve = ajouter(donnees, recue, "p.jpg")
    assert neuve and pieces.originale(donnees, piece).read_bytes() == recue
    for chemin in (pieces.copie(donnees, piece), pieces.vignette(donnees, piece)):
        octets = chemin.read_bytes()
        copie = Image.open(io.BytesIO(octets))
        assert not copie.getexif() and "comment" not in copie.info and copie.size == (40, 60)  # redressée
        assert b"Exif" not in octets and b"TELEPHONE" not in octets and b"Oumar" not in octets
    assert not list((donnees / "pieces").rglob(".en_cours*"))


def test_une_piece_s_inscrit_une_fois_et_se_retire_d_une_ligne_de_plus(donnees):
    """Règle D11."""
    une, _ = ajouter(donnees, photo(), "p.jpg")
    assert ajouter(donnees, photo(), "autre nom.jpg") == (une, False)
    retiree = gestes.retirer(donnees, une.sha256[:10], "visage reconnaissable")
    assert (retiree.version, pieces.originale(donnees, une).is_file()) == (2, True)
    chemin = journal_des_reunions(donnees)
    assert not pieces.en_vigueur(pieces.lire(chemin)) and len(pieces.lire(chemin)) == 2
    with pytest.raises(DemandeInvalide, match="déjà retirée"):
        gestes.retirer(donnees, une.sha256, "encore")
    assert ajouter(donnees, photo(), "p.jpg")[0].version == 3
    with sqlite3.connect(chemin) as base, pytest.raises(sqlite3.IntegrityError, match="ne se récrit pas"):
        base.execute("DELETE FROM piece")


@pytest.mark.parametrize(
    "prouve",
    [
        {"objet": pieces.VISITE, "id_objet": "P1", "date": "2023-05-04"},
        {"objet": pieces.RECEPTION, "id_objet": "CH-9"},
        {"objet": pieces.DECISION, "id_objet": "D-9"},
    ],
)
def test_ce_que_prouve_une_piece_existe(donnees, prouve):
    """Règle D11."""
    with pytest.raises(DemandeInvalide, match="dans l'édition en vigueur"):
        ajouter(donnees, photo(), "p.jpg", **prouve)
    assert not (donnees / "pieces").exists()


def test_une_piece_releve_le_niveau_de_preuve_de_sa_visite(donnees):
    """Règle D11 : à la publication ; ce que la ligne dit de plus fort reste, ce qui est retiré ne prouve plus."""
    niveaux = "SELECT niveau_preuve FROM visites_prouvees() ORDER BY id_point, date"
    assert lues(donnees, niveaux) == [("0",), ("3",), (None,)]
    empreinte = dossier.manifeste(donnees, dossier.courante(donnees))["empreinte"]
    ajouter(donnees, photo(), "photo_1.JPG")
    ajouter(donnees, photo("blue"), "a.jpg", **VISITE | {"id_objet": "P2", "date": "2023-05-04"})
    pv, _ = ajouter(donnees, PDF, "pv.pdf", **VISITE | {"id_objet": "P2", "date": "2023-05-05"})
    _publier(donnees)
    assert lues(donnees, niveaux) == [("2",), ("3",), ("1",)]
    assert ("2",) in lues(
        donnees, "SELECT niveau_preuve FROM lignes_du_chiffre('R1', 'GAO', 'mois', '2023-05', NULL, NULL)"
    )
    gestes.retirer(donnees, pv.sha256, "mauvais point")
    _publier(donnees)
    assert lues(donnees, niveaux) == [("2",), ("3",), (None,)]
    assert dossier.manifeste(donnees, dossier.courante(donnees))["empreinte"] == empreinte
    assert lues(donnees, "SELECT photo FROM photos_annoncees() WHERE recue") == [("Photo 1.jpg",)]


def _publier(donnees):
    with verrou(donnees):
        publier(donnees, MUET)


def test_l_archive_d_un_serveur_de_formulaires_rend_ce_qui_est_annonce(donnees, tmp_path):
    """Règle D12 : le reste est nommé, et n'est pas gardé."""
    chemin = tmp_path / "photos.zip"
    with zipfile.ZipFile(chemin, "w") as zip_:
        zip_.writestr("p/attachments/u-1/Photo_1.jpg", photo())
        zip_.writestr("p/attachments/u-2/deux.jpg", photo("blue"))
        zip_.writestr("p/attachments/u-3/inconnue.jpg", photo("green"))
        zip_.writestr("p/attachments/u-4/perdue.jpg", b"rien d'une image")
        zip_.writestr("__MACOSX/._x", b"x")
    bilan = envoi.importer(donnees, reglages(), chemin)
    assert [(p.id_objet, p.date) for p in bilan.ajoutees] == [("P1", "2023-05-03")]
    assert [n.rpartition("/")[2] for n, _ in bilan.refuses] == ["deux.jpg", "inconnue.jpg", "perdue.jpg"]
    assert len(list((donnees / "pieces").glob("*.jpg"))) == 1
    assert [len(envoi.importer(donnees, reglages(), chemin).deja)] == [1]
    chemin.write_bytes(b"PK pas un zip")
    with pytest.raises(DemandeInvalide, match="abîmé"):
        envoi.importer(donnees, reglages(), chemin)


def test_la_commande_dit_ce_qu_elle_a_fait(donnees, tmp_path, capsys):
    """Règle D11."""
    (tmp_path / "p.jpg").write_bytes(photo())
    assert principal(["piece", "ajouter", str(tmp_path / "p.jpg"), "--visite", "P1", "--date", "2023-05-03"]) == 0
    assert (
        principal(["piece", "ajouter", str(tmp_path / "p.jpg")]) == 64 or "une seule chose" in capsys.readouterr().err
    )
    assert principal(["piece", "lister"]) == 0 and principal(["piece", "verifier"]) == 0
    (piece,) = pieces.lire(journal_des_reunions(donnees))
    pieces.copie(donnees, piece).unlink()
    assert coffre.verifier(donnees, piece) == "" and pieces.copie(donnees, piece).is_file()
    pieces.originale(donnees, piece).write_bytes(b"x")
    assert principal(["piece", "verifier"]) == 2
    assert "a changé depuis sa réception" in capsys.readouterr().out


def test_une_feuille_pieces_d_un_classeur_se_dit(donnees):
    """Règle D11 : un classeur ne porte pas de fichier ; ses cellules restent, et l'anomalie dit quoi faire."""
    assert lues(donnees, "SELECT gravite FROM anomalie WHERE code = 'pieces_en_classeur'") == [("à vérifier",)]
    assert lues(donnees, "SELECT count(*) FROM piece") == [(0,)]
    assert lues(donnees, "SELECT count(*) > 0 FROM cellule_gardee WHERE feuille = 'Pièces'") == [(True,)]


def test_la_sauvegarde_rend_les_pieces(donnees, tmp_path):
    """Règle E25."""
    piece, _ = ajouter(donnees, photo(), "p.jpg")
    archive.creer(donnees, tmp_path / "s.zip")
    archive.restaurer(tmp_path / "s.zip", tmp_path / "rendu")
    assert pieces.lire(journal_des_reunions(tmp_path / "rendu")) == (piece,)
    assert coffre.verifier(tmp_path / "rendu", piece) == ""


def test_aucun_autre_public_ne_lit_les_pieces():
    """Règle D7 : leur table n'est déclarée lue d'aucun public, et leur dossier n'est d'aucune édition."""
    assert not TABLES["piece"].lectures and chemins.PIECES not in chemins.SORTIES
