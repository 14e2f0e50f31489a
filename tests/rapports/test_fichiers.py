"""Les fichiers produits : autonomes, légers, inoffensifs, reproductibles ; le même nombre dans les trois."""

from __future__ import annotations

import gzip
import re
import unicodedata
import xml.etree.ElementTree as ET

import openpyxl
import pypdf
import pytest

from figures.mots import ecriture
from rapports import produire
from tests.rapports.conftest import IDENTITE, rapporter

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
    feuille = classeur["Régions"]
    tetes, *lignes = ([c.value for c in ligne] for ligne in feuille.iter_rows())
    return [dict(zip(tetes, ligne, strict=True)) for ligne in lignes]


def test_cent_nombres_egaux_dans_la_table_le_html_le_pdf_et_le_classeur(rapport_demo):
    lues = _mesures(openpyxl.load_workbook(rapport_demo.dossier / "tableaux.xlsx"))
    html, pdf = _cases_du_html(rapport_demo.html), _lignes_du_pdf(rapport_demo.pdf)
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
        compares += 1
    assert compares >= NOMBRES


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
    rapport = rapporter(base, tmp_path, ("html", "pdf", "xlsx"), **textes)
    arbre = _arbre(rapport.html)
    assert not {e.tag for e in arbre.iter()} & ACTIFS
    assert _nu("".join(arbre.itertext())).count(_nu(hostile)) >= 8
    assert _nu(rapport.pdf).count(_nu(hostile)) >= 8
    classeur = openpyxl.load_workbook(tmp_path / "tableaux.xlsx")
    assert not [c for f in classeur for ligne in f.iter_rows() for c in ligne if c.data_type == "f" or c.hyperlink]


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
        produire(base_demo, tmp_path, ("html", "docx"), IDENTITE)
    assert not list(tmp_path.iterdir())
