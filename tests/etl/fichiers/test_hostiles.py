"""Tout fichier est hostile jusqu'à preuve du contraire : refusé en entier et vite, ou lu comme de simples données."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tracemalloc
import warnings
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domaine.catalogue import CATALOGUE
from domaine.reglages import RACINE, Reglages
from etl.commandes import chargement
from etl.commandes.chargement import charger
from etl.controles import lecture, verification
from etl.controles.verification import verifier
from etl.fichiers import archives, ouverture
from etl.fichiers.depots import Depots
from etl.fichiers.ouverture import lire_feuilles
from etl.fichiers.refus import FichierRefuse
from etl.lignes import gardees
from etl.progression import Progression
from tests.depots_fautifs import fabrique
from tests.etl.atelier import (
    archive,
    assembler_feuilles,
    assembler_octets,
    charger_fichiers,
    classeur_brut,
    lire_edition,
)

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

SAIN = fabrique.octets_classeur(fabrique.projet_sain()["coordination"])
BORNES = Reglages(taille_max_mo=2, taille_decompressee_max_mo=8, lignes_max=50_000)
_LOIN = '<row r="1"><c r="A1"><v>1</v></c></row>'


_BOMBE = 60_000_000


def _menteuse() -> bytes:
    """Une bombe dont l'archive déclare dix octets et en décompresse soixante millions."""
    octets = bytearray(
        archive({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"<sheetData>" + b" " * _BOMBE})
    )
    octets = octets.replace(struct.pack("<I", _BOMBE + 11), struct.pack("<I", 10))
    return bytes(octets)


def _zip_chiffre() -> bytes:
    octets = bytearray(archive({"Valeurs.csv": "a,b\n1,2\n"}))
    for signature, decalage in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        octets[octets.index(signature) + decalage] |= 1
    return bytes(octets)


def _entetes_faux(octets: bytes, signature: bytes, decalage: int, valeur: int) -> bytes:
    """L'archive, un octet changé dans chaque en-tête de membre : du répertoire (PK12) ou du membre lui-même (PK34)."""
    change = bytearray(octets)
    place = -1
    while (place := change.find(signature, place + 1)) >= 0:
        change[place + decalage] |= valeur
    return bytes(change)


_REPERTOIRE, _MEMBRE = b"PK\x01\x02", b"PK\x03\x04"
_UN_CSV = archive({"Valeurs.csv": "code_indicateur;code_zone\nFLUX;GAO\n"})


HOSTILES: dict[str, tuple[bytes, str]] = {
    "vide": (b"", "fichier_vide"),
    "texte renommé": (b"Bonjour, voici les chiffres de mai." * 50, "fichier_illisible"),
    "html renommé": (b"<html><table><tr><td>1</td></tr></table></html>", "fichier_illisible"),
    "octets au hasard": (random.Random(1).randbytes(20_000), "fichier_illisible"),
    "signature zip seule": (b"PK\x03\x04" + random.Random(2).randbytes(5_000), "fichier_illisible"),
    "signature ole seule": (fabrique.SIGNATURE_OLE + random.Random(3).randbytes(5_000), "fichier_illisible"),
    "ole court": (fabrique.SIGNATURE_OLE, "fichier_illisible"),
    "zip tronqué": (SAIN[: len(SAIN) // 2], "fichier_illisible"),
    "zip sans fin": (SAIN[:-10], "fichier_illisible"),
    "chiffré": (fabrique._chiffre(), "fichier_chiffre"),
    "zip chiffré": (_zip_chiffre(), "fichier_chiffre"),
    "trop d'octets": (b"PK\x03\x04" + bytes(3_000_000), "fichier_trop_gros"),
    "bombe déclarée": (archive({"xl/workbook.xml": "", "a.xml": bytes(20_000_000)}), "fichier_trop_gros"),
    "bombe menteuse": (_menteuse(), "fichier_trop_gros"),
    "bombe de csv": (archive({"Valeurs.csv": b"a;b\n" * 6_000_000}), "fichier_trop_gros"),
    "trop de membres": (archive({f"{i}.csv": "" for i in range(5_001)}, zipfile.ZIP_STORED), "fichier_trop_gros"),
    "archive d'autre chose": (archive({"notes.txt": "rien"}), "fichier_format"),
    "document texte": (archive({"word/document.xml": "<w/>"}), "fichier_format"),
    "correctif binaire (drapeau 0x20)": (_entetes_faux(SAIN, _REPERTOIRE, 8, 0x20), "fichier_illisible"),
    "chiffrement fort (drapeau 0x40)": (_entetes_faux(SAIN, _REPERTOIRE, 8, 0x40), "fichier_illisible"),
    "nom indécodable": (
        _entetes_faux(_entetes_faux(SAIN, _REPERTOIRE, 9, 0x08), _MEMBRE, 30, 0xFF),
        "fichier_illisible",
    ),
    "csv, drapeau 0x20": (_entetes_faux(_UN_CSV, _REPERTOIRE, 8, 0x20), "fichier_illisible"),
    "csv, nom indécodable": (
        _entetes_faux(_entetes_faux(_UN_CSV, _REPERTOIRE, 9, 0x08), _MEMBRE, 30, 0xFF),
        "fichier_illisible",
    ),
    "bzip2": (archive({"xl/workbook.xml": "<a/>"}, zipfile.ZIP_BZIP2), "fichier_illisible"),
    "xml abîmé": (archive({"xl/workbook.xml": "<workbook><sheets><sheet"}), "fichier_illisible"),
    "surface immense": (
        classeur_brut(_LOIN + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "fichier_trop_gros",
    ),
    "surface immense, autre écriture": (
        classeur_brut(_LOIN + "<row r='1048576'><c  r='xfd1048576' ><v>1</v></c></row>"),
        "fichier_trop_gros",
    ),
    "surface immense, sans adresses": (
        classeur_brut("<row>" + "<c><v>1</v></c>" * 16_000 + '</row><row r="49999"><c r="A49999"><v>1</v></c></row>'),
        "fichier_trop_gros",
    ),
    "texte répété à l'infini": (
        classeur_brut(
            "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 20_000)),
            textes=f"<si><t>{'x' * 1_000_000}</t></si>",
        ),
        "fichier_trop_gros",
    ),
    "trop de lignes": (classeur_brut('<row r="90000"><c r="A90000"><v>1</v></c></row>'), "fichier_trop_gros"),
}


@pytest.mark.parametrize("nom", HOSTILES)
def test_refuse_en_entier_sans_rien_derouler(nom):
    """Règle L13."""
    octets, code = HOSTILES[nom]
    tracemalloc.start()
    try:
        with pytest.raises(FichierRefuse) as refus:
            lire_feuilles(octets, BORNES)
        _, plus_haut = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refus.value.code == code, refus.value.detail
    # Refusé avant d'être déroulé en entier : la plus grosse bombe de ce tableau ne tient jamais en mémoire.
    assert plus_haut < _BOMBE


@pytest.mark.lent
def test_un_refus_n_arrete_pas_les_autres(cadre, tmp_path):
    """Code 3, les fichiers sains du même envoi entrent, rien du refusé n'est gardé (règle L13)."""
    faux, bon = tmp_path / "faux.xlsx", tmp_path / "bon.xlsx"
    faux.write_bytes(HOSTILES["texte renommé"][0])
    bon.write_bytes(SAIN)
    vide = tmp_path / "dossier"
    vide.mkdir()
    assert verifier(cadre, [faux, bon, vide, tmp_path / "absent.xlsx"]).code == 3
    bilan = charger_fichiers(cadre, faux, bon, vide, tmp_path / "absent.xlsx")
    assert bilan.code == 3
    assert [a.code for a in bilan.refus] == ["fichier_illisible", "fichier_format", "fichier_absent"]
    assert [d.nom for d in bilan.deposes] == ["bon.xlsx"]
    assert lire_edition(cadre, "SELECT count(*) FROM point_service") == [(2,)]
    assert len(list((cadre / "depots").glob("*.xlsx"))) == 2


def _eparses(*derniers: str) -> bytes:
    """Un classeur dont chaque feuille n'a que deux cellules : A1, et une autre au loin."""
    classeur, tampon = fabrique.openpyxl.Workbook(), io.BytesIO()
    classeur.remove(classeur.worksheets[0])
    for i, dernier in enumerate(derniers):
        page = classeur.create_sheet(f"F{i}")
        page["A1"], page[dernier] = "x", 1
    classeur.save(tampon)
    return tampon.getvalue()


@pytest.mark.parametrize("dernier", ["Z100", "AB100"], ids=["vue par le lecteur", "vue par la mesure"])
def test_la_surface_se_compte_sur_toutes_les_feuilles(monkeypatch, dernier):
    """Chaque feuille tiendrait, pas leur somme : le fichier est refusé, et le message dit pourquoi."""
    monkeypatch.setattr(archives, "CELLULES_MAX", 6_000)
    assert [len(f.lignes) for f in lire_feuilles(_eparses(dernier, dernier), BORNES)] == [100, 100]
    with pytest.raises(FichierRefuse, match=r"fichier_trop_gros.*ensemble plus de 6.000 cellules"):
        lire_feuilles(_eparses(dernier, dernier, dernier), BORNES)
    with pytest.raises(FichierRefuse, match=r"fichier_trop_gros.*feuille de .* lignes sur .* colonnes"):
        lire_feuilles(_eparses("AB1000"), BORNES)


def test_la_surface_des_csv_se_compte_aussi(monkeypatch):
    monkeypatch.setattr(archives, "CELLULES_MAX", 6_000)
    monkeypatch.setattr(ouverture, "CELLULES_MAX", 6_000)
    large = "a\n" * 49 + ";" * 99 + "x\n"
    assert len(lire_feuilles(archive({"Valeurs.csv": large}), BORNES)[0].lignes) == 50
    with pytest.raises(FichierRefuse, match=r"fichier_trop_gros.*ensemble plus de 6.000 cellules"):
        lire_feuilles(archive({"Valeurs.csv": large, "Points.csv": large}), BORNES)
    with pytest.raises(FichierRefuse, match=r"fichier_trop_gros.*feuille de 100 lignes sur 100 colonnes"):
        lire_feuilles(archive({"Valeurs.csv": "a\n" * 50 + large}), BORNES)
    with pytest.raises(FichierRefuse, match=r"fichier_trop_gros.*plus de 6.000 cellules, même vides"):
        lire_feuilles(archive({"Valeurs.csv": ";" * 6_001}), BORNES)


def test_les_dernieres_cellules_vides_d_un_csv_ne_pesent_rien():
    """Une ligne suivie de cent mille points-virgules est une ligne ordinaire ; remplie, elle est refusée."""
    lignes = "id_point;nom;type_service;code_zone\nP9;a;eau;Gao" + ";" * 100_000
    lu = assembler_octets(archive({"Points.csv": lignes + "\n;;\n"}))
    assert (lu.lignes("point_service", "id_point, nom"), lu.codes()) == ([("P9", "a")], [])
    (table,) = [s.table for s in lu.assemblage.tampon.segments if s.table.feuille.table == "point_service"]
    assert list(map(len, table.lignes)) == [4]
    with pytest.raises(FichierRefuse, match=r"fichier_trop_gros.*ligne de 100.004 colonnes"):
        lire_feuilles(archive({"Points.csv": lignes + "x\n"}), BORNES)


def test_les_cellules_gardees_a_part_sont_bornees(monkeypatch):
    """Les premières seulement, et c'est dit ; une colonne inconnue se nomme même quand la place manque."""
    monkeypatch.setattr(gardees, "GARDEES_MAX", 10)
    points = [["id_point", "nom", "type_service", "code_zone", "perso"]]
    points += [[f"P{i}", "a", "eau", "ML070303", "x"] for i in range(3)]
    lu = assembler_feuilles({"Divers": [list("abcd")] * 2, "Points": points, "Autre": [["z"]]})
    assert [g[1:] for g in lu.assemblage.gardees] == [
        *(("Divers", i, str(j), t) for i in (1, 2) for j, t in enumerate("abcd", 1)),
        *(("Points", i, "perso", "x") for i in (2, 3)),
    ]
    dits = {a.valeur: "les 10 premières cellules du fichier" in a.message for a in lu.anomalies}
    assert dits == {"Divers": False, "perso": True, "Autre": True}
    assert all("dans les dépôts" in a.message for a in lu.anomalies if a.valeur != "Divers")
    assert len(lu.lignes("point_service", "nom")) == 3


def test_les_colonnes_inconnues_se_nomment_jusqu_a_une_borne(monkeypatch):
    monkeypatch.setattr(gardees, "COLONNES_DITES_MAX", 3)
    entetes = ["id_point", "nom", "type_service", "code_zone", *"abcde"]
    ligne = ["P9", "a", "eau", "ML070303", *"12345"]
    lu = assembler_feuilles({"Points": [entetes, ligne], "points ": [entetes, ligne]})
    assert sorted(a.valeur for a in lu.anomalies if a.code == "colonne_inconnue") == [
        "(et 2 autres)",
        "(et 5 autres)",
        *"abc",
    ]
    assert len(lu.assemblage.gardees) == 10


def _faillir(lire, octets, faute):
    """Un lecteur qui échoue d'imprévu sur un fichier, et lit les autres."""

    def lire_ou_faillir(contenu, bornes):
        if contenu == octets:
            raise faute
        return lire(contenu, bornes)

    return lire_ou_faillir


@pytest.mark.parametrize("faute", [NotImplementedError("drapeau"), MemoryError()], ids=repr)
def test_l_imprevu_d_un_fichier_n_arrete_pas_les_autres(cadre, tmp_path, monkeypatch, faute):
    """La faute d'un fichier est son refus, sa trace est gardée ; les autres sont déposés et publiés."""
    bon, faux = tmp_path / "bon.xlsx", tmp_path / "faux.xlsx"
    bon.write_bytes(SAIN)
    faux.write_bytes(classeur_brut(_LOIN))
    monkeypatch.setattr(verification, "lire_feuilles", _faillir(lire_feuilles, faux.read_bytes(), faute))
    bilan = charger_fichiers(cadre, bon, faux)
    assert (bilan.code, [a.fichier for a in bilan.refus]) == (3, ["faux.xlsx"])
    assert bilan.refus[0].code == ("fichier_trop_gros" if isinstance(faute, MemoryError) else "fichier_illisible")
    assert lire_edition(cadre, "SELECT nom_fichier FROM chargement ORDER BY 1") == [("bon.xlsx",), ("cadre.xlsx",)]
    if not isinstance(faute, MemoryError):
        assert type(faute).__name__ in (cadre / "erreurs.log").read_text("utf-8")
    monkeypatch.setattr(lecture, "lire_feuilles", _faillir(lire_feuilles, faux.read_bytes(), faute))
    resultat = verifier(cadre, [faux, bon])
    assert (resultat.code, [a.fichier for a in resultat.anomalies]) == (3, ["faux.xlsx"])


@pytest.mark.parametrize("disque", [False, True], ids=["lecteur en défaut", "disque en défaut"])
def test_un_depot_devenu_illisible_est_dit_et_n_arrete_pas_les_autres(projet, monkeypatch, disque):
    """Un dépôt d'avant qui ne se lit plus : `refuse` dans la nouvelle édition, aucune de ses lignes, les autres lus."""
    depots = Depots(projet)
    octets = depots.lire(depots.lister()[1])
    avant = lire_edition(projet, "SELECT count(*) FROM indicateur")
    if disque:
        lire = Depots.lire
        monkeypatch.setattr(Depots, "lire", lambda self, d: lire(self, d) if d.rang == 1 else _disque_en_defaut())
    else:
        relire = lecture.Pourcentages.relire
        monkeypatch.setattr(lecture.Pourcentages, "relire", _faillir_a_mi_chemin(relire, octets))
    publication = chargement.republier(projet, Progression(muet=True))
    assert publication.codes == {1: 0, 2: 3}
    assert lire_edition(projet, "SELECT id_chargement, refuse FROM chargement ORDER BY 1") == [(1, False), (2, True)]
    assert lire_edition(projet, "SELECT code, id_chargement FROM anomalie") == [("fichier_illisible", 2)]
    assert lire_edition(projet, "SELECT count(*) FROM valeur") == [(0,)]
    assert lire_edition(projet, "SELECT count(*) FROM indicateur") == avant


def _disque_en_defaut() -> bytes:
    raise OSError(5, "Input/output error")


def _faillir_a_mi_chemin(relire, octets):
    vues = []

    def relire_ou_faillir(self, brute, table):
        if self._contenu == octets:
            vues.append(brute.nom)
            if len(vues) == 3:
                raise NotImplementedError("drapeau")
        relire(self, brute, table)

    return relire_ou_faillir


_NOM_OCTETS = b"Donn\xe9es_M\xe9naka"


@pytest.mark.skipif(os.name == "nt", reason="sous Windows, un nom est toujours de l'Unicode")
def test_un_nom_qui_n_est_pas_de_l_utf_8(cadre, tmp_path):
    """Remplacé par «�» partout où il se dit ; le fichier entre, et le journal le porte."""
    fichier = tmp_path / os.fsdecode(_NOM_OCTETS + b".xlsx")
    fichier.write_bytes(SAIN)
    faux = tmp_path / os.fsdecode(_NOM_OCTETS + b".txt")
    faux.write_bytes(b"Bonjour")
    dossier = tmp_path / os.fsdecode(_NOM_OCTETS)
    dossier.mkdir()
    (dossier / os.fsdecode(_NOM_OCTETS + b".csv")).write_text("id_point;nom;type_service;code_zone\n", "utf-8")
    absent = tmp_path / os.fsdecode(b"\xff.xlsx")
    un_csv = dossier / os.fsdecode(_NOM_OCTETS + b".csv")
    assert (
        verifier(cadre, [faux, absent])
        .anomalies[1]
        .message.startswith("\ufffd.xlsx : «\ufffd.xlsx» ne peut pas être lu")
    )
    bilan = charger(cadre, [fichier, faux, dossier, un_csv, absent], Progression(muet=True), par="Bri\udce9")
    assert [d.nom for d in bilan.deposes] == ["Donn\ufffdes_M\ufffdnaka.xlsx", "Donn\ufffdes_M\ufffdnaka"]
    assert bilan.deja == ["Donn\ufffdes_M\ufffdnaka.csv"]
    assert [a.fichier for a in bilan.refus] == ["Donn\ufffdes_M\ufffdnaka.txt", "\ufffd.xlsx"]
    assert [d.par for d in Depots(cadre).lister()][1:] == ["Bri\ufffd"] * 2
    assert lire_edition(cadre, "SELECT DISTINCT feuille FROM anomalie") == [("Donn\ufffdes_M\ufffdnaka",)]
    nomme = charger(cadre, [faux], Progression(muet=True), nom="n\udce9")
    assert [a.fichier for a in nomme.refus] == ["n\ufffd"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pas de tube nommé sur ce système")
def test_un_tube_est_refuse_sans_etre_ouvert(cadre, tmp_path):
    """Ni fichier ni dossier, seul ou parmi des .csv : refusé, la lecture n'attend pas."""
    tube, dossier = tmp_path / "tube.xlsx", tmp_path / "dossier"
    os.mkfifo(tube)
    dossier.mkdir()
    os.mkfifo(dossier / "Points.csv")
    (dossier / "Valeurs.csv").write_text("a;b\n", "utf-8")
    rompu = tmp_path / "rompu"
    rompu.mkdir()
    (rompu / "Valeurs.csv").symlink_to(tmp_path / "absent.csv")
    resultat = verifier(cadre, [tube, dossier, rompu])
    assert (resultat.code, [a.code for a in resultat.anomalies]) == (3, ["fichier_format"] * 3)
    assert [a.valeur for a in resultat.anomalies] == ["tube.xlsx", "dossier/Points.csv", "rompu/Valeurs.csv"]


def test_deux_csv_de_meme_nom_sont_lus_tous_les_deux():
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as sortie, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sortie.writestr("Valeurs.csv", "a;b\n")
        sortie.writestr("Valeurs.csv", "c;d\n")
    assert [f.lignes for f in lire_feuilles(tampon.getvalue(), BORNES)] == [[["a", "b"]], [["c", "d"]]]


_NOMS = [
    'L\'école "du marché"',
    "<script>alert(1)</script>",
    '=HYPERLINK("http://exemple.invalid","x")',
    "+1+1",
    "@SOMME(A1)",
    "../../etc/passwd",
    "Robert'); DROP TABLE valeur;--",
    "{valeur} {0} %s %(x)s",
    "zéro\u200blargeur \u202e inversé \ufeff",
    "🌍 ⴰⵣⵓⵍ",
    "a\tb\nc\rd",
    "_x0000_",
    "é" * 30_000,
]


def test_des_noms_hostiles_sont_des_donnees(cadre, tmp_path):
    """Guillemets, balises, formules, chemins, SQL : gardés tels quels dans l'édition et dans les anomalies."""
    points = [["id_point", "nom", "type_service", "code_zone"]]
    points += [[f"P{i}", n, "eau", "ML070303"] for i, n in enumerate(_NOMS)]
    points += [[n, n, n, n] for n in _NOMS]
    classeur = fabrique.openpyxl.Workbook()
    page = classeur.worksheets[0]
    page.title = "Points"
    for i, ligne in enumerate(points, 1):
        for j, valeur in enumerate(ligne, 1):
            cellule = page.cell(i, j, valeur.replace("\u200b", ""))
            cellule.data_type = "s"
    autre = classeur.create_sheet("=cmd|' C'!A0")
    autre["A1"], autre["A2"] = _NOMS[1], _NOMS[5]
    chemin = tmp_path / "a'b;<b>..{0}.xlsx"
    classeur.save(chemin)
    bilan = charger_fichiers(cadre, chemin)
    assert bilan.code == 2
    recus = [n for (n,) in lire_edition(cadre, "SELECT nom FROM point_service ORDER BY ligne")]
    assert recus[:8] == _NOMS[:8]
    assert len(recus) == len(_NOMS)
    assert lire_edition(cadre, "SELECT max(length(valeur)) FROM anomalie") == [(200,)]
    cellules = lire_edition(cadre, "SELECT cellules FROM quarantaine ORDER BY ligne")
    assert [json.loads(c)["nom"] for (c,) in cellules][:8] == _NOMS[:8]
    assert {p.name for p in (cadre / "depots").iterdir()} == {
        "journal.jsonl",
        *(f"{d}.xlsx" for (d,) in lire_edition(cadre, "SELECT sha256 FROM chargement")),
    }


@pytest.mark.lent
def test_chemins_qui_remontent_dans_une_archive(cadre, tmp_path):
    fichier = tmp_path / "x.zip"
    lignes = "code_indicateur,code_zone,periode,valeur\nFLUX,ML070303,2023-T1,4\n"
    fichier.write_bytes(
        archive({"../../../Valeurs.csv": lignes, "/etc/Rapports.csv": "code_zone,periode\nGAO,2023-01\n"})
    )
    assert charger_fichiers(cadre, fichier).code == 0
    assert lire_edition(cadre, "SELECT valeur FROM valeur") == [(4.0,)]
    assert not list(tmp_path.rglob("Valeurs.csv"))


def test_octets_nuls_dans_un_csv():
    lu = assembler_octets(archive({"Points.csv": b"id_point;nom;type_service;code_zone\nP\x009;a\x00b;eau;Gao\n"}))
    assert lu.lignes("point_service", "id_point, nom") == [("P\ufffd9", "a\ufffdb")]


def test_cellule_de_cent_mille_caracteres():
    enorme = "x" * 100_000
    lu = assembler_octets(
        archive({"Points.csv": f"id_point;nom;type_service;code_zone\nP9;{enorme};{enorme};{enorme}\n"})
    )
    assert lu.codes() == ["liste_inconnue", "zone_inconnue"]
    assert all(len(a.message) < 1000 for a in lu.anomalies)
    assert lu.lignes("point_service", "length(nom)", saines=False) == [(100_000,)]


@pytest.mark.lent
def test_seize_mille_colonnes():
    colonnes = ["code_indicateur", "code_zone", "periode", "valeur"] + [f"c{i}" for i in range(16_000)]
    lu = assembler_feuilles({"Valeurs": [colonnes, ["FLUX", "ML070303", "2023-T1", 4, *range(16_000)]]})
    assert lu.lignes("valeur", "valeur") == [(4.0,)]
    assert lu.codes() == ["colonne_inconnue"] * 16_000


# --- Hasard ----------------------------------------------------------------------------------------------

_FEUILLES = sorted(fabrique.projet_sain()["cadre"]) + sorted(fabrique.projet_sain()["coordination"])
_CELLULES = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.sampled_from(["GAO", "ML070303", "Gao", "FLUX", "RATI", "P1", "2023-T1", "mai 2023", "oui", "31/12/2023", "-5"]),
    st.sampled_from(["#REF!", "=A1", "12 %", "1 234,5", "7", "sexe", "F", "eau", "réalisée", "SPI1", "CH1"]),
)


@st.composite
def _classeurs(draw) -> dict[str, list[list[object]]]:
    """Les feuilles du projet sain, des cellules remplacées au hasard, des lignes mêlées."""
    sain = {**fabrique.projet_sain()["cadre"], **fabrique.projet_sain()["coordination"]}
    feuilles = {}
    for nom in draw(st.lists(st.sampled_from(_FEUILLES), min_size=1, max_size=4, unique=True)):
        lignes = [list(li) for li in sain[nom]]
        lignes += [list(draw(st.sampled_from(lignes))) for _ in range(draw(st.integers(0, 3)))]
        for _ in range(draw(st.integers(1, 8))):
            ligne = draw(st.integers(0 if draw(st.integers(0, 9)) == 0 else 1, len(lignes) - 1))
            lignes[ligne][draw(st.integers(0, len(lignes[ligne]) - 1))] = draw(_CELLULES)
        feuilles[nom] = lignes
    return feuilles


def _en_csv(feuilles: dict[str, list[list[object]]]) -> bytes:
    membres = {}
    for nom, lignes in feuilles.items():
        tampon = io.StringIO()
        csv.writer(tampon).writerows([["" if c is None else c for c in li] for li in lignes])
        membres[f"{nom}.csv"] = tampon.getvalue().encode("utf-8", "replace")
    return archive(membres)


def _verifier_anomalies(lu) -> None:
    for anomalie in lu.anomalies:
        assert anomalie.code in CATALOGUE and anomalie.gravite == CATALOGUE[anomalie.code].gravite
        assert "f2.xlsx" in anomalie.message or "f1.xlsx" in anomalie.message


#: Le tirage change à chaque série : ce que l'une n'a pas tiré, une autre le tire, et le nombre ne porte rien.
_LENTS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.lent
@settings(max_examples=8, **_LENTS)
@given(_classeurs(), st.booleans())
def test_cellules_au_hasard(feuilles, apres_le_cadre):
    _verifier_anomalies(assembler_octets(_en_csv(feuilles), sain=apres_le_cadre))


def _lire_ou_refuser(octets: bytes) -> None:
    try:
        lire_feuilles(octets, BORNES)
    except FichierRefuse as refus:
        assert refus.code in CATALOGUE


@settings(max_examples=60, **_LENTS)
@given(st.lists(st.tuples(st.integers(0, len(SAIN) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_octets_alteres(alterations):
    """Un bon classeur, quelques octets changés : lu ou refusé, jamais d'arrêt."""
    octets = bytearray(SAIN)
    for place, valeur in alterations:
        octets[place] = valeur
    _lire_ou_refuser(bytes(octets))


@settings(max_examples=30, **_LENTS)
@given(st.integers(0, len(SAIN)), st.binary(max_size=200))
def test_octets_coupes_puis_ajoutes(place, suite):
    _lire_ou_refuser(SAIN[:place] + suite)


@settings(max_examples=40, **_LENTS)
@given(st.binary(max_size=400))
def test_csv_de_n_importe_quoi(octets):
    _lire_ou_refuser(archive({"Valeurs.csv": octets}, zipfile.ZIP_STORED))


@settings(max_examples=30, **_LENTS)
@given(st.text(max_size=200))
def test_xml_de_n_importe_quoi(texte):
    """Le contenu d'une feuille remplacé : la décompression réussit, c'est le lecteur XML qui est mis à l'épreuve."""
    _lire_ou_refuser(classeur_brut(f'<row r="1"><c r="A1"><v>{texte}</v></c></row>'))
    _lire_ou_refuser(classeur_brut(texte))


@pytest.mark.lent
@settings(max_examples=2, **_LENTS)
@given(feuilles=_classeurs())
def test_charger_n_importe_quoi_laisse_une_edition_lisible(_projet_publie, tmp_path_factory, feuilles):
    donnees = tmp_path_factory.mktemp("essai") / "donnees"
    shutil.copytree(_projet_publie, donnees)
    fichier = donnees.parent / "hasard.zip"
    fichier.write_bytes(_en_csv(feuilles))
    assert charger_fichiers(donnees, fichier).code in (0, 1, 2)
    assert lire_edition(donnees, "SELECT count(*) FROM chargement") == [(3,)]
    assert lire_edition(donnees, "SELECT count(*) > 0 FROM valeurs") is not None


_LIRE = """
import sys
from domaine.reglages import RACINE, Reglages
from etl.fichiers.ouverture import lire_feuilles
from etl.fichiers.refus import FichierRefuse
try:
    lire_feuilles(sys.stdin.buffer.read(), Reglages())
except FichierRefuse:
    pass
"""


@pytest.mark.lent
@pytest.mark.parametrize(
    "xml",
    ['<row r="1">' + '<c r="A1"><f>' * 300_000, '<c r="A1" t="e"><v>#REF!' * 300_000, "<row " * 600_000],
    ids=["formules", "erreurs", "lignes"],
)
def test_des_balises_jamais_refermees_sont_lues_d_un_trait(xml):
    """Relire le reste à chaque balise prendrait des heures : l'arrêt de garde couperait ce processus."""
    commande = [sys.executable, "-c", _LIRE]
    fait = subprocess.run(commande, input=classeur_brut(xml), cwd=RACINE, capture_output=True, timeout=120)
    assert fait.returncode == 0, fait.stderr.decode()
