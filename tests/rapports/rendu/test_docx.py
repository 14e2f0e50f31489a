"""Le rendu en Word : chaque bloc, les textes reçus, les mêmes octets ; relu par la bibliothèque, et nu."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from lxml import etree

from figures.mots import etats
from figures.svg.image import en_png
from rapports import blocs
from rapports.blocs import Cellule, Document, cellule_d_etat, colonne, ligne, tableau
from rapports.rendu import en_docx

JOUR = dt.date(2024, 6, 30)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10" font-family="Arial">'
    '<rect width="20" height="10" fill="#0B3A6F"/><text x="1" y="8">é</text></svg>'
)
HOSTILES = (
    "=1+1",
    "<script>alert(1)</script>",
    "]]>&amp;",
    '{ HYPERLINK "javascript:x" }',
    "a\x00\x07\ufffe\ud800b",
    "ж" * 3000,
)
FIGURE = blocs.Figure(SVG, "Un carré «bleu»", "Sa légende")
TABLEAU = tableau(
    "Les états",
    (colonne("Nom"), colonne("Valeur", "droite", 2), colonne("État", "centre")),
    [ligne("R1", "12 %", cellule_d_etat("rouge")), ligne(Cellule("R2", fort=True), "n. d.", cellule_d_etat(None))],
)
BLOCS = (
    blocs.Garde("Titre", "Sous-titre", (("Période", "T2"),), "Attention", "Une note"),
    blocs.Titre("Partie", 1),
    blocs.Titre("Section", 2),
    blocs.Titre("Détail", 3),
    blocs.Paragraphe("Tête", tete=True),
    blocs.Paragraphe("Ligne un\nligne deux"),
    blocs.Liste(("un", "deux")),
    blocs.Note("réserve", "Lecture"),
    blocs.Definitions((("mot", "sens"),)),
    blocs.Fiche("OS1", (("Unité", "%"), ("Calcul", "somme"))),
    FIGURE,
    blocs.Grille((FIGURE, FIGURE, FIGURE)),
    TABLEAU,
    tableau("Rien", (colonne("A"),), []),
)


def _rendu(dossier, *contenu, avertissement="Données de démonstration", titre="Rapport", rappel="E1 · 30 juin"):
    dest = dossier / "d.docx"
    en_docx.rendre(Document(titre, rappel, avertissement, contenu), dest, JOUR)
    return docx.Document(str(dest))


@pytest.fixture(scope="module")
def word(tmp_path_factory):
    return _rendu(tmp_path_factory.mktemp("docx"), *BLOCS)


def _styles(word):
    return {(p.style.name, p.text) for p in word.paragraphs if p.text}


def test_chaque_bloc_a_son_style_de_word(word):
    assert {type(b) for b in BLOCS} == set(en_docx._RENDUS), "un genre de bloc n'est pas essayé"
    assert {
        ("Title", "Titre"),
        ("Subtitle", "Sous-titre"),
        ("Avertissement", "Attention"),
        ("Note", "Une note"),
        ("Sommaire", "Sommaire"),
        ("Heading 1", "Partie"),
        ("Heading 2", "Section"),
        ("Heading 3", "Détail"),
        ("Heading 3", "OS1"),
        ("Phrase de tête", "Tête"),
        ("Normal", "Ligne un\nligne deux"),
        ("List Bullet", "un"),
        ("List Bullet", "deux"),
        ("Note", "Lecture\u00a0: réserve"),
        ("Caption", "Les états"),
        ("Légende de dessin", "Sa légende"),
        ("Note", "Rien\u00a0: aucune ligne."),
    } <= _styles(word)
    entrees = [[[c.text for c in r.cells] for r in t.rows] for t in word.tables]
    assert entrees[:3] == [[["Période", "T2"]], [["mot", "sens"]], [["Unité", "%"], ["Calcul", "somme"]]]


def test_un_tableau_repete_sa_tete_et_garde_ses_cotes_et_ses_couleurs(word):
    (table,) = (t for t in word.tables if t.style.name == "Tableau SOCLE")
    assert [[c.text for c in r.cells] for r in table.rows] == [
        ["Nom", "Valeur", "État"],
        ["R1", "12\u00a0%", etats.mot("rouge")],
        ["R2", "n. d.", etats.mot(None)],
    ]
    assert [len(r._tr.findall(f".//{qn('w:tblHeader')}")) for r in table.rows] == [1, 0, 0]
    assert all(r._tr.findall(f".//{qn('w:cantSplit')}") for r in table.rows)
    cotes = [WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER]
    assert [c.paragraphs[0].alignment for c in table.rows[1].cells] == cotes
    case = table.rows[1].cells[2]
    fond, encre = (c.removeprefix("#") for c in etats.couleurs("rouge"))
    assert case._tc.find(f".//{qn('w:shd')}").get(qn("w:fill")) == fond
    assert str(case.paragraphs[0].runs[0].font.color.rgb) == encre
    largeurs = [c.width for c in table.columns]
    assert largeurs[1] == pytest.approx(2 * largeurs[0], rel=0.01)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Les états"


def test_une_image_porte_la_description_du_dessin(word):
    descriptions = [d.get("descr") for d in word.element.iter(qn("wp:docPr"))]
    assert descriptions == ["Un carré «\u00a0bleu\u00a0»"] * 4
    assert len(word.inline_shapes) == 4
    assert en_png(SVG, 40).startswith(b"\x89PNG")


def test_la_page_est_en_a4_en_francais_avec_tete_et_pied(word):
    (section,) = word.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.header.paragraphs[0].text == "Données de démonstration"
    assert section.footer.paragraphs[0].text.startswith("E1 · 30 juin\tPage ")
    champs = [c.get(qn("w:instr")) for c in section.footer._element.iter(qn("w:fldSimple"))]
    assert champs == ["PAGE", "NUMPAGES"]
    assert {e.get(qn("w:val")) for e in word.styles.element.iter(qn("w:lang"))} == {"fr-FR"}
    dites = word.core_properties
    assert (dites.title, dites.language, dites.created.date()) == ("Rapport", "fr-FR", JOUR)


def test_un_document_sans_page_de_garde_n_a_pas_de_sommaire(tmp_path):
    word = _rendu(tmp_path, blocs.Garde("Réunion", "", (), seule=False), blocs.Paragraphe("Corps"), avertissement="")
    assert ("Sommaire", "Sommaire") not in _styles(word)
    assert word.sections[0].header.paragraphs[0].text == ""


def test_un_texte_recu_reste_du_texte(tmp_path):
    hostile = " ".join(HOSTILES)
    figure = blocs.Figure(SVG, hostile, hostile)
    word = _rendu(
        tmp_path,
        blocs.Garde(hostile, hostile, ((hostile, hostile),), hostile, hostile),
        *(blocs.Titre(hostile, n) for n in (1, 2, 3)),
        blocs.Paragraphe(hostile),
        blocs.Liste((hostile,)),
        blocs.Note(hostile, hostile),
        blocs.Fiche(hostile, ((hostile, hostile),)),
        figure,
        tableau(hostile, (colonne(hostile),), [ligne(hostile)]),
        titre=hostile,
        rappel=hostile,
        avertissement=hostile,
    )
    assert len(word.core_properties.title) == 255
    with zipfile.ZipFile(tmp_path / "d.docx") as archive:
        parties = {n: archive.read(n) for n in archive.namelist() if n.endswith((".xml", ".rels"))}
    for octets in parties.values():
        etree.fromstring(octets)
    corps = parties["word/document.xml"].decode()
    assert "<script" not in corps and corps.count("&lt;script&gt;") >= 12 and corps.count("ab жж") >= 12
    assert set(re.findall(r"<w:instrText[^>]*>([^<]*)<", corps)) == {' TOC \\o "1-1" \\h '}
    assert not [n for n, o in parties.items() if n.endswith(".rels") and b'TargetMode="External"' in o]


def test_les_memes_octets(tmp_path):
    lus = []
    for nom in ("a", "b"):
        (tmp_path / nom).mkdir()
        _rendu(tmp_path / nom, *BLOCS)
        lus.append((tmp_path / nom / "d.docx").read_bytes())
    assert lus[0] == lus[1]
    with zipfile.ZipFile(io.BytesIO(lus[0])) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
