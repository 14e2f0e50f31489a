"""La page Word : un document vide aux styles de la maison, son en-tête et son pied, et des octets toujours les mêmes.

Les styles sont de vrais styles de Word : qui corrige un compte rendu change un style, et non chaque paragraphe.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from typing import Any, Final

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

#: Largeur du texte, en millimètres : la page A4 moins ses marges, debout et couchée.
LARGEUR: Final = 176.0
LARGEUR_COUCHEE: Final = 263.0
_A4: Final = (210, 297)
ACCENT: Final = "0B3A6F"
DISCRET: Final = "4A5660"
TRAIT: Final = "C9D2DA"
ALERTE: Final = "6B3B00"
#: Elle est sur tout poste, et sa jumelle libre a les mêmes largeurs : la page ne change pas d'un poste à l'autre.
_POLICE: Final = "Arial"
TABLEAU: Final = "Tableau SOCLE"
ENTREES: Final = "Rubriques SOCLE"
#: Style de paragraphe → sa base, sa taille en points, sa couleur, et ce qui l'entoure.
_PARAGRAPHES: Final[dict[str, tuple[str, float, str, Mapping[str, Any]]]] = {
    "Normal": ("", 10, "", {"before": 0, "after": 5}),
    "Title": ("", 20, ACCENT, {"bold": True, "before": 0, "after": 6}),
    "Subtitle": ("", 12, DISCRET, {"before": 0, "after": 2}),
    "Heading 1": ("", 17, ACCENT, {"bold": True, "before": 0, "after": 10, "suit": True, "page": True}),
    "Heading 2": ("", 13, ACCENT, {"bold": True, "before": 12, "after": 4, "suit": True}),
    "Heading 3": ("", 11, "1B2730", {"bold": True, "before": 9, "after": 3, "suit": True}),
    "Caption": ("", 9, "1B2730", {"bold": True, "before": 8, "after": 3, "suit": True}),
    "List Bullet": ("", 10, "", {"before": 0, "after": 2}),
    "Phrase de tête": ("Normal", 12, "", {"bold": True}),
    "Sommaire": ("Normal", 13, ACCENT, {"before": 12, "after": 4, "suit": True}),
    "Note": ("Normal", 8.5, DISCRET, {"before": 3, "after": 6}),
    "Légende de dessin": ("Normal", 8.5, DISCRET, {"before": 2, "after": 8, "align": WD_ALIGN_PARAGRAPH.CENTER}),
    "Avertissement": ("Normal", 10.5, ALERTE, {"bold": True, "before": 4, "after": 8}),
    "Case": ("Normal", 8.5, "", {"before": 1, "after": 1}),
}


def ouvrir(titre: str, rappel: str, avertissement: str, instant: dt.datetime) -> Word:
    """Un document A4 vide : styles, langue, en-tête, pied ; `instant` est la seule date qu'il porte."""
    word = docx.Document()
    _styles(word)
    section = word.sections[0]
    section.header_distance = section.footer_distance = Mm(9)
    tete = section.header.paragraphs[0]
    tete.alignment = WD_ALIGN_PARAGRAPH.CENTER
    tete.add_run(avertissement)
    _disposer(section, rappel, paysage=False)
    dit = word.core_properties
    # Word refuse un titre plus long.
    dit.title, dit.language, dit.author, dit.comments = titre[:255], "fr-FR", "SOCLE", ""
    dit.created = dit.modified = instant
    return word


def tourner(word: Word, rappel: str, *, paysage: bool) -> None:
    """Ouvre une page couchée, ou debout, quand celle d'avant ne l'est pas déjà."""
    if paysage != (word.sections[-1].orientation == WD_ORIENT.LANDSCAPE):
        _disposer(word.add_section(WD_SECTION.NEW_PAGE), rappel, paysage=paysage)


def _disposer(section: Section, rappel: str, *, paysage: bool) -> None:
    """La feuille, ses marges, et son pied, dont le numéro va au bord droit ; l'en-tête suit celui d'avant."""
    section.orientation = WD_ORIENT.LANDSCAPE if paysage else WD_ORIENT.PORTRAIT
    largeur, hauteur = reversed(_A4) if paysage else _A4
    texte = LARGEUR_COUCHEE if paysage else LARGEUR
    section.page_width, section.page_height = Mm(largeur), Mm(hauteur)
    section.left_margin = section.right_margin = Mm((largeur - texte) / 2)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.footer.is_linked_to_previous = False
    pied = section.footer.paragraphs[0]
    pied.paragraph_format.tab_stops.add_tab_stop(Mm(texte), WD_TAB_ALIGNMENT.RIGHT)
    pied.add_run(f"{rappel}\tPage ")
    champ(pied, "PAGE", "1")
    pied.add_run(" / ")
    champ(pied, "NUMPAGES", "1")


def largeur_du_texte(word: Word) -> float:
    """Celle de la page où l'on écrit, en millimètres."""
    return LARGEUR_COUCHEE if word.sections[-1].orientation == WD_ORIENT.LANDSCAPE else LARGEUR


def donner_style(paragraphe: Paragraph, nom: str) -> Paragraph:
    """Un style, par son identifiant : la bibliothèque relirait tous les styles à chaque paragraphe."""
    if nom != "Normal":
        paragraphe._p.style = nom.replace(" ", "")
    return paragraphe


def _styles(word: Word) -> None:
    for langue in word.styles.element.iter(qn("w:lang")):
        for attribut in ("w:val", "w:eastAsia"):
            langue.set(qn(attribut), "fr-FR")
    for nom, (base, taille, couleur, autour) in _PARAGRAPHES.items():
        style = word.styles.add_style(nom, WD_STYLE_TYPE.PARAGRAPH) if base else word.styles[nom]
        assert isinstance(style, ParagraphStyle)
        if base:
            style.base_style, style.quick_style = word.styles[base], True
        _habiller(style, taille, couleur, autour)
    _border(word.styles["Title"], {})
    _border(word.styles["Note"], {"left": ("single", 12, TRAIT, 6)})
    _border(
        word.styles["Avertissement"], dict.fromkeys(("top", "left", "bottom", "right"), ("single", 12, "A3241D", 5))
    )
    for nom, couleur, gras in (("Header", ALERTE, True), ("Footer", DISCRET, False)):
        style = word.styles[nom]
        assert isinstance(style, ParagraphStyle)
        _habiller(style, 8, couleur, {"bold": gras})
        for tabulation in list(style.element.iter(qn("w:tabs"))):
            tabulation.getparent().remove(tabulation)
    for nom in (TABLEAU, ENTREES):
        _style_de_tableau(word, nom, lignes=nom == TABLEAU)


def _habiller(style: ParagraphStyle, taille: float, couleur: str, autour: Mapping[str, Any]) -> None:
    police, forme = style.font, style.paragraph_format
    textes = style.element.get_or_add_rPr()
    for espacement in textes.findall(qn("w:spacing")):
        textes.remove(espacement)
    polices = textes.get_or_add_rFonts()
    # Le modèle nomme les polices par son thème : un nom en toutes lettres ne dépend d'aucun.
    polices.attrib.clear()
    for attribut in ("w:ascii", "w:hAnsi", "w:cs"):
        polices.set(qn(attribut), _POLICE)
    police.size, police.bold, police.italic = Pt(taille), autour.get("bold", False), False
    if couleur:
        police.color.rgb = RGBColor.from_string(couleur)
    if "before" in autour:
        forme.space_before, forme.space_after = Pt(autour["before"]), Pt(autour["after"])
    forme.keep_with_next, forme.page_break_before = autour.get("suit"), autour.get("page")
    forme.alignment = autour.get("align")


def _border(style: Any, cotes: Mapping[str, tuple[str, int, str, int]]) -> None:
    """Les traits autour d'un paragraphe ; sans côté, ceux du modèle s'en vont."""
    proprietes = style.element.get_or_add_pPr()
    for ancien in proprietes.findall(qn("w:pBdr")):
        proprietes.remove(ancien)
    if cotes:
        bords = element("w:pBdr")
        for cote, (genre, epaisseur, couleur, espace) in cotes.items():
            bords.append(element(f"w:{cote}", val=genre, sz=epaisseur, space=espace, color=couleur))
        proprietes.insert_element_before(
            bords, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
        )


def _style_de_tableau(word: Word, nom: str, *, lignes: bool) -> None:
    """Un filet sous chaque ligne, un trait sous la tête, qui est en gras ; sans `lignes`, rien que des marges."""
    style = word.styles.add_style(nom, WD_STYLE_TYPE.TABLE)
    style.base_style = word.styles["Normal Table"]
    proprietes = element("w:tblPr")
    if lignes:
        traits = element("w:tblBorders")
        for cote in ("bottom", "insideH"):
            traits.append(element(f"w:{cote}", val="single", sz=4, space=0, color=TRAIT))
        proprietes.append(traits)
    marges = element("w:tblCellMar")
    for cote in ("left", "right"):
        marges.append(element(f"w:{cote}", w=80, type="dxa"))
    proprietes.append(marges)
    style.element.append(proprietes)
    if lignes:
        tete, gras, case, trait = (element(f"w:{n}") for n in ("tblStylePr", "rPr", "tcPr", "tcBorders"))
        tete.set(qn("w:type"), "firstRow")
        gras.append(element("w:b"))
        trait.append(element("w:bottom", val="single", sz=8, space=0, color="1B2730"))
        case.append(trait)
        tete.extend((gras, case))
        style.element.append(tete)


def element(nom: str, **attributs: object) -> Any:
    """Un élément de Word et ses attributs."""
    fait = OxmlElement(nom)
    for attribut, valeur in attributs.items():
        fait.set(qn(f"w:{attribut}"), str(valeur))
    return fait


def champ(paragraphe: Paragraph, code: str, montre: str) -> None:
    """Un champ que Word recalcule, et ce qu'il montre en attendant."""
    simple = element("w:fldSimple", instr=code)
    simple.append(paragraphe.add_run(montre)._r)  # la bibliothèque n'a pas de champ
    paragraphe._p.append(simple)


def octets(word: Word) -> bytes:
    """Le fichier ; l'archive ne porte aucune heure, que la bibliothèque y met d'office."""
    brut, fini = io.BytesIO(), io.BytesIO()
    word.save(brut)
    with zipfile.ZipFile(brut) as lue, zipfile.ZipFile(fini, "w", zipfile.ZIP_DEFLATED) as ecrite:
        for nom in lue.namelist():
            ecrite.writestr(zipfile.ZipInfo(nom), lue.read(nom), zipfile.ZIP_DEFLATED)
    return fini.getvalue()
