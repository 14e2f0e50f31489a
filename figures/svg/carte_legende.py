"""Les encres de la petite carte, ses trames et sa légende compacte : les classes en une règle graduée."""

from __future__ import annotations

from dataclasses import dataclass

from domaine import francais
from figures.carte import classes

_GAUCHE, _LARGEUR, _HAUTEUR, _CORPS = 4, 992, 30, 28


@dataclass(frozen=True)
class Encres:
    """Ce qui s'adapte au fond : texte, texte discret, contour des zones, papier sous un nom."""

    texte: str
    discret: str
    contour: str
    papier: str


def encres(sombre: bool) -> Encres:
    """Les encres d'un fond clair (et de l'impression), ou d'un fond sombre ; contraste AA sur les deux."""
    return (
        Encres("#E8EEF2", "#A9B7C1", "#7C8894", "#1C262E")
        if sombre
        else Encres("#1B2730", "#5A6670", "#5A6670", "#FFFFFF")
    )


def dessiner_legende(bornes: tuple[float, ...], unite: str, haut: float, encre: Encres) -> tuple[str, float]:
    r"""La règle des classes, bornes imprimées aux joints, puis ce que veulent dire les trames.

    Returns:
        Le dessin, et l'ordonnée où il finit.

    >>> dessin, _ = dessiner_legende((20.0, 40.0), "%", 0, encres(False))
    >>> [borne in dessin for borne in (">20\xa0%<", ">40\xa0%<")]
    [True, True]
    """
    nombre = len(bornes) + 1
    pas = _LARGEUR / nombre
    suffixe = f"{francais.INSECABLE}%" if unite == "%" else ""
    cases = [
        f'<rect x="{_GAUCHE + rang * pas:.0f}" y="{haut:.0f}" width="{pas:.0f}" height="{_HAUTEUR}" '
        f'fill="{classes.teinte(rang, nombre)}" stroke="{encre.contour}" stroke-width="2"/>'
        for rang in range(nombre)
    ]
    ligne = haut + _HAUTEUR + _CORPS
    graduations = [
        f'<text x="{_GAUCHE + (rang + 1) * pas:.0f}" y="{ligne:.0f}" text-anchor="middle">'
        f"{francais.nombre(b)}{suffixe}</text>"
        for rang, b in enumerate(bornes)
    ]
    trames = ligne + 18
    dessin = definir_les_trames(encre) + "".join(cases)
    dessin += f'<g font-size="{_CORPS}" fill="{encre.discret}">{"".join(graduations)}'
    dessin += _trame(_GAUCHE, trames, "socle-hachures", "sans donnée", encre)
    dessin += _trame(_GAUCHE + 300, trames, "socle-croisillons", "zone inaccessible", encre) + "</g>"
    return dessin, trames + _HAUTEUR + 8


def _trame(x: float, y: float, trame: str, libelle: str, encre: Encres) -> str:
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="48" height="{_HAUTEUR}" fill="url(#{trame})" stroke="{encre.contour}" '
        f'stroke-width="2"/><text x="{x + 60:.0f}" y="{y + _HAUTEUR - 5:.0f}">{libelle}</text>'
    )


def definir_les_trames(encre: Encres, echelle: float = 1) -> str:
    """Hachures et croisillons : deux absences différentes, qu'une photocopie garde."""
    trait = f'stroke="{encre.contour}" stroke-width="3" fill="none"'
    base = f'<rect width="16" height="16" fill="{encre.papier}"/>'
    attributs = 'width="16" height="16" patternUnits="userSpaceOnUse"'
    attributs += f' patternTransform="scale({echelle:g})"' if echelle != 1 else ""
    return (
        f'<defs><pattern id="socle-hachures" {attributs}>{base}<path d="M0 16L16 0" {trait}/></pattern>'
        f'<pattern id="socle-croisillons" {attributs}>{base}<path d="M0 16L16 0M0 0L16 16" {trait}/></pattern></defs>'
    )
