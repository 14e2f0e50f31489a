"""Le document, en Word : vrais styles, tableaux à tête répétée, dessins en image avec leur description.

Fait pour être corrigé puis envoyé : rien n'y est une image de texte, et aucun texte reçu n'y est un champ ni du XML.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from figures.mots import etats
from figures.svg.image import en_png
from rapports import blocs
from rapports.blocs import Bloc, Document
from rapports.rendu import page_docx
from rapports.rendu.page_docx import DISCRET, ENTREES, LARGEUR, TABLEAU, donner_style, element, largeur_du_texte
from rapports.rendu.typographie import ecrire
from tableurs.sortie import ouvrir_sortie

_COTES: Final = {
    "gauche": WD_ALIGN_PARAGRAPH.LEFT,
    "droite": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}
#: Largeurs, en millimètres : d'un nom de rubrique, d'un dessin seul, d'un dessin de grille.
_RUBRIQUE: Final = 42.0
_DESSIN: Final = 104.0
_CASE_DE_GRILLE: Final = LARGEUR / 2 - 4


def rendre(document: Document, dest: Path, jour: dt.date) -> None:
    """Écrit le fichier Word.

    Args:
        document: le contenu neutre.
        dest: fichier à écrire.
        jour: l'arrêté, inscrit comme date du document : le même contenu donne les mêmes octets.
    """
    instant = dt.datetime.combine(jour, dt.time())
    textes = (ecrire(document.titre), ecrire(document.rappel), ecrire(document.avertissement))
    word = page_docx.ouvrir(*textes, instant)
    word.core_properties.subject = document.estampille
    parties = [p.titre.texte for p in document.parties if p.titre]
    for partie in document.parties:
        page_docx.tourner(word, textes[1], paysage=partie.paysage)
        for bloc in partie.blocs:
            _RENDUS[type(bloc)](word, bloc)
            if isinstance(bloc, blocs.Garde) and bloc.seule:
                _sommaire(word, parties)
    with ouvrir_sortie(dest) as sortie:
        sortie.write(page_docx.octets(word))


def _ecrire(word: Word | _Cell, texte: object, style: str) -> Paragraph:
    return donner_style(word.add_paragraph(ecrire(texte)), style)


def _garde(word: Word, bloc: blocs.Garde) -> None:
    _ecrire(word, bloc.sous_titre, "Subtitle")
    _ecrire(word, bloc.titre, "Title")
    if bloc.avertissement:
        _ecrire(word, bloc.avertissement, "Avertissement")
    _entrees(word, bloc.entrees, fort=True)
    if bloc.note:
        _ecrire(word, bloc.note, "Note")


def _sommaire(word: Word, parties: Sequence[str]) -> None:
    """Les parties ; Word y met les pages quand on met le champ à jour (F9)."""
    _ecrire(word, "Sommaire", "Sommaire")
    lignes = [_ecrire(word, partie, "Normal") for partie in parties] or [word.add_paragraph()]
    for genre, paragraphe, en_tete in (("begin", lignes[0], True), ("end", lignes[-1], False)):
        repere = paragraphe.add_run()
        repere._r.append(element("w:fldChar", fldCharType=genre))  # la bibliothèque n'a pas de champ
        if en_tete:
            code = element("w:instrText")
            code.text = ' TOC \\o "1-1" \\h '
            repere._r.extend((code, element("w:fldChar", fldCharType="separate")))
            premier = paragraphe.runs[0]._r
            premier.addprevious(repere._r)


def _titre(word: Word, bloc: blocs.Titre) -> None:
    _ecrire(word, bloc.texte, f"Heading {bloc.niveau}")


def _paragraphe(word: Word, bloc: blocs.Paragraphe) -> None:
    _ecrire(word, bloc.texte, "Phrase de tête" if bloc.tete else "Normal")


def _liste(word: Word, bloc: blocs.Liste) -> None:
    for phrase in bloc.elements:
        _ecrire(word, phrase, "List Bullet")


def _note(word: Word, bloc: blocs.Note) -> None:
    paragraphe = donner_style(word.add_paragraph(), "Note")
    if bloc.etiquette:
        paragraphe.add_run(ecrire(f"{bloc.etiquette} : ")).bold = True
    paragraphe.add_run(ecrire(bloc.texte))


def _fiche(word: Word, bloc: blocs.Fiche) -> None:
    _ecrire(word, bloc.titre, "Heading 3")
    _entrees(word, bloc.entrees, ensemble=True)


def _entrees(word: Word, entrees: Sequence[tuple[str, str]], *, fort: bool = False, ensemble: bool = False) -> None:
    """Des noms et leurs textes, en deux colonnes sans trait ; `ensemble` : sur une même page."""
    if not entrees:
        return
    table = _table(word, ENTREES, len(entrees), (_RUBRIQUE, LARGEUR - _RUBRIQUE))
    for rangee, (nom, texte) in zip(table.rows, entrees, strict=True):
        cases = _cases(rangee)
        _dans(cases[0], nom).runs[0].font.color.rgb = RGBColor.from_string(DISCRET)
        _dans(cases[1], texte).runs[0].bold = fort or None
    if ensemble:
        _garder_ensemble(table, len(entrees) - 1)
    _respirer(word)


def _figure(word: Word, bloc: blocs.Figure) -> None:
    paragraphe = word.add_paragraph()
    paragraphe.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _dessiner(paragraphe, bloc, LARGEUR if bloc.large else _DESSIN)
    if bloc.legende:
        paragraphe.paragraph_format.keep_with_next = True
        _ecrire(word, bloc.legende, "Légende de dessin")


def _grille(word: Word, bloc: blocs.Grille) -> None:
    if not bloc.figures:
        return
    table = _table(word, ENTREES, -(-len(bloc.figures) // 2), (LARGEUR / 2, LARGEUR / 2))
    cases = [case for rangee in table.rows for case in _cases(rangee)]
    for case, figure in zip(cases, bloc.figures, strict=False):
        _dessiner(case.paragraphs[0], figure, _CASE_DE_GRILLE)
        if figure.legende:
            _ecrire(case, figure.legende, "Légende de dessin")
    _respirer(word)


def _dessiner(paragraphe: Paragraph, bloc: blocs.Figure, largeur: float) -> None:
    """Le dessin en image ; sa description est lue à qui ne le voit pas."""
    image = paragraphe.add_run().add_picture(io.BytesIO(en_png(bloc.svg, largeur)), width=Mm(largeur))
    image._inline.docPr.set("descr", ecrire(bloc.description))  # la bibliothèque n'a pas de description


def _tableau(word: Word, bloc: blocs.Tableau) -> None:
    if not bloc.lignes:
        _note(word, blocs.Note("aucune ligne.", bloc.titre))
        return
    _ecrire(word, bloc.titre, "Caption")
    total = sum(c.part for c in bloc.colonnes)
    largeur = largeur_du_texte(word)
    table = _table(word, TABLEAU, len(bloc.lignes) + 1, [largeur * c.part / total for c in bloc.colonnes])
    table._tbl.tblPr.append(element("w:tblCaption", val=ecrire(bloc.titre)))  # lu à qui ne le voit pas
    tetes = tuple(blocs.Cellule(c.titre, fort=True) for c in bloc.colonnes)
    for rangee, cellules in zip(table.rows, (tetes, *bloc.lignes), strict=True):
        _reunir(rangee, cellules)
        for case, colonne, cellule in zip(_cases(rangee), bloc.colonnes, cellules, strict=False):
            cote = colonne.alignement if cellule.etendue == 1 else "gauche"
            _dans(case, cellule.texte).alignment = _COTES[cote]
            _colorer(case, cellule)
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))  # la tête se répète
    if bloc.court:
        _garder_ensemble(table, len(bloc.lignes))
    _respirer(word)


def _table(word: Word, style: str, lignes: int, largeurs: Sequence[float]) -> Table:
    """Un tableau vide, aux largeurs fixes, dont aucune ligne ne se coupe."""
    table = word.add_table(lignes, len(largeurs), style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for colonne, largeur in zip(table.columns, largeurs, strict=True):
        colonne.width = Mm(largeur)
    for rangee in table.rows:
        rangee._tr.get_or_add_trPr().append(element("w:cantSplit"))
        for case, largeur in zip(_cases(rangee), largeurs, strict=True):
            case.width = Mm(largeur)
    return table


def _reunir(rangee: _Row, cellules: Sequence[blocs.Cellule]) -> None:
    """Une case qui couvre plusieurs colonnes prend la place des suivantes."""
    cases = list(rangee._tr.tc_lst)
    for cellule in cellules:
        case, *couvertes = cases[: cellule.etendue]
        cases = cases[cellule.etendue :]
        if couvertes:
            case.width = Emu(sum(c.width or 0 for c in (case, *couvertes)))
            case.grid_span = cellule.etendue
            for couverte in couvertes:
                rangee._tr.remove(couverte)


def _cases(rangee: _Row) -> list[_Cell]:
    """Les cases d'une ligne ; `rangee.cells` relit tout le tableau à chaque appel."""
    return [_Cell(case, rangee.table) for case in rangee._tr.tc_lst]


def _dans(case: _Cell, texte: str) -> Paragraph:
    paragraphe = donner_style(case.paragraphs[0], "Case")
    paragraphe.add_run(ecrire(texte))
    return paragraphe


def _colorer(case: _Cell, cellule: blocs.Cellule) -> None:
    """Le fond et l'encre de l'état, dont le mot est dans le texte."""
    ecrit = case.paragraphs[0].runs[0]
    ecrit.bold = cellule.fort or None
    if cellule.etat:
        fond, encre = (c.removeprefix("#") for c in etats.couleurs(cellule.etat))
        ecrit.font.color.rgb = RGBColor.from_string(encre)
        case._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=fond))


def _garder_ensemble(table: Table, rangs: int) -> None:
    """Les `rangs` premières lignes restent avec la suivante."""
    for paragraphe in table._tbl.tr_lst[:rangs]:
        for proprietes in paragraphe.iter(qn("w:pPr")):
            proprietes.get_or_add_keepNext()


def _respirer(word: Word) -> None:
    """Deux tableaux qui se touchent n'en font qu'un pour Word : une ligne très basse les sépare."""
    forme = word.add_paragraph().paragraph_format
    forme.space_after, forme.line_spacing = Mm(1), Mm(1)


_RENDUS: Final[dict[type[Bloc], Callable[[Word, Any], None]]] = {
    blocs.Garde: _garde,
    blocs.Titre: _titre,
    blocs.Paragraphe: _paragraphe,
    blocs.Liste: _liste,
    blocs.Note: _note,
    blocs.Definitions: lambda word, b: _entrees(word, b.entrees),
    blocs.Fiche: _fiche,
    blocs.Figure: _figure,
    blocs.Grille: _grille,
    blocs.Tableau: _tableau,
}
