"""L'écriture du XML : tout texte est reçu, donc échappé par lxml ; ce que XML n'admet pas s'y voit remplacé."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from rapports.iati.codes import LANGUE
from tableurs import sans_controle, texte_csv

#: Une balise de lxml, qui ne dit pas ses types.
Element = Any
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def ajouter(parent: Element, nom: str, attributs: dict[str, str] | None = None) -> Element:
    """Ajoute une balise ; `attributs` : nom de la norme → texte reçu."""
    dits = {cle: sans_controle(valeur) for cle, valeur in (attributs or {}).items()}
    return etree.SubElement(parent, nom, dits)


def raconter(parent: Element, nom: str, texte: str, attributs: dict[str, str] | None = None) -> Element:
    """Ajoute une balise et le texte qu'elle porte, dit en français."""
    balise = ajouter(parent, nom, attributs)
    narration(balise, texte)
    return balise


def narration(parent: Element, texte: str) -> None:
    """Ajoute un texte à une balise."""
    etree.SubElement(parent, "narrative", {LANG: LANGUE}).text = sans_controle(texte)


def nombre(x: float) -> str:
    """Un nombre, entier de sa précision : point décimal, sans exposant.

    >>> nombre(40.0), nombre(36.70694864048338), nombre(1e-7), nombre(1e16)
    ('40', '36.70694864048338', '0.0000001', '10000000000000000')
    """
    return texte_csv(float(x))
