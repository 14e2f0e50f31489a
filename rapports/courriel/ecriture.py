"""La lettre en texte nu, et en HTML de courriel ; les deux disent la même chose, tout texte y est échappé ou nu."""

from __future__ import annotations

import re
from functools import singledispatch
from pathlib import Path
from typing import Final

import jinja2
from markupsafe import escape

from figures.mots import etats
from rapports.blocs import Bloc, Cellule, Definitions, Document, Liste, Note, Paragraphe, Tableau, Titre
from rapports.rendu.typographie import ecrire

_GABARIT: Final = Path(__file__).parent / "courriel.html.j2"
#: Un paragraphe qui n'est qu'une adresse est un lien.
_ADRESSE: Final = re.compile(r"https?://\S+")


def en_texte(document: Document) -> str:
    """La lettre, en texte seul."""
    morceaux = [document.avertissement.upper(), *map(_texte, document.blocs)]
    return "\n\n".join(ecrire(m) for m in morceaux if m) + "\n"


def en_html(document: Document) -> str:
    """La même, en HTML : styles dans les balises, aucune adresse du dehors que le lien s'il y en a un."""
    moule = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    moule.filters |= {"ecrit": lambda texte: escape(ecrire(texte))}
    return moule.from_string(_GABARIT.read_text(encoding="utf-8")).render(
        document=document,
        couleurs=etats.couleurs,
        genre_de=lambda bloc: type(bloc).__name__.lower(),
        est_une_adresse=lambda texte: _ADRESSE.fullmatch(texte) is not None,
    )


@singledispatch
def _texte(bloc: Bloc) -> str:
    raise TypeError(type(bloc).__name__)


@_texte.register
def _(bloc: Titre) -> str:
    return f"{bloc.texte.upper()}\n{'-' * len(bloc.texte)}"


@_texte.register
def _(bloc: Paragraphe) -> str:
    return bloc.texte


@_texte.register
def _(bloc: Note) -> str:
    return f"{bloc.etiquette} : {bloc.texte}" if bloc.etiquette else bloc.texte


@_texte.register
def _(bloc: Liste) -> str:
    return "\n".join(f"- {element}" for element in bloc.elements)


@_texte.register
def _(bloc: Definitions) -> str:
    return "\n".join(f"{nom} : {dit}" for nom, dit in bloc.entrees)


@_texte.register
def _(bloc: Tableau) -> str:
    """Une ligne par rangée, chaque case nommée : un texte nu n'a pas de colonnes."""
    return "\n".join([f"{bloc.titre} :", *(_rangee(bloc, cases) for cases in bloc.lignes)])


def _rangee(bloc: Tableau, cases: tuple[Cellule, ...]) -> str:
    dites = [f"{c.titre.lower()} {case.texte}" for c, case in zip(bloc.colonnes[1:], cases[1:], strict=True)]
    return f"- {cases[0].texte} : {' ; '.join(dites)}"
