"""Un vieux .xls se lit comme le même classeur en .xlsx ; abîmé ou malveillant, il est refusé, jamais suivi."""

from __future__ import annotations

import datetime as dt
import io
import struct
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import event, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domaine.catalogue import CATALOGUE
from domaine.reglages import Reglages
from etl.fichiers.cellules import CelluleFautive
from etl.fichiers.conteneur_ole import ConteneurAbime, flux_du_classeur
from etl.fichiers.ouverture import FeuilleBrute, FichierRefuse, lire_feuilles
from etl.fichiers.textes_xls import lire_textes
from tests.etl.atelier import assembler_octets

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

AVANCEMENT = ["id_chantier", "date", "physique_pct", "financier_pct"]
VALEURS = ["code_indicateur", "code_zone", "periode", "valeur"]
JOUR = dt.date(2023, 5, 3)
ERREURS = {"#DIV/0!": 0x07, "#REF!": 0x17, "#N/A": 0x2A, "#NAME?": 0x1D, "#VALUE!": 0x0F, "#NUM!": 0x24, "#NULL!": 0x00}


class F(tuple):
    """Une cellule et son format de nombre."""

    def __new__(cls, valeur: Any, format_de_nombre: str) -> F:
        return super().__new__(cls, (valeur, format_de_nombre))


def en_xls(feuilles: dict[str, list[list[Any]]], *, fusions=(), depuis_1904=False, masquees=()) -> bytes:
    """Le classeur écrit par xlwt ; `fusions` : (feuille, première ligne, dernière ligne, colonne)."""
    classeur, tampon = xlwt.Workbook(), io.BytesIO()
    classeur.dates_1904 = depuis_1904
    for nom, lignes in feuilles.items():
        page = classeur.add_sheet(nom)
        page.visibility = 1 if nom in masquees else 0
        for i, ligne in enumerate(lignes):
            for j, cellule in enumerate(ligne):
                valeur, code = cellule if isinstance(cellule, F) else (cellule, None)
                style = xlwt.easyxf(num_format_str=code) if code else xlwt.Style.default_style
                if valeur in ERREURS:
                    page.row(i).set_cell_error(j, ERREURS[valeur], style)
                elif valeur is not None:
                    page.write(i, j, valeur, style)
        for _, debut, fin, colonne in (f for f in fusions if f[0] == nom):
            page.merge(debut, fin, colonne, colonne)
    classeur.save(tampon)
    return tampon.getvalue()


def en_xlsx(feuilles: dict[str, list[list[Any]]], *, fusions=(), depuis_1904=False, masquees=()) -> bytes:
    """Le même, écrit par openpyxl."""
    classeur, tampon = openpyxl.Workbook(), io.BytesIO()
    classeur.remove(classeur.worksheets[0])
    if depuis_1904:
        classeur.epoch = CALENDAR_MAC_1904
    for nom, lignes in feuilles.items():
        page = classeur.create_sheet(nom)
        for i, ligne in enumerate(lignes, 1):
            for j, cellule in enumerate(ligne, 1):
                valeur, code = cellule if isinstance(cellule, F) else (cellule, None)
                case = page.cell(i, j, valeur)
                case.number_format = code or case.number_format
        for _, debut, fin, colonne in (f for f in fusions if f[0] == nom):
            page.merge_cells(start_row=debut + 1, end_row=fin + 1, start_column=colonne + 1, end_column=colonne + 1)
    for nom in masquees:
        classeur[nom].sheet_state = "hidden"
    classeur.save(tampon)
    return tampon.getvalue()


def _types(feuilles: list[FeuilleBrute]) -> list[Any]:
    return [
        (f.nom, f.fusions, f.depuis_1904, [[(type(c), c, getattr(c, "code", None)) for c in li] for li in f.lignes])
        for f in feuilles
    ]


CELLULES = [
    *ERREURS,
    *("texte", "  é, œ, 🌍 ", 12, 12.5, -3, 1e15, 0.1, 0, True, False, None),
    *(F(JOUR, "DD/MM/YYYY"), F(dt.datetime(2023, 5, 3, 14, 30), "DD/MM/YYYY HH:MM"), F(45_000, "d mmmm yyyy")),
    *(F(0.5, "hh:mm"), F(1.5, "[h]:mm:ss"), F(3e6, "DD/MM/YYYY"), F(60, "DD/MM/YYYY"), F(45_000.25, "DD/MM/YYYY")),
    *(F(0.12, "0%"), F(0.12, '0" %"'), F(JOUR, 'd" jours "mmm')),
]


@pytest.mark.parametrize("depuis_1904", [False, True])
def test_les_memes_cellules_qu_en_xlsx(depuis_1904):
    fusionnee = [["haut"], [None, "b"]]
    feuilles = {"Une": [[], [None, *CELLULES], ["seul"], *fusionnee], "Masquée": [["a", 1]], "Vide": []}
    options = {"depuis_1904": depuis_1904, "masquees": ("Masquée",), "fusions": [("Une", 3, 4, 0)]}
    lues = lire_feuilles(en_xls(feuilles, **options), Reglages())
    assert _types(lues) == _types(lire_feuilles(en_xlsx(feuilles, **options), Reglages()))
    assert [f.nom for f in lues] == ["Une", "Masquée", "Vide"]
    assert lues[0].depuis_1904 is depuis_1904


@pytest.mark.parametrize("texte", ["#REF!", "#DIV/0!"])
def test_une_cellule_en_erreur_est_dite_et_n_efface_pas_la_valeur_d_avant(texte):
    avant = en_xls({"Valeurs": [VALEURS, ["FLUX", "ML070303", "2023-T1", 4]]})
    feuilles = {"Valeurs": [VALEURS, ["FLUX", "ML070303", "2023-T1", texte]]}
    for octets in (en_xls(feuilles), en_xlsx(feuilles)):
        lu = assembler_octets(avant, octets)
        assert lu.codes() == ["formule_en_erreur"]
        assert lu.lignes("valeur", "valeur") == [(4.0,)]
    (cellule,) = lire_feuilles(en_xls({"F": [[texte]]}), Reglages())[0].lignes[0]
    assert isinstance(cellule, CelluleFautive) and cellule == texte


def test_memes_anomalies_et_memes_lignes_qu_en_xlsx():
    """Pourcentages, fusions, fautes : le même classeur, sous les deux formats, donne la même chose."""
    feuilles = {
        "Chantiers": [
            ["id_chantier", "ouvrage", "nom", "code_zone", "montant_fcfa"],
            ["CH1", "mairie", "M", "ML0703", F(5_000_000, "#,##0")],
            ["CH2", "mairie", "N", "ML0703", F(0.5, "0%")],
        ],
        "Avancement": [
            AVANCEMENT,
            ["CH1", F(JOUR, "DD/MM/YYYY"), F(1, "0%"), F(0.29, "0.0%")],
            ["CH1", "2023-06-30", F(0.35, '0" %"'), "12 %"],
            ["CH1", "2023-07-31", 0.5, "#REF!"],
        ],
        "Valeurs": [
            VALEURS,
            ["FLUX", "ML070303", "2023-T1", 4],
            [None, "ML070304", "2023-T1", F(0.5, "0%")],
            ["INCONNU", "ML070303", "2023-T1", "quatre"],
        ],
        "Cibles": [
            ["code_indicateur", "code_zone", "periode", "valeur", "nature_cible"],
            ["RATI", "GAO", "2023-T1", F(0.6, "0%"), "cumul"],
        ],
    }
    lus = [assembler_octets(ecrire(feuilles, fusions=[("Valeurs", 1, 2, 0)])) for ecrire in (en_xls, en_xlsx)]
    messages = [[a.message for a in lu.anomalies] for lu in lus]
    assert messages[0] == messages[1]
    assert {"formule_ecartee", "pourcentage_fraction", "pourcentage_inattendu"} <= set(lus[0].codes())
    for table, colonnes in {
        "chantier": "id_chantier, montant_fcfa",
        "chantier_avancement": "date, physique_pct, financier_pct",
        "valeur": "code_indicateur, code_zone, valeur",
        "cible": "valeur",
    }.items():
        lignes = [lu.lignes(table, colonnes, saines=False) for lu in lus]
        assert lignes[0] == lignes[1]
    assert lus[0].lignes("chantier_avancement", "physique_pct, financier_pct")[0] == (100, 29)
    assert lus[0].lignes("cible", "valeur")[-1] == (60,)


def test_un_jour_sans_format_se_compte_depuis_l_origine_du_classeur():
    feuilles = {"Avancement": [AVANCEMENT, ["CH1", 43_000, 35, 30]]}
    (jour_xls,), (jour_xlsx,) = (
        assembler_octets(ecrire(feuilles, depuis_1904=True)).lignes("chantier_avancement", "date", saines=False)
        for ecrire in (en_xls, en_xlsx)
    )
    assert jour_xls == jour_xlsx == (dt.date(2021, 9, 23),)


# --- Bornes ----------------------------------------------------------------------------------------------


def _refus(octets: bytes, reglages: Reglages | None = None) -> str:
    with pytest.raises(FichierRefuse) as refus:
        lire_feuilles(octets, reglages or Reglages())
    return refus.value.code


def _eparse(*places: tuple[int, int], feuilles: int = 1) -> bytes:
    classeur, tampon = xlwt.Workbook(), io.BytesIO()
    for rang in range(feuilles):
        page = classeur.add_sheet(f"F{rang}")
        for ligne, colonne in places:
            page.write(ligne, colonne, 1)
    classeur.save(tampon)
    return tampon.getvalue()


def test_une_cellule_tout_en_bas_est_lue():
    (feuille,) = lire_feuilles(_eparse((0, 0), (65_535, 2)), Reglages())
    assert len(feuille.lignes) == 65_536
    assert feuille.lignes[0] == [1.0, "", ""] and feuille.lignes[-1] == ["", "", 1.0]


def test_les_surfaces_d_un_classeur_s_additionnent():
    assert _refus(_eparse((65_535, 255))) == "fichier_trop_gros"
    assert _refus(_eparse((65_535, 99), feuilles=2)) == "fichier_trop_gros"
    assert _refus(_eparse((700, 0)), Reglages(lignes_max=500)) == "fichier_trop_gros"


def test_des_cellules_vides_mises_en_forme_ne_comptent_pas():
    classeur, tampon = xlwt.Workbook(), io.BytesIO()
    page = classeur.add_sheet("F")
    page.write(0, 0, 1)
    page.write(65_535, 255, None, xlwt.easyxf("font: bold on"))
    classeur.save(tampon)
    assert lire_feuilles(tampon.getvalue(), Reglages())[0].lignes == [[1.0]]


def test_un_texte_repete_compte_autant_de_fois():
    octets = en_xls({"F": [["x" * 30_000] for _ in range(100)]})
    assert len(octets) < 100_000
    assert _refus(octets, Reglages(taille_decompressee_max_mo=2)) == "fichier_trop_gros"


# --- Fichiers malveillants : des enregistrements écrits un à un ----------------------------------------------


def _classeur_fait_main(globaux: list[tuple[int, bytes]], feuille: list[tuple[int, bytes]], renvois: int = 1) -> bytes:
    """Un .xls d'une feuille, nommée `renvois` fois ; ses enregistrements sont donnés : (code, octets)."""
    from xlwt.CompoundDoc import XlsDoc

    def octets(enregistrements):
        return b"".join(struct.pack("<HH", code, len(o)) + o for code, o in enregistrements)

    def debut(genre):
        return [(0x0809, struct.pack("<HHHHII", 0x0600, genre, 0x0DBB, 0x07CC, 0, 6))]

    style = [(0xE0, bytes(20))]
    avant, apres = octets([*debut(5), *globaux, *style]), octets([(0x0A, b"")])
    place = len(avant) + renvois * 13 + len(apres)
    noms = octets([(0x85, struct.pack("<IBBBB", place, 0, 0, 1, 0) + b"F")] * renvois)
    tampon = io.BytesIO()
    XlsDoc().save(tampon, avant + noms + apres + octets([*debut(0x10), *feuille, (0x0A, b"")]))
    return tampon.getvalue()


def _nombre(ligne: int, colonne: int) -> tuple[int, bytes]:
    return 0x203, struct.pack("<HHHd", ligne, colonne, 0, 7.0)


def test_un_classeur_fait_main_se_lit():
    table = 0xFC, struct.pack("<ii", 1, 1) + struct.pack("<HB", 2, 0) + b"ab"
    feuille = [_nombre(0, 0), (0xFD, struct.pack("<HHHi", 0, 1, 0, 0))]
    assert lire_feuilles(_classeur_fait_main([table], feuille), Reglages())[0].lignes == [[7.0, "ab"]]


def test_des_feuilles_qui_sont_la_meme_ne_sont_pas_relues_sans_fin():
    feuille = [_nombre(0, 0)] * 5_000
    assert _refus(_classeur_fait_main([], feuille, renvois=500)) == "fichier_illisible"


def test_une_feuille_nommee_des_milliers_de_fois():
    assert _refus(_classeur_fait_main([], [_nombre(0, 0)], renvois=30_000)) == "fichier_illisible"


def test_un_lien_sur_toute_la_feuille_n_est_pas_deroule():
    """Déroulé, chacun remplirait une table de seize millions de cases."""
    lien = 0x1B8, struct.pack("<HHHH", 0, 65_535, 0, 255) + bytes(24)
    octets = _classeur_fait_main([], [_nombre(0, 0), *[lien] * 200])
    assert lire_feuilles(octets, Reglages())[0].lignes == [[7.0]]


def test_une_table_de_textes_qui_ment():
    sans_fin = 0xFC, struct.pack("<ii", 1, 2**31 - 1) + struct.pack("<HBi", 2, 4, -9) + b"ab"
    feuille = [(0xFD, struct.pack("<HHHi", 0, 0, 0, 0))]
    assert lire_feuilles(_classeur_fait_main([sans_fin], feuille), Reglages())[0].lignes == [["ab"]]
    coupee = 0xFC, struct.pack("<ii", 1, 1) + struct.pack("<HB", 200, 0) + b"ab"
    assert _refus(_classeur_fait_main([coupee], feuille)) == "fichier_illisible"


@pytest.mark.parametrize(
    "globaux",
    [[(0xE0, bytes(20))] * 20_000, [(0x41E, struct.pack("<HHB", 200, 5_000, 0) + b"[" * 5_000)]],
    ids=["styles sans nombre", "format démesuré"],
)
def test_styles_et_formats_hors_d_excel(globaux):
    assert _refus(_classeur_fait_main(globaux, [_nombre(0, 0)])) == "fichier_illisible"


def test_un_xls_chiffre_le_dit():
    assert _refus(_classeur_fait_main([(0x2F, bytes(54))], [_nombre(0, 0)])) == "fichier_chiffre"


def test_textes_coupes_entre_deux_enregistrements():
    """Coupé au milieu, un texte change d'écriture ; sa mise en forme et sa prononciation sont sautées."""
    utf16 = "œ🌍".encode("utf-16-le")
    entete, apres = struct.pack("<HBHI", 5, 0x0C, 1, 3), bytes(4 + 3)
    morceaux = [entete + b"ab", b"\x01" + utf16[:4], b"\x01" + utf16[4:] + apres[:2], apres[2:] + b"\x01\x00\x00z"]
    assert lire_textes(morceaux, 9) == ["abœ🌍", "z"]


# --- Contenant ---------------------------------------------------------------------------------------------

BON = en_xls({"Valeurs": [[f"c{i}{j}é" if j % 2 else i * j + 0.5 for j in range(8)] for i in range(40)]})
_TABLE = (struct.unpack_from("<I", BON, 76)[0] + 1) * 512
_REPERTOIRE = (struct.unpack_from("<I", BON, 48)[0] + 1) * 512


def _altere(*alterations: tuple[int, bytes]) -> bytes:
    octets = bytearray(BON)
    for place, nouveaux in alterations:
        octets[place : place + len(nouveaux)] = nouveaux
    return bytes(octets)


@pytest.mark.parametrize(
    "octets",
    [
        _altere((_TABLE + 4, struct.pack("<I", 1))),
        _altere((_TABLE + 4, struct.pack("<I", 0))),
        _altere((_TABLE + 4, struct.pack("<I", 60_000))),
        _altere((68, struct.pack("<I", 0))),
        _altere((80, struct.pack("<I", struct.unpack_from("<I", BON, 76)[0]))),
        # Des branches qui se rejoignent à chaque étage : suivies sans mémoire, elles doublent à chaque fois.
        _altere((_REPERTOIRE + 76, struct.pack("<I", 0)), (_REPERTOIRE + 68, struct.pack("<II", 0, 0))),
        # Un petit flux dont la chaîne boucle.
        _altere((56, struct.pack("<I", 10**6)), (60, struct.pack("<I", 0))),
        BON[: len(BON) // 2],
        BON[:600],
    ],
    ids=["boucle", "retour", "dehors", "suite", "table répétée", "répertoire", "petits", "moitié", "début"],
)
def test_un_contenant_qui_tourne_en_rond_est_refuse(octets):
    with pytest.raises(ConteneurAbime):
        flux_du_classeur(octets)
    assert _refus(octets) == "fichier_illisible"


def test_un_xlsx_chiffre_range_dans_un_contenant_le_dit():
    nom = "EncryptedPackage".encode("utf-16-le")
    assert _refus(_altere((_REPERTOIRE + 128, nom), (_REPERTOIRE + 192, struct.pack("<H", 34)))) == "fichier_chiffre"


def test_un_classeur_incorpore_dans_une_feuille_n_est_pas_le_classeur():
    """Un niveau plus bas que la racine, son flux porte le même nom."""
    with pytest.raises(ConteneurAbime, match="sans classeur"):
        flux_du_classeur(_altere((_REPERTOIRE + 128 + 66, b"\x01"), (_REPERTOIRE + 128 + 76, struct.pack("<I", 2))))


#: Une place (l'en-tête une fois sur deux, où tout se joue), un octet (souvent un bord).
_ALTERATION = st.tuples(
    st.integers(8, 511) | st.integers(8, len(BON) - 1),
    st.integers(0, 255) | st.sampled_from([0, 127, 128, 255]),
)


@pytest.mark.lent
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(_ALTERATION, min_size=1, max_size=2))
def test_un_ou_deux_octets_alteres(alterations):
    """Lu ou refusé, jamais d'arrêt, quel que soit l'octet changé."""
    octets = _altere(*((place, bytes([octet])) for place, octet in alterations))
    try:
        lues = lire_feuilles(octets, Reglages())
    except FichierRefuse as refus:
        assert refus.code in CATALOGUE
        event("refusé")
    else:
        event("lu" if lues else "lu, sans feuille")
