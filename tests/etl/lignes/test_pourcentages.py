"""Une cellule au format pourcentage se lit comme elle se voit : «12 %», et non 0,12."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from domaine.reglages import Reglages
from etl.controles.verification import verifier
from etl.fichiers.ouverture import lire_feuilles
from etl.lignes.entetes import feuille_declaree, lire_table
from etl.lignes.pourcentages import (
    Pourcentages,
    cellules_de_style,
    est_format_pourcentage,
    fois_cent,
    styles_en_pourcentage,
)
from etl.modeles.rejets import ecrire_rejets
from tests.depots_fautifs.fabrique import EnPourcentage, ecrire_classeur, octets_classeur
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

AVANCEMENT = ["id_chantier", "date", "physique_pct", "financier_pct"]
CHANTIERS = [
    ["id_chantier", "ouvrage", "nom", "code_zone", "montant_fcfa"],
    ["CH1", "mairie", "M", "ML0703", 5_000_000],
]
PRINCIPAL = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    "code",
    [
        "0%",
        "0.00%",
        "0.0\\ %",
        '0" "%',
        "[Red]-0%",
        "0;-0%",
        '"env. "0%',
        "#,##0.0%;[Red]-#,##0.0%",
        "[>0.5]0%;0",
        "%0",
    ],
)
def test_formats_en_pourcentage(code):
    assert est_format_pourcentage(code)


@pytest.mark.parametrize(
    "code", ["General", '0" %"', "0\\%", "0_%", "0*%", '0"%', "[$%-40C]0", "@", "", "0.00", "0\\", "[", '"']
)
def test_formats_ou_le_signe_n_est_qu_un_texte(code):
    assert not est_format_pourcentage(code)


@pytest.mark.parametrize(
    ("enregistre", "vu"),
    [
        (0.29, 29),
        (0.07, 7),
        (0.57, 57),
        (1.1, 110),
        (-0.05, -5),
        (0.355, 35.5),
        (0.1 + 0.2, 30),
        (2, 200),
        (1e-9, 1e-7),
    ],
)
def test_cent_fois_sans_queue_binaire(enregistre, vu):
    assert fois_cent(enregistre) == vu


def test_un_tiers_garde_ses_decimales():
    assert fois_cent(1 / 3) == pytest.approx(100 / 3, abs=1e-12)


def _openpyxl(lignes: list[list[Any]], formats: dict[str, str], feuille: str = "Avancement") -> bytes:
    classeur = openpyxl.Workbook()
    page = classeur.worksheets[0]
    page.title = "Chantiers"
    for ligne in CHANTIERS:
        page.append(ligne)
    page = classeur.create_sheet(feuille)
    for ligne in lignes:
        page.append(ligne)
    for adresse, code in formats.items():
        page[adresse].number_format = code
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def _xlsxwriter(lignes: list[list[Any]], formats: dict[str, str], feuille: str = "Avancement") -> bytes:
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True})
    for nom, contenu in (("Chantiers", CHANTIERS), (feuille, lignes)):
        page = classeur.add_worksheet(nom)
        for i, ligne in enumerate(contenu):
            for j, valeur in enumerate(ligne):
                code = formats.get(f"{'ABCDEFG'[j]}{i + 1}") if nom == feuille else None
                if valeur is not None:
                    page.write(i, j, valeur, classeur.add_format({"num_format": code}) if code else None)
    classeur.close()
    return tampon.getvalue()


@pytest.mark.parametrize("ecrire", [_openpyxl, _xlsxwriter])
def test_formats_connus_personnels_et_litteraux(ecrire):
    """Dans un vrai classeur : 0% et 0.00% (connus), deux personnels, un signe entre guillemets, un texte."""
    lignes = (
        [AVANCEMENT] + [["CH1", f"2023-0{i}-28", 0.29, None] for i in range(1, 6)] + [["CH1", "2023-06-28", "12 %"]]
    )
    formats = {"C2": "0%", "C3": "0.00%", "C4": "0.0\\ %", "C5": '[Red]0.0" "%', "C6": '0" %"', "C7": "0%"}
    lu = assembler_octets(ecrire(lignes, formats))
    assert lu.lignes("chantier_avancement", "physique_pct") == [(29,), (29,), (29,), (29,), (0.29,), (12,)]
    assert [(a.code, a.ligne, a.valeur) for a in lu.anomalies] == [
        ("avancement_baisse", 6, "0,29"),
        ("pourcentage_fraction", 6, "0,29"),
    ]


@pytest.mark.parametrize("ecrire", [_openpyxl, _xlsxwriter])
def test_negatif_et_plus_de_cent(ecrire):
    """Lus comme ils se voient, puis jugés par les bornes : −5 % et 120 %, jamais −0,05 et 1,2 ; 200 % n'est pas 2 %."""
    lignes = [AVANCEMENT] + [["CH1", f"2023-0{i}-28", x, x] for i, x in enumerate((-0.05, 1.2, 2, 1, 0), 1)]
    formats = {f"{c}{i}": "0%" for c in "CD" for i in range(2, 7)}
    lu = assembler_octets(ecrire(lignes, formats))
    assert lu.lignes("chantier_avancement", "physique_pct, financier_pct") == [(100, 100), (0, 0)]
    bloquantes = [(a.code, a.ligne, a.valeur) for a in lu.anomalies if a.code.startswith(("hors_bornes", "compte"))]
    assert bloquantes == [
        ("compte_negatif", 2, "-5 %"),
        ("hors_bornes_ecartee", 2, "-5 %"),
        ("hors_bornes", 3, "120 %"),
        ("hors_bornes_ecartee", 3, "120 %"),
        ("hors_bornes", 4, "200 %"),
        ("hors_bornes_ecartee", 4, "200 %"),
    ]


@pytest.mark.parametrize("ecrire", [_openpyxl, _xlsxwriter])
def test_bandeau_ligne_hxl_et_lignes_vides(ecrire):
    """La place d'une cellule est celle du tableur, non celle de la ligne de données."""
    lignes = [
        ["Avancement des chantiers"],
        [],
        ["Id chantier", None, "Date", "Physique pct *"],
        ["#output+id", None, "#date", "#indicator+pct"],
        [],
        ["CH1", None, "2023-01-31", 0.35],
        [],
        ["CH1", None, "2023-02-28", 36],
    ]
    lu = assembler_octets(ecrire(lignes, {"D6": "0%"}))
    assert lu.lignes("chantier_avancement", "ligne, physique_pct") == [(6, 35), (8, 36)]
    assert lu.anomalies == []


def test_un_titre_fusionne_et_un_nombre_fusionne():
    classeur = openpyxl.load_workbook(
        io.BytesIO(_openpyxl([["Titre"], AVANCEMENT, ["CH1", "2023-01-31", 0.35, 0.3], ["CH1", "2023-02-28", 0.4]], {}))
    )
    page = classeur["Avancement"]
    page.merge_cells("A1:D1")
    page.merge_cells("D3:D4")
    for adresse in ("C3", "C4", "D3", "D4"):
        page[adresse].number_format = "0%"
    tampon = io.BytesIO()
    classeur.save(tampon)
    lu = assembler_octets(tampon.getvalue())
    assert lu.lignes("chantier_avancement", "physique_pct, financier_pct") == [(35, 30), (40, None)]


def test_un_compte_garde_son_nombre_et_se_dit():
    """0,5 dans une colonne de montants mise au format pourcentage : rien n'est multiplié (règle L7)."""
    lu = assembler_feuilles(
        {
            "Formations": [
                ["id_formation", "intitule", "code_zone", "fin", "score_avant", "hommes"],
                ["FO9", "État civil", "GAO", "2023-02-20", EnPourcentage(0.35), 12],
            ]
        }
    )
    assert lu.lignes("formation", "score_avant, hommes") == [(0.35, 12)]
    (anomalie,) = lu.anomalies
    assert (anomalie.code, anomalie.colonne, anomalie.valeur) == ("pourcentage_inattendu", "score_avant", "0,35")
    assert "E2 : la cellule montre un pourcentage, 35 % : 0,35 est lu." in anomalie.message


def test_une_ligne_remplacee_ne_se_signale_plus():
    fautif = {"Avancement": [AVANCEMENT, ["CH1", "2023-03-31", 0.35, None]], "Chantiers": CHANTIERS}
    juste = {"Avancement": [AVANCEMENT, ["CH1", "2023-03-31", EnPourcentage(0.35), None]]}
    ecrits = [octets_classeur(fautif), octets_classeur(juste)]
    lu = assembler_octets(*ecrits)
    assert lu.lignes("chantier_avancement", "physique_pct") == [(35,)]
    assert lu.anomalies == []
    assert assembler_octets(*reversed(ecrits)).codes() == ["pourcentage_fraction"]


def _avec_styles(feuille: str, styles: str | bytes, nom: str = "Avancement") -> bytes:
    """Un classeur écrit en XML, avec sa feuille de styles."""
    octets = classeur_brut(feuille, nom=nom)
    with zipfile.ZipFile(io.BytesIO(octets)) as lu:
        membres: dict[str, bytes | str] = {n: lu.read(n) for n in lu.namelist()}
    types = membres["[Content_Types].xml"].decode()  # type: ignore[union-attr]
    relations = membres["xl/_rels/workbook.xml.rels"].decode()  # type: ignore[union-attr]
    genre = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
    membres["[Content_Types].xml"] = types.replace(
        "</Types>", f'<Override PartName="/xl/styles.xml" ContentType="{genre}"/></Types>'
    )
    lien = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
    membres["xl/_rels/workbook.xml.rels"] = relations.replace(
        "</Relationships>", f'<Relationship Id="rId3" Type="{lien}" Target="styles.xml"/></Relationships>'
    )
    return archive({**membres, "xl/styles.xml": styles})


def _styles(*numeros: int, formats: str = "") -> str:
    cellules = "".join(f'<xf numFmtId="{n}" fontId="0"><alignment/></xf>' for n in numeros)
    nommes = "<cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>"
    return f"<styleSheet {PRINCIPAL}>{formats}{nommes}<cellXfs>{cellules}</cellXfs></styleSheet>"


def _texte(texte: str, adresse: str = "") -> str:
    return f'<c{adresse} t="inlineStr"><is><t>{texte}</t></is></c>'


def _lus(octets: bytes) -> list[list[Any]]:
    """Les lignes de la feuille, une fois ses pourcentages relus."""
    (brute,) = lire_feuilles(octets, Reglages())
    feuille = feuille_declaree(brute.nom)
    assert feuille is not None
    table = lire_table(brute, feuille)
    Pourcentages(octets).relire(brute, table)
    return table.lignes


@pytest.mark.parametrize("style", [' s="1"', " s='1'", '\n s = "1" '])
def test_cellules_et_lignes_sans_adresse(style):
    """Une ligne ou une cellule sans `r` suit la précédente ; une cellule vide compte dans la place."""
    entetes = "".join(map(_texte, AVANCEMENT))
    feuille = (
        f'<row r="2">{entetes}</row><row/>'
        f"<row>{_texte('CH1')}{_texte('2023-01-31')}<c{style}><v>0.35</v></c><c><v>0.4</v></c></row>"
        f'<row r="9">{_texte("CH1")}{_texte("2023-02-28")}<c/><c{style}><v>0.5</v></c></row>'
        f"<row>{_texte('CH1')}<c r='C10'{style}><v>0.6</v></c><c{style}><v>0.7</v></c></row>"
    )
    lignes = _lus(_avec_styles(feuille, _styles(0, 9)))
    assert [ligne[2:4] for ligne in lignes] == [[35, 0.4], ["", 50], [60, 70]]


def test_le_style_zero_ne_s_ecrit_pas():
    """Un classeur dont le style ordinaire est un pourcentage : les cellules sans style en sont."""
    feuille = f"<row r='1'>{''.join(map(_texte, AVANCEMENT))}</row>"
    feuille += (
        "<row r='2'><c r='A2' t='str'><v>CH1</v></c><c r='C2'><v>0.35</v></c><c r='D2' s='1'><v>0.4</v></c></row>"
    )
    assert _lus(_avec_styles(feuille, _styles(10, 0)))[0][2:4] == [35, 0.4]


def test_un_format_du_fichier_l_emporte_et_ceux_des_regles_ne_comptent_pas():
    formats = """<numFmts count="3"><numFmt numFmtId="9" formatCode="0.00"/>
        <numFmt formatCode='[>1]0" h"%' numFmtId='170'/>
        <numFmt numFmtId="171" formatCode="0&quot; %&quot;"/></numFmts>"""
    regle = '<dxfs><dxf><numFmt numFmtId="172" formatCode="0%"/></dxf></dxfs>'
    styles = _styles(0, 9, 10, 170, 171, 172, formats=formats).replace("</styleSheet>", f"{regle}</styleSheet>")
    assert styles_en_pourcentage(styles.encode()) == {2, 3}
    prefixes = styles.replace("<", "<x:").replace("<x:/", "</x:")
    assert styles_en_pourcentage(prefixes.encode()) == {2, 3}


@pytest.mark.parametrize(
    "styles",
    [
        "",
        "<styleSheet>",
        "<styleSheet><cellXfs><xf numFmtId='9'",
        b"\xff\xfe\x00\x01" * 50,
        '<!DOCTYPE a [<!ENTITY e "&e;&e;">]><styleSheet><cellXfs><xf numFmtId="&e;"/></cellXfs></styleSheet>',
        "<styleSheet><cellXfs>" + "<xf numFmtId=" * 200_000,
        "<styleSheet><numFmts>" + '<numFmt formatCode="' * 200_000 + "</numFmts>",
        "<styleSheet><numFmts>" + "<numFmt " + "a" * 2_000_000 + "</numFmts>",
    ],
)
def test_des_styles_hostiles_ne_disent_rien(styles):
    octets = styles if isinstance(styles, bytes) else styles.encode()
    assert styles_en_pourcentage(octets) == frozenset()


@pytest.mark.parametrize(
    "feuille",
    [
        '<c s="1"' * 300_000,
        '<c s="1" r=' * 300_000,
        "<c " + ' s="1"' * 300 + ">" + "<v>" * 300_000,
        "<c " + ' s="1"' * 300_000,
        "<c " + "a" * 2_000_000 + ' s="1">',
        "<" * 2_000_000 + ' s="1">',
        "<row r='" * 300_000,
        "<c s='1' r='ZZZZZZ99999999999'>",
    ],
)
def test_une_feuille_hostile_se_parcourt_d_un_trait(feuille):
    """Balises jamais refermées, attributs par milliers : le parcours finit, et ne place rien au loin."""
    for styles in ({1}, {0, 1}):
        assert all(colonne < 20_000 for _, colonne in cellules_de_style(feuille.encode(), styles))


@pytest.mark.lent
def test_une_feuille_gonflee_ne_garde_que_les_cellules_de_la_table():
    """Deux cent mille cellules au format pourcentage hors des colonnes déclarées : aucune n'est mentionnée."""
    entetes = "".join(_texte(n, f' r="{c}1"') for c, n in zip("ABCD", AVANCEMENT, strict=True))
    ailleurs = "".join(f'<row r="{i}"><c r="F{i}" s="1"><v>0.5</v></c></row>' for i in range(3, 200_003))
    ligne = f'<row r="2">{_texte("CH1", " r=" + chr(34) + "A2" + chr(34))}<c r="C2" s="1"><v>0.35</v></c></row>'
    octets = _avec_styles(f'<row r="1">{entetes}</row>{ligne}{ailleurs}', _styles(0, 9))
    (brute,) = lire_feuilles(octets, Reglages())
    feuille = feuille_declaree("Avancement")
    assert feuille is not None
    table = lire_table(brute, feuille)
    Pourcentages(octets).relire(brute, table)
    assert [(m.indice, m.colonne, m.lu, m.montre) for m in table.pourcentages] == [(0, "physique_pct", 35, 35)]


def test_sans_format_pourcentage_la_feuille_n_est_pas_relue(monkeypatch):
    """Un classeur de comptes ne coûte que la lecture de ses styles."""
    lus = []
    relire = zipfile.ZipFile.read
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda self, nom, *a: lus.append(nom) or relire(self, nom, *a))
    octets = _openpyxl([AVANCEMENT, ["CH1", "2023-01-31", 35, 30]], {})
    assert assembler_octets(octets).lignes("chantier_avancement", "physique_pct") == [(35,)]
    assert "xl/styles.xml" in lus
    assert not [nom for nom in lus if "worksheets" in nom]


def test_un_csv_n_est_que_signale():
    """Règle L7."""
    csv = "id_chantier;date;physique_pct;financier_pct\nCH1;2023-01-31;0,35;0,5 %\n"
    chantiers = ";".join(CHANTIERS[0]) + "\nCH1;mairie;M;ML0703;5000000\n"
    lu = assembler_octets(archive({"Avancement.csv": csv, "Chantiers.csv": chantiers}))
    assert lu.lignes("chantier_avancement", "physique_pct, financier_pct") == [(0.35, 0.5)]
    assert [(a.code, a.colonne) for a in lu.anomalies] == [("pourcentage_fraction", "physique_pct")]


@pytest.mark.lent
def test_de_verifier_aux_valeurs(projet, tmp_path):
    """Une cible de 60 %, une référence de 35 %, un avancement de 57 %, tapés avec %, vont aux chiffres (règle L7)."""
    valeurs = ["code_indicateur", "code_zone", "periode", "numerateur", "denominateur", "valeur"]
    cibles = ["code_indicateur", "code_zone", "periode", "valeur", "nature_cible"]
    fichier = ecrire_classeur(
        tmp_path / "ratio.xlsx",
        {
            "Valeurs": [valeurs, ["RATI", "GAO", "2023-T1", 45, 100, EnPourcentage(0.45)]],
            "Cibles": [cibles, ["RATI", "GAO", "2023-T1", EnPourcentage(0.6), "cumul"]],
            "Références": [["code_indicateur", "code_zone", "valeur"], ["RATI", "GAO", EnPourcentage(0.35)]],
            "Avancement": [AVANCEMENT, ["CH1", "2023-03-31", EnPourcentage(0.57), EnPourcentage(0.29)]],
        },
    )
    assert [a.message for a in verifier(projet, [fichier]).anomalies] == []
    assert charger_fichiers(projet, fichier).code == 0
    lus = lire_edition(
        projet,
        "SELECT valeur, cible_due, valeur_reference, taux_realisation, taux_progression FROM valeurs "
        "WHERE code_indicateur = 'RATI' AND code_zone = 'GAO' AND type_periode = 'cumul' AND periode = '2023-T1'",
    )
    assert lus == [(45, 60, 35, pytest.approx(75), pytest.approx(40))]
    avancement = lire_edition(projet, "SELECT physique_pct, financier_pct FROM chantier_avancement ORDER BY date")
    assert avancement == [(40, 35), (57, 29)]


@pytest.mark.lent
def test_une_ligne_en_quarantaine_garde_ses_pourcentages(projet, tmp_path):
    """Reprise dans le classeur de rejets, la cellule dit «29 %» et se relit 29."""
    fichier = ecrire_classeur(
        tmp_path / "faux.xlsx", {"Avancement": [AVANCEMENT, ["INCONNU", "2023-03-31", EnPourcentage(0.29), None]]}
    )
    assert charger_fichiers(projet, fichier).code == 2
    ((cellules,),) = lire_edition(projet, "SELECT cellules FROM quarantaine")
    assert json.loads(cellules)["physique_pct"] == "29 %"
    assert ecrire_rejets(projet, 3, tmp_path / "rejets.xlsx") == 1
    lu = assembler_octets((tmp_path / "rejets.xlsx").read_bytes())
    assert lu.lignes("chantier_avancement", "physique_pct", saines=False) == [(29,)]
