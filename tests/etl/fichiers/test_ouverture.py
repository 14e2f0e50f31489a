"""Du vrai fichier aux lignes saines : ce qu'une coordination envoie vraiment."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domaine.reglages import Reglages
from etl.controles.verification import verifier
from etl.fichiers.ouverture import FichierRefuse, empaqueter_dossier, lire_feuilles
from tests.etl.atelier import archive, assembler_feuilles, assembler_octets, classeur_brut

VALEURS = ["code_indicateur", "code_zone", "periode", "valeur"]
VISITES = ["id_point", "date", "local", "agent", "moyens", "prestation"]
POINTS = ["id_point", "nom", "type_service", "code_zone"]


def _octets(classeur: openpyxl.Workbook) -> bytes:
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def test_un_classeur_mis_en_page_par_une_personne():
    """Titre fusionné, en-têtes accentués, ligne HXL, cellules fusionnées, feuille masquée, feuille vide."""
    classeur = openpyxl.Workbook()
    page = classeur.worksheets[0]
    page.title = "VALEURS"
    page.append(["Remontée de la coordination de Gao"])
    page.merge_cells("A1:D1")
    page.append([])
    page.append(["Code Indicateur *", "Zone", "Période", "VALEUR (nb)"])
    page.append(["#indicator+code", "#adm+code", "#date", "#value"])
    page.append(["FLUX", "Gao", "T2 2023", "1 234,5"])
    page.append([None, "Soni Ali Ber", "2e trimestre 2023", "12 %"])
    page.merge_cells("A5:A6")
    cachee = classeur.create_sheet("Étapes")
    cachee.sheet_state = "hidden"
    classeur.create_sheet("Points")
    classeur.create_sheet("Rapports").append(["code_zone", "periode"])
    lu = assembler_octets(_octets(classeur))
    assert lu.lignes("valeur", "code_indicateur, code_zone, periode, valeur, ligne") == [
        ("FLUX", "ML070303", "2023-T2", 1234.5, 5),
        ("FLUX", "ML070306", "2023-T2", 12.0, 6),
    ]
    # «12 %» sur un compte est lu 12, et se dit.
    assert [(a.code, a.ligne, a.colonne) for a in lu.anomalies] == [("pourcentage_inattendu", 6, "valeur")]


def test_une_feuille_masquee_se_lit():
    """Règle L2."""
    classeur = openpyxl.Workbook()
    page = classeur.create_sheet("Points")
    page.sheet_state = "veryHidden"
    page.append(POINTS)
    page.append(["P9", "Forage", "Point d'eau", "commune de Gao"])
    lu = assembler_octets(_octets(classeur))
    assert lu.lignes("point_service", "type_service, code_zone") == [("eau", "ML070303")]


def test_identifiants_nombres_et_espaces():
    """12 tapé en nombre ici et en texte là, avec des espaces ordinaires ou insécables : le même point."""
    lu = assembler_feuilles(
        {
            "Points": [POINTS, [12, "Forage", "eau", " Gao\u00a0"], ["013", "École", "ecole", "ML070303"]],
            "Visites": [
                VISITES,
                ["12", "03/05/2023", "Oui", "O", 1, "x"],
                [12.0, 45000, "VRAI", "o", True, "X "],
                [" 12\u00a0", "1er juin 2023", "non", "N", 0, "Faux"],
                ["013", dt.datetime(2023, 6, 2, 14, 30), "oui", "oui", "oui", "oui"],
                [13, dt.date(2023, 6, 3), "oui", "oui", "oui", "oui"],
            ],
        }
    )
    visites = lu.lignes("visite", "id_point, date::VARCHAR, local, agent, moyens, prestation")
    assert visites == [
        ("12", "2023-05-03", True, True, True, True),
        ("12", "2023-03-15", True, True, True, True),
        ("12", "2023-06-01", False, False, False, False),
        ("013", "2023-06-02", True, True, True, True),
    ]
    assert [(a.code, a.valeur, a.ligne) for a in lu.anomalies] == [("identifiant_inconnu", "13", 6)]


@pytest.mark.parametrize("brut", [False, True])
def test_classeur_de_1904(brut):
    """Un vieux classeur de Macintosh : dates mises en forme, ou restées des numéros de jour."""
    classeur = openpyxl.Workbook()
    classeur.epoch = CALENDAR_MAC_1904
    page = classeur.worksheets[0]
    page.title = "Rapports"
    page.append(["code_zone", "periode", "date_reception"])
    jour = dt.date(2023, 5, 3)
    page.append(["GAO", "2023-04", (jour - dt.date(1904, 1, 1)).days if brut else jour])
    lu = assembler_octets(_octets(classeur))
    assert lu.lignes("rapport_activite", "date_reception") == [(jour,)]


def test_colonnes_et_feuilles_inconnues_gardees_en_entier():
    """Règle L4."""
    lu = assembler_feuilles(
        {
            "Valeurs": [[*VALEURS, "météo", "", "valeur"], ["FLUX", "ML070303", "2023-T1", 5, "vent", "orphelin", 6]],
            "Brouillon": [["à faire"], [], ["appeler", 12]],
        }
    )
    assert lu.lignes("valeur", "valeur") == [(5.0,)]
    gardees = sorted(lu.assemblage.gardees)
    assert [(g[1], g[2], g[4]) for g in gardees] == [
        ("Brouillon", 1, "à faire"),
        ("Brouillon", 3, "appeler"),
        ("Brouillon", 3, "12"),
        ("Valeurs", 2, "orphelin"),
        ("Valeurs", 2, "vent"),
        ("Valeurs", 2, "6"),
    ]
    assert lu.codes() == ["colonne_inconnue"] * 3 + ["feuille_inconnue"]


def test_feuilles_vides_sans_anomalie():
    lu = assembler_feuilles({"Valeurs": [VALEURS], "Points": [], "Étapes": [[], [None, " "]], "Listes": [["eau"]]})
    assert lu.anomalies == []


def test_formules_et_cellules_en_erreur_se_disent():
    """Règle L11."""
    lu = assembler_feuilles(
        {
            "Valeurs": [
                [*VALEURS, "commentaire"],
                ["FLUX", "ML070303", "2023-T1", "#DIV/0!", None],
                ["FLUX", "ML070303", "2023-T2", "=A1+1", None],
                ["FLUX", "ML070303", "2023-T3", 3, "=A1+1"],
                ["FLUX", "#REF!", "#N/A", 3, None],
            ]
        }
    )
    assert [(a.code, a.ligne, a.colonne, a.valeur) for a in lu.anomalies] == [
        ("formule_en_erreur", 2, "valeur", "#DIV/0!"),
        ("formule_sans_valeur", 3, "valeur", "=A1+1"),
        ("formule_ecartee", 4, "commentaire", "=A1+1"),
        ("formule_en_erreur", 5, "code_zone", "#REF!"),
        ("formule_en_erreur", 5, "periode", "#N/A"),
    ]
    assert lu.lignes("valeur", "periode, commentaire") == [("2023-T3", None)]


@pytest.mark.parametrize("erreur", ["#SPILL!", "#CALC!", "#FIELD!"])
def test_une_erreur_plus_jeune_que_le_lecteur_ne_fait_pas_refuser_le_classeur(erreur):
    """Règle L11 : la cellule se dit, telle qu'elle est ; les autres lignes entrent."""
    entetes = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{n}</t></is></c>' for c, n in zip("ABCD", VALEURS, strict=True)
    )
    ligne = '<c r="A{n}" t="str"><f>X</f><v>FLUX</v></c><c r="B{n}" t="str"><f>X</f><v>ML070303</v></c>'
    ligne += '<c r="C{n}" t="str"><f>X</f><v>2023-T{n}</v></c>'
    fautive = f'{ligne.format(n=2)}<c r="D2" t="e"><f>X</f><v>{erreur}</v></c>'
    saine = f'{ligne.format(n=3)}<c r="D3"><v>7</v></c>'
    lu = assembler_octets(
        classeur_brut(f'<row r="1">{entetes}</row><row r="2">{fautive}</row><row r="3">{saine}</row>')
    )
    assert [(a.code, a.ligne, a.colonne, a.valeur) for a in lu.anomalies] == [
        ("formule_en_erreur", 2, "valeur", erreur)
    ]
    assert lu.lignes("valeur", "periode, valeur") == [("2023-T3", 7.0)]


def test_une_formule_qui_rend_un_texte_vide_est_vide():
    entetes = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{n}</t></is></c>' for c, n in zip("ABCD", VALEURS, strict=True)
    )
    ligne = '<c r="A2" t="str"><f>X</f><v>FLUX</v></c><c r="B2" t="str"><f>X</f><v>ML070303</v></c>'
    ligne += '<c r="C2" t="str"><f>X</f><v>2023-T1</v></c><c r="D2" t="str"><f>IF(1,"")</f><v></v></c>'
    lu = assembler_octets(classeur_brut(f'<row r="1">{entetes}</row><row r="2">{ligne}</row>'))
    assert lu.lignes("valeur", "code_indicateur, valeur") == [("FLUX", None)]
    assert lu.codes() == ["motif_absent"]


_CSV = 'Code indicateur{s}Code zone{s}Période{s}Valeur\r\nFLUX{s}Soni Ali Ber{s}"mai; juin"{s}"1 234,5"\r\n'


@pytest.mark.parametrize("separateur", [",", ";", "\t"])
@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_dossier_de_csv(codage, separateur, tmp_path):
    """Règle L14."""
    texte = _CSV.format(s=separateur).replace("mai; juin", "2e trimestre 2023")
    texte += f"FLUX{separateur}Commune de Gao{separateur}T3 2023{separateur}7\n\n"
    (tmp_path / "Valeurs.csv").write_bytes(texte.encode(codage))
    (tmp_path / "étapes.CSV").write_bytes("id_point;étape\n".encode(codage))
    (tmp_path / "notes.txt").write_text("rien", encoding="utf-8")
    feuilles = {f.nom: f.lignes for f in lire_feuilles(empaqueter_dossier(tmp_path, Reglages()), Reglages())}
    assert feuilles == {
        "Valeurs": [
            ["Code indicateur", "Code zone", "Période", "Valeur"],
            ["FLUX", "Soni Ali Ber", "2e trimestre 2023", "1 234,5"],
            ["FLUX", "Commune de Gao", "T3 2023", "7"],
            [],
        ],
        "étapes": [["id_point", "étape"]],
    }


def test_archive_de_csv_dans_un_sous_dossier():
    """Une archive faite à la main a souvent un dossier au-dessus, et des restes de macOS à côté."""
    lu = assembler_octets(
        archive(
            {
                "Gao mai/Valeurs.csv": "code_indicateur;code_zone;periode;valeur\nFLUX;ML070303;2023-T1;4\n",
                "__MACOSX/Gao mai/._Valeurs.csv": b"\x00\x05\x16\x07",
            }
        )
    )
    assert lu.lignes("valeur", "valeur") == [(4.0,)]
    assert lu.anomalies == []


def test_deux_cent_mille_lignes_vides_mises_en_forme():
    vides = "".join(f'<row r="{i}"><c r="A{i}" s="0"/><c r="D{i}" s="0"/></row>' for i in range(3, 200_003))
    entetes = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{n}</t></is></c>' for c, n in zip("ABCD", VALEURS, strict=True)
    )
    ligne = "".join(
        f'<c r="{c}2" t="inlineStr"><is><t>{n}</t></is></c>'
        for c, n in zip("ABCD", ["FLUX", "ML070303", "2023-T1", "4"], strict=True)
    )
    lu = assembler_octets(classeur_brut(f'<row r="1">{entetes}</row><row r="2">{ligne}</row>{vides}'))
    assert lu.lignes("valeur", "valeur") == [(4.0,)]
    assert lu.anomalies == []


def test_une_mise_en_forme_jusqu_au_bord_n_est_pas_une_bombe():
    """Des cellules vides mais bordées jusqu'à XFD et jusqu'en bas ne comptent pas dans la surface."""
    bord = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert lire_feuilles(classeur_brut(bord), Reglages())[0].lignes == [[1.0]]


def test_plus_de_lignes_que_le_reglage():
    with pytest.raises(FichierRefuse, match="fichier_trop_gros"):
        lire_feuilles(classeur_brut('<row r="900"><c r="A900"><v>1</v></c></row>'), Reglages(lignes_max=500))


def test_xls(tmp_path):
    classeur = xlwt.Workbook()
    page = classeur.add_sheet("Visites")
    style = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for j, nom in enumerate(VISITES):
        page.write(0, j, nom.upper())
    for j, valeur in enumerate([12, dt.date(2023, 5, 3), "Oui", "O", 1, True]):
        page.write(1, j, valeur, style if j == 1 else xlwt.Style.default_style)
    points = classeur.add_sheet("Points")
    for j, nom in enumerate(POINTS):
        points.write(0, j, nom)
    for j, valeur in enumerate(["12", "École d'Ansongo", "éducation", "Ansongo"]):
        points.write(1, j, valeur)
    classeur.save(str(tmp_path / "vieux.xls"))
    lu = assembler_octets((tmp_path / "vieux.xls").read_bytes())
    assert lu.lignes("visite", "id_point, date::VARCHAR, prestation") == [("12", "2023-05-03", True)]
    assert lu.anomalies == []


def test_chaque_ligne_garde_sa_feuille_et_son_numero():
    """Règle L2."""
    lu = assembler_feuilles({"valeurs": [[], ["Titre"], [], VALEURS, [], ["FLUX", "ML070303", "2023-T1", 5]]})
    assert lu.lignes("valeur", "feuille, ligne, id_chargement") == [("valeurs", 6, 2)]


@pytest.mark.parametrize(
    ("membres", "format_dit"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<c/>"}, "OpenDocument (.ods)"),
        ({"[Content_Types].xml": "<t/>", "xl/workbook.bin": b"\x00"}, ".xlsb"),
    ],
)
def test_un_autre_format_de_classeur_est_nomme_et_dit_comment_enregistrer(membres, format_dit, tmp_path):
    (tmp_path / "f.xlsx").write_bytes(archive(membres))
    (refus,) = verifier(tmp_path / "rien", [tmp_path / "f.xlsx"]).anomalies
    assert f"«{format_dit}» n'est pas un format reçu" in refus.message
    assert "enregistrez-le en .xlsx" in refus.message
