"""Le document, en un seul fichier HTML : lisible sans script, sans réseau et sans police du dehors ; s'imprime en A4.

Le fichier est aussi du XML bien formé. Tout texte passe par `_texte`, tout dessin par `_dessin`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from figures.mots import etats
from rapports import blocs
from rapports.blocs import Bloc, Document
from rapports.rendu.feuille_de_style import STYLE, marges
from rapports.rendu.typographie import ecrire
from tableurs.sortie import ouvrir_sortie

#: Rien ne part d'ici, même si un navigateur voulait bien faire : ni script, ni image, ni police d'ailleurs.
_POLITIQUE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
#: Inutile dans une page HTML, où le dessin est en ligne ; et ce n'est pas une adresse à suivre.
_ESPACE_DE_NOMS = ' xmlns="http://www.w3.org/2000/svg"'
#: Largeur d'une part de colonne sur un téléphone, où le tableau défile.
_PIXELS_PAR_PART = 66
#: La place du sommaire, avant la première partie ; un texte reçu ne peut pas porter ce caractère (`typographie`).
_SOMMAIRE = "\0"


def rendre(document: Document, dest: Path) -> None:
    """Écrit le fichier HTML."""
    with ouvrir_sortie(dest) as sortie:
        sortie.write(composer(document).encode("utf-8"))


def composer(document: Document) -> str:
    """Le texte HTML du document."""
    bandeau = f'<p class="bandeau">{_texte(document.avertissement)}</p>' if document.avertissement else ""
    corps, sections = list[str](), list[tuple[str, str]]()
    for bloc in document.blocs:
        if isinstance(bloc, blocs.Titre) and bloc.niveau == 1:
            sections.append((f"s{len(sections) + 1}", bloc.texte))
            corps.append(f'{"</section>" if len(sections) > 1 else _SOMMAIRE}<section id="{sections[-1][0]}">')
        corps.append(_RENDUS[type(bloc)](bloc))
    corps += ["</section>"] if sections else []
    imprimees = marges(ecrire(document.avertissement), ecrire(document.rappel))
    liens = "".join(f'<li><a href="#{ancre}">{_texte(titre)}</a></li>' for ancre, titre in sections)
    sommaire = f'<nav aria-label="Sommaire"><h2>Sommaire</h2><ol>{liens}</ol></nav>'
    pages = "\n".join(corps).replace(_SOMMAIRE, sommaire)
    return (
        '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLITIQUE}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n'
        f"<title>{_texte(document.titre)}</title>\n<style>{STYLE}{imprimees}</style>\n</head>\n<body>\n"
        f"{bandeau}<main>\n{_distinguer(pages)}\n</main>\n"
        f"<footer><p>{_texte(document.rappel)}</p></footer>\n</body>\n</html>\n"
    )


def _texte(texte: object) -> str:
    """Un texte reçu, typographié et sans balise ; une fin de ligne se voit."""
    return html.escape(ecrire(texte), quote=True).replace("\r\n", "\n").replace("\n", "<br/>")


_IDENTIFIANTS = re.compile(r'((?:id|fill|aria-labelledby)=")([^"]*socle-[^"]*)(")')


def _distinguer(pages: str) -> str:
    """Les identifiants de chaque dessin, rendus uniques dans la page : deux cartes portent les mêmes.

    Les attributs seuls sont touchés : dans un texte échappé, aucun guillemet ne reste.
    """
    rang = 0

    def renommer(dessin: re.Match[str]) -> str:
        nonlocal rang
        rang += 1
        neuf = f"d{rang}-"
        return _IDENTIFIANTS.sub(lambda m: m[1] + m[2].replace("socle-", neuf) + m[3], dessin[0])

    return re.sub(r"<svg .*?</svg>", renommer, pages, flags=re.DOTALL)


def _dessin(svg: str) -> str:
    return svg.replace(_ESPACE_DE_NOMS, "", 1)


def _garde(bloc: blocs.Garde) -> str:
    avertissement = f'<p class="avertissement">{_texte(bloc.avertissement)}</p>' if bloc.avertissement else ""
    note = f'<p class="note">{_texte(bloc.note)}</p>' if bloc.note else ""
    return (
        f'<header class="garde"><p class="sur">{_texte(bloc.sous_titre)}</p><h1>{_texte(bloc.titre)}</h1>'
        f"{avertissement}{_entrees(bloc.entrees)}{note}</header>"
    )


def _entrees(entrees: tuple[tuple[str, str], ...]) -> str:
    return "<dl>" + "".join(f"<div><dt>{_texte(n)}</dt><dd>{_texte(t)}</dd></div>" for n, t in entrees) + "</dl>"


def _titre(bloc: blocs.Titre) -> str:
    return f"<h{bloc.niveau + 1}>{_texte(bloc.texte)}</h{bloc.niveau + 1}>"


def _paragraphe(bloc: blocs.Paragraphe) -> str:
    classe = ' class="tete"' if bloc.tete else ""
    return f"<p{classe}>{_texte(bloc.texte)}</p>"


def _liste(bloc: blocs.Liste) -> str:
    return "<ul>" + "".join(f"<li>{_texte(e)}</li>" for e in bloc.elements) + "</ul>"


def _note(bloc: blocs.Note) -> str:
    tete = f"<b>{_texte(bloc.etiquette + ' : ')}</b>" if bloc.etiquette else ""
    return f'<p class="note">{tete}{_texte(bloc.texte)}</p>'


def _definitions(bloc: blocs.Definitions) -> str:
    return _entrees(bloc.entrees)


def _fiche(bloc: blocs.Fiche) -> str:
    return f'<article class="fiche"><h3>{_texte(bloc.titre)}</h3>{_entrees(bloc.entrees)}</article>'


def _figure(bloc: blocs.Figure) -> str:
    legende = f"<figcaption>{_texte(bloc.legende)}</figcaption>" if bloc.legende else ""
    lu = f'<p class="lu">{_texte(bloc.description)}</p>'
    classe = ' class="large"' if bloc.large else ""
    return f"<figure{classe}>{_dessin(bloc.svg)}{legende}{lu}</figure>"


def _grille(bloc: blocs.Grille) -> str:
    return f'<div class="grille">{"".join(map(_figure, bloc.figures))}</div>'


def _tableau(bloc: blocs.Tableau) -> str:
    if not bloc.lignes:
        return f'<p class="note">{_texte(bloc.titre)} : aucune ligne.</p>'
    total = sum(c.part for c in bloc.colonnes)
    largeurs = "".join(f'<col style="width:{100 * c.part / total:.1f}%"/>' for c in bloc.colonnes)
    tetes = "".join(f'<th scope="col" class="{c.alignement}">{_texte(c.titre)}</th>' for c in bloc.colonnes)
    classe = "defile court" if bloc.court else "defile"
    rangees = "".join(f"<tr>{_cases(bloc, cases)}</tr>" for cases in bloc.lignes)
    return (
        f'<div class="{classe}" role="region" tabindex="0" aria-label="{_texte(bloc.titre)}">'
        f'<table style="--large:{_PIXELS_PAR_PART * total:.0f}px">'
        f"<caption>{_texte(bloc.titre)}</caption><colgroup>{largeurs}</colgroup>"
        f"<thead><tr>{tetes}</tr></thead><tbody>{rangees}</tbody></table></div>"
    )


def _cases(bloc: blocs.Tableau, cases: tuple[blocs.Cellule, ...]) -> str:
    dites = []
    for rang, (colonne, case) in enumerate(zip(bloc.colonnes, cases, strict=True)):
        balise = 'th scope="row"' if rang == 0 else "td"
        texte = _texte(case.texte)
        if case.etat:
            fond, encre = etats.couleurs(case.etat)
            texte = f'<span class="etat" style="background:{fond};color:{encre}">{texte}</span>'
        dites.append(f'<{balise} class="{colonne.alignement}">{texte}</{balise[:2]}>')
    return "".join(dites)


_RENDUS: dict[type[Bloc], Callable[[Any], str]] = {
    blocs.Garde: _garde,
    blocs.Titre: _titre,
    blocs.Paragraphe: _paragraphe,
    blocs.Liste: _liste,
    blocs.Note: _note,
    blocs.Definitions: _definitions,
    blocs.Fiche: _fiche,
    blocs.Figure: _figure,
    blocs.Grille: _grille,
    blocs.Tableau: _tableau,
}
