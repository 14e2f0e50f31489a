"""Les fichiers produits : autonomes, légers, inoffensifs, reproductibles ; le même nombre dans les quatre."""

from __future__ import annotations

import gzip
import re
import unicodedata
import xml.etree.ElementTree as ET

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn
from docx.table import _Cell

from figures.mots import ecriture, etats
from rapports import produire
from rapports.lecture import CUMUL
from requetes.accueil import avancement, cadre_logique
from tests.rapports.conftest import IDENTITE, PERIODE, rapporter

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

NOMBRES = 100
ACTIFS = {"script", "link", "img", "iframe", "object", "embed", "form", "video", "audio", "base"}
HOSTILES = (
    '#import("x")',
    "<script>alert(1)</script>",
    "[lien](javascript:x)",
    "$x^2$ *a* _b_",
    "=1+1 @SUM(A1)",
    "]]>",
)


def _arbre(html):
    return ET.fromstring(html.removeprefix("<!DOCTYPE html>"))


def _nu(texte):
    """Sans espace d'aucune sorte : chaque rendu coupe ses lignes où il veut."""
    return re.sub(r"\s+|\u200b", "", unicodedata.normalize("NFC", texte))


# HTML


def test_le_html_est_bien_forme_et_n_appelle_personne(rapport_demo):
    html = rapport_demo.html
    elements = list(_arbre(html).iter())
    assert not {e.tag for e in elements} & ACTIFS
    assert not re.search(r"https?:|//[a-z]|url\((?!#)|@import|@font-face", html)
    assert not [a for e in elements for a in e.attrib if a.startswith("on")]
    liens = [e.attrib["href"] for e in elements if "href" in e.attrib]
    ancres = [e.attrib["id"] for e in elements if "id" in e.attrib]
    assert liens and all(lien.removeprefix("#") in ancres for lien in liens)
    assert len(ancres) == len(set(ancres)), "deux dessins portent le même identifiant"


def test_chaque_renvoi_d_un_dessin_existe(rapport_demo):
    ids = set(re.findall(r'id="([^"]+)"', rapport_demo.html))
    renvois = re.findall(r"url\(#([^)]+)\)", rapport_demo.html)
    renvois += [i for lus in re.findall(r'aria-labelledby="([^"]+)"', rapport_demo.html) for i in lus.split()]
    assert renvois and set(renvois) <= ids


def test_poids(rapport_demo):
    octets = (rapport_demo.dossier / "rapport.html").read_bytes()
    assert len(octets) < 3_000_000
    assert len(gzip.compress(octets)) < 500_000


def test_un_tableau_se_lit_au_clavier_et_a_l_oreille(rapport_demo):
    tables = [e for e in _arbre(rapport_demo.html).iter("div") if e.attrib.get("role") == "region"]
    assert len(tables) > 15
    for table in tables:
        assert table.attrib["tabindex"] == "0" and table.attrib["aria-label"]
        assert table.find("table/caption") is not None and table.find("table/thead/tr/th") is not None


# Les nombres


def _mesures(classeur):
    """(indicateur, valeur, unité, numérateur, dénominateur) de la feuille des régions."""
    return _feuille(classeur, "Régions")


def _feuille(classeur, nom):
    """Les lignes d'une feuille, par nom de colonne : sous l'intitulé, la seconde rangée les porte."""
    _, tetes, *lignes = ([c.value for c in ligne] for ligne in classeur[nom].iter_rows())
    return [dict(zip(tetes, ligne, strict=True)) for ligne in lignes]


def test_cent_nombres_egaux_dans_la_table_et_les_quatre_fichiers(rapport_demo):
    lues = _mesures(openpyxl.load_workbook(rapport_demo.dossier / "tableaux.xlsx"))
    html, pdf = _cases_du_html(rapport_demo.html), _lignes_du_pdf(rapport_demo.pdf)
    word = _table_du_word(rapport_demo, "Tous les indicateurs, région par région")
    compares = 0
    for mesure in lues:
        if mesure["valeur"] is None:
            continue
        code, zone = mesure["code_indicateur"], mesure["code_zone"]
        (de_la_table,) = rapport_demo.base.lire(
            """SELECT valeur FROM valeurs WHERE code_indicateur = $code AND code_zone = $zone AND periode = $periode
               AND type_periode = 'cumul' AND dimension IS NULL""",
            {"code": code, "zone": zone, "periode": mesure["periode"]},
        )["valeur"]
        assert mesure["valeur"] == pytest.approx(de_la_table, rel=1e-12)
        ecrit = _nu(ecriture.nombre(de_la_table, mesure["unite"]))
        assert _premier(html[code][zone]) == ecrit, (code, zone)
        assert "".join(map(_nu, html[code].values())) in pdf[code], "la rangée du PDF est celle du HTML, case par case"
        assert [_nu(c) for c in word[code][1:]] == [_nu(c) for c in html[code].values()]
        compares += 1
    assert compares >= NOMBRES


def test_le_cadre_logique_est_celui_de_la_base_dans_les_quatre_fichiers(rapport_demo):
    """Règles E21 et E22 : chaque case, relue dans chaque fichier, contre la lecture de l'écran."""
    base, codes = rapport_demo.base, {}
    for x in avancement.avancement(base, "SOCLE", CUMUL, PERIODE):
        codes[x.code_indicateur] = (x, cadre_logique.reperes(base, "SOCLE")[x.code_indicateur])
    classeur = {x["code_indicateur"]: x for x in _feuille(_classeur(rapport_demo), "Avancement")}
    html, pdf, compares = _rangees_du_html(rapport_demo.html), _nu(rapport_demo.pdf), 0
    word = {}
    for resultat in avancement.resultats(base):
        word |= _table_du_word(rapport_demo, f"Indicateurs du résultat {resultat.code}")
    assert set(html) == set(word) == set(classeur) == set(codes)
    for code, (x, repere) in codes.items():
        assert [_nu(c) for c in html[code]] == [_nu(c) for c in word[code]], code
        assert "".join(_nu(c) for c in html[code][2:10]) in pdf, code  # plus loin, le PDF coupe les mots
        assert len(html[code]) == 11
        attendus = {2: x.valeur_reference, 4: x.valeur, 5: x.cible_due, 6: repere.cible_finale}
        noms = {2: "valeur_reference", 4: "valeur", 5: "cible_due", 6: "cible_finale"}
        for rang, attendu in attendus.items():
            assert classeur[code][noms[rang]] == (None if attendu is None else pytest.approx(attendu, rel=1e-12))
            if attendu is not None and x.nature != "jalon":
                assert _premier(html[code][rang].partition("\n")[0]) == _nu(ecriture.nombre(attendu, x.unite)), (
                    code,
                    rang,
                )
                compares += 1
        assert classeur[code]["etat"] == x.etat
        assert x.nature == "jalon" or etats.mot(x.etat) == html[code][8]
    assert compares >= NOMBRES - 10


def _classeur(rapport):
    return openpyxl.load_workbook(rapport.dossier / "tableaux.xlsx")


def _rangees_du_html(html):
    """Code → textes des cases, dans les tableaux des résultats ; les commentaires, sous une ligne, n'en sont pas."""
    tables = [d for d in _arbre(html).iter("div") if d.attrib.get("aria-label", "").startswith("Indicateurs du rés")]
    rangees = [r for t in tables for r in t.iter("tr") if r[0].tag == "th" and r[0].attrib.get("scope") == "row"]
    for saut in (e for r in rangees for e in r.iter("br")):
        saut.tail = "\n" + (saut.tail or "")
    return {r[0].text: ["".join(c.itertext()) for c in r] for r in rangees}


def _table_du_word(rapport, titre):
    """Code → textes des cases, dans le tableau de ce titre."""
    word = docx.Document(str(rapport.dossier / "rapport.docx"))
    (table,) = (t for t in word.tables if _titre_du_word(t) == titre)
    rangees = [[c.text for c in _cases_du_word(r)] for r in table._tbl.tr_lst[1:]]
    return {r[0].split()[0]: r for r in rangees if len(r) > 1}


def _titre_du_word(table):
    titre = table._tbl.tblPr.find(qn("w:tblCaption"))
    return None if titre is None else titre.get(qn("w:val"))


def _cases_du_word(rangee):
    return [_Cell(case, None) for case in rangee.tc_lst]


def _cases_du_html(html):
    """Code → zone → texte de la case, dans le tableau de tous les indicateurs."""
    zones = ("SOCLE", "GAO", "MENAKA", "DOUENTZA")
    tables = [d for d in _arbre(html).iter("div") if d.attrib.get("aria-label", "").startswith("Tous les indicateurs")]
    (table,) = tables
    cases = {}
    for rangee in table.iter("tr"):
        textes = ["".join(c.itertext()) for c in rangee]
        cases[textes[0].split()[0]] = dict(zip(zones, textes[1:], strict=True))
    return cases


def _premier(texte):
    """Le nombre d'une case : avant la fraction, la marque de provisoire et le symbole d'état."""
    return re.match(r"[−\d,]+%?", _nu(texte)).group()


def _lignes_du_pdf(texte):
    """Code → tout ce que le tableau des régions écrit jusqu'au code suivant."""
    debut = texte.index("Tous les indicateurs, région par région")
    morceau = texte[debut : texte.index("Femmes et hommes", debut)]
    coupes = re.split(r"(?m)^((?:OG|OS|R)\d(?:\.\d+)?)\s", morceau)
    return {code: _nu(suite) for code, suite in zip(coupes[1::2], coupes[2::2], strict=True)}


def test_le_pdf_dit_toutes_les_parties(rapport_demo):
    pdf, html = _nu(rapport_demo.pdf), rapport_demo.html
    for titre in re.findall(r"<h[23]>(.*?)</h[23]>", html):
        assert _nu(titre.replace("&#x27;", "'")) in pdf or titre == "Sommaire", titre


# Le classeur et le Word, tels qu'on les remet


def test_le_classeur_mene_a_ses_feuilles_et_s_imprime(rapport_demo):
    """Règle F14."""
    classeur = _classeur(rapport_demo)
    sommaire, *autres = classeur.worksheets
    liens = [c.hyperlink.location for (c,) in sommaire.iter_rows(min_row=4, max_col=1)]
    assert liens == [f"'{f.title}'!A1" for f in autres]
    for feuille in autres:
        intitules, noms = ([c.value for c in ligne] for ligne in feuille.iter_rows(max_row=2))
        assert not [i for i in intitules if "_" in i] and all(noms), feuille.title
        assert feuille.print_title_rows == "$1:$2" and feuille.page_setup.orientation == "landscape"
        assert feuille.sheet_properties.pageSetUpPr.fitToPage and feuille.page_setup.fitToHeight == 0
        assert IDENTITE["numero"] in feuille.oddFooter.left.text
        assert "démonstration" in feuille.oddHeader.center.text


def test_le_word_a_des_pages_couchees_et_un_pied_sur_chacune(rapport_demo):
    """Règle F14."""
    word = docx.Document(str(rapport_demo.dossier / "rapport.docx"))
    assert [s.page_width > s.page_height for s in word.sections] == [False, True, False]
    for section in word.sections:
        assert section.footer.paragraphs[0].text.startswith(f"{IDENTITE['numero']} · données arrêtées au")
        assert "démonstration" in section.header.paragraphs[0].text
    assert len(word.inline_shapes) >= 10


# Textes reçus


@pytest.mark.lent
def test_un_texte_recu_reste_du_texte(alterer, tmp_path):
    hostile = " ".join(HOSTILES)
    litteral = hostile.replace("'", "''")
    base = alterer(
        f"UPDATE indicateur SET libelle_court = '{litteral}' WHERE code = 'OS2'",
        f"UPDATE indicateur SET libelle = '{litteral}', definition = '{litteral}' WHERE code = 'R2.4'",
        f"UPDATE zone SET nom = '{litteral}' WHERE code IN ('GAO', 'ML0703')",
        f"UPDATE projet SET valeur = '{litteral}' WHERE cle = 'intitule'",
        f"UPDATE resultat SET libelle = '{litteral}' WHERE code = 'R1'",
    )
    textes = {"titre": hostile, "note": hostile, "commentaires": {"R1": hostile}, "numero": "=1+1 <b>"}
    rapport = rapporter(base, tmp_path, ("html", "pdf", "docx", "xlsx"), **textes)
    arbre = _arbre(rapport.html)
    assert not {e.tag for e in arbre.iter()} & ACTIFS
    assert _nu("".join(arbre.itertext())).count(_nu(hostile)) >= 8
    assert _nu(rapport.pdf).count(_nu(hostile)) >= 8
    classeur = openpyxl.load_workbook(tmp_path / "tableaux.xlsx")
    cases = [c for feuille in classeur for ligne in feuille.iter_rows() for c in ligne]
    assert not [c for c in cases if c.data_type == "f" or (c.hyperlink and c.hyperlink.target)]
    # Les seuls liens mènent du sommaire à une feuille.
    assert {c.parent.title for c in cases if c.hyperlink} == {"Sommaire"}


@pytest.mark.lent
def test_un_mot_demesure_et_des_controles_ne_cassent_rien(base_demo, tmp_path):
    demesure = "ж" * 3000 + "\x00\x07\ufffe" + "\n" * 3 + "fin"
    rapport = rapporter(base_demo, tmp_path, ("html", "pdf", "xlsx"), note=demesure, commentaires={"R1": demesure})
    assert _arbre(rapport.html) is not None
    assert rapport.pdf.count("ж") == 6000


# Reproductible


@pytest.mark.lent
def test_les_memes_octets(base_demo, rapport_demo, tmp_path):
    produire(base_demo, tmp_path, identite=IDENTITE)
    for fichier in sorted(tmp_path.iterdir()):
        assert fichier.read_bytes() == (rapport_demo.dossier / fichier.name).read_bytes(), fichier.name


def test_le_pdf_porte_ses_polices_et_rien_du_poste(rapport_demo):
    polices = set()
    for page in pypdf.PdfReader(str(rapport_demo.dossier / "rapport.pdf")).pages:
        for police in (page["/Resources"].get("/Font") or {}).values():
            polices.add(police.get_object()["/BaseFont"].split("+")[-1].split("-")[0])
    assert polices and polices <= {"LibertinusSerif", "DejaVuSansMono", "NewCM10", "NewCMMath"}


def test_rien_n_est_ecrit_quand_une_sortie_est_inconnue(base_demo, tmp_path):
    with pytest.raises(KeyError):
        produire(base_demo, tmp_path, ("html", "odt"), IDENTITE)
    assert not list(tmp_path.iterdir())
