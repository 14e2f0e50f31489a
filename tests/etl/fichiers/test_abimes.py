"""Un classeur abîmé, étranger ou vide n'est jamais dit sain (règles L15 et L16)."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from domaine.anomalies import relever
from domaine.reglages import Reglages
from etl.fichiers import compte
from etl.fichiers.ouverture import lire_feuilles
from etl.fichiers.refus import FichierRefuse
from etl.lignes.reconnaissance import exiger_reconnu
from tests.depots_fautifs.fabrique import octets_classeur

POINTS = {"Points": [["id_point", "nom", "type_service", "code_zone"], ["P1", "Eau", "eau", "ML070303"]]}


def _refaire(octets: bytes, changer) -> bytes:
    """La même archive, chaque partie passée par `changer(nom, contenu)`."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as lue, zipfile.ZipFile(sortie, "w") as ecrite:
        for nom in lue.namelist():
            ecrite.writestr(nom, changer(nom, lue.read(nom)))
    return sortie.getvalue()


def _refus(octets: bytes) -> FichierRefuse:
    with pytest.raises(FichierRefuse) as refus:
        exiger_reconnu(lire_feuilles(octets, Reglages()))
    return refus.value


def test_un_octet_change_est_refuse():
    """Règle L16 : le contenu n'est plus celui que l'archive annonce."""
    octets = _refaire(octets_classeur(POINTS), lambda _, contenu: contenu)
    assert octets.count(b"ML070303") == 1
    refus = _refus(octets.replace(b"ML070303", b"ML070304"))
    assert (refus.code, refus.detail) == ("fichier_illisible", "somme de contrôle fausse : copie abîmée")


@pytest.mark.parametrize("codage", ["utf-16", "utf-16-be"])
def test_une_feuille_en_utf_16_est_refusee(codage):
    """Règle L16."""
    octets = octets_classeur(POINTS)
    refus = _refus(_refaire(octets, lambda n, c: c.decode().encode(codage) if "sheets/sheet" in n else c))
    assert "UTF-16" in refus.detail


def test_deux_feuilles_de_meme_nom():
    """Règle L16."""
    octets = octets_classeur(POINTS | {"Pointt": POINTS["Points"]})
    refus = _refus(_refaire(octets, lambda n, c: c.replace(b'"Pointt"', b'"Points"') if n == "xl/workbook.xml" else c))
    assert "même nom" in refus.detail


def test_sans_feuille_ou_sans_ligne():
    """Règle L15."""
    sans = re.compile(rb"<sheet [^>]*>")
    octets = _refaire(octets_classeur(POINTS), lambda n, c: sans.sub(b"", c) if n == "xl/workbook.xml" else c)
    refus = _refus(octets)
    assert refus.code == "rien_reconnu" and "aucune feuille" in refus.detail
    assert _refus(octets_classeur({"Feuil1": []})).code == "rien_reconnu"


def test_un_export_de_dhis2_se_nomme():
    """Règle L15."""
    lignes = [["dataElement", "period", "orgUnit", "value"], ["fbfJHSPpUQD", "2024Q2", "DiszpKrYNg8", 12]]
    assert "DHIS2" in _refus(octets_classeur({"Valeurs": lignes})).detail


def test_un_caractere_de_commande_s_ecrit():
    """Règle F10 : échappé dans chaque champ, et dans la phrase."""
    dite = relever("zone_inconnue", "a\x07.xlsx", valeur="\x1b[31mrouge\u202e", detail="2021")
    assert dite.message.isprintable() and dite.valeur == "\\x1b[31mrouge\\u202e" and dite.fichier == "a\\x07.xlsx"


def _doubler(contenu: bytes) -> bytes:
    """La dernière cellule remplie de la feuille, écrite une seconde fois avec une autre valeur."""
    debut, _, fin = contenu.rpartition(b"</row>")
    return debut + b'<c r="A2"><v>7</v></c></row>' + fin


def test_une_cellule_ecrite_deux_fois():
    """Règle L16 : le lecteur n'en rendrait qu'une, la dernière."""
    octets = octets_classeur(POINTS)
    refus = _refus(_refaire(octets, lambda n, c: _doubler(c) if "sheets/sheet" in n else c))
    assert refus.detail == "feuille «Points», cellule A2 écrite deux fois"


def test_un_texte_vide_n_est_pas_une_cellule_perdue():
    """Règle L16 : openpyxl écrit un texte vide comme un contenu."""
    classeur = openpyxl.Workbook()
    classeur.active.title = "Points"
    for ligne in POINTS["Points"]:
        classeur.active.append([*ligne, ""])
    sortie = io.BytesIO()
    classeur.save(sortie)
    (feuille,) = lire_feuilles(sortie.getvalue(), Reglages())
    assert feuille.lignes[1][0] == POINTS["Points"][1][0]


@pytest.mark.parametrize("xml", ["<v " * 300_000, "<x:v" * 300_000, '<c r="A1"><v>1' * 100_000, "<is " * 300_000])
def test_compter_ne_coute_que_la_taille(xml):
    assert compte.compter_contenus(xml.encode()) <= xml.count("<")
