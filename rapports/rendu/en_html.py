"""Le document, en un seul fichier HTML : lisible sans script, sans réseau et sans police du dehors ; s'imprime en A4.

Le fichier est aussi du XML bien formé. Le gabarit échappe d'office ; ce module n'y ajoute que la typographie.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from figures.mots import etats
from rapports.blocs import Document
from rapports.rendu.typographie import ecrire
from tableurs.sortie import ouvrir_sortie

_ICI = Path(__file__).parent
#: Inutile dans une page HTML, où le dessin est en ligne ; et ce n'est pas une adresse à suivre.
_ESPACE_DE_NOMS = ' xmlns="http://www.w3.org/2000/svg"'
_IDENTIFIANTS = re.compile(r'((?:id|fill|aria-labelledby)=")([^"]*socle-[^"]*)(")')


def rendre(document: Document, dest: Path) -> None:
    """Écrit le fichier HTML."""
    with ouvrir_sortie(dest) as sortie:
        sortie.write(composer(document).encode("utf-8"))


def composer(document: Document) -> str:
    """Le texte HTML du document."""
    rangs = itertools.count(1)
    moule = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    moule.filters |= {"ecrit": _ecrit, "chiffres_css": _chiffres_css, "dessin": lambda svg: _dessin(svg, next(rangs))}
    avant = [bloc for p in document.parties if p.titre is None for bloc in p.blocs]
    sections = [p.blocs for p in document.parties if p.titre is not None]
    return moule.from_string((_ICI / "gabarit.html.j2").read_text(encoding="utf-8")).render(
        document=document,
        avant=avant,
        sections=sections,
        style=Markup((_ICI / "gabarit.css").read_text(encoding="utf-8")),  # noqa: S704  # fichier du projet
        couleurs=etats.couleurs,
        genre_de=lambda bloc: type(bloc).__name__.lower(),
    )


def _ecrit(texte: object) -> Markup:
    """Un texte reçu, typographié et sans balise ; une fin de ligne se voit."""
    return escape(ecrire(texte)).replace("\r\n", "\n").replace("\n", Markup("<br/>"))


def _dessin(svg: str, rang: int) -> Markup:
    """Un dessin de `figures.svg`, déjà échappé, dont les identifiants deviennent uniques : deux cartes ont les mêmes.

    Les attributs seuls sont touchés : dans un texte échappé, aucun guillemet ne reste.
    """
    propre = _IDENTIFIANTS.sub(lambda m: m[1] + m[2].replace("socle-", f"d{rang}-") + m[3], svg)
    return Markup(propre.replace(_ESPACE_DE_NOMS, "", 1))  # noqa: S704


def _chiffres_css(texte: str) -> Markup:
    r"""Un texte dans une règle CSS, chaque caractère par son numéro : aucun texte reçu ne peut fermer la règle.

    >>> str(_chiffres_css('"}'))
    '\\000022\\00007d'
    """
    return Markup("".join(f"\\{ord(c):06x}" for c in ecrire(texte)))  # noqa: S704
