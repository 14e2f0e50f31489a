"""Le papier des graphiques imprimés : cadre SVG autonome, textes échappés, graduations françaises.

Ni script, ni style, ni police du dehors ; rien n'y dépend de l'écran. Les tracés restent distincts en noir et blanc :
par leur forme, leur épaisseur ou leur hachure, et chaque valeur qui compte y est écrite.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from figures.svg.zones import echapper_xml

ENCRE, DISCRET, GRILLE, PAPIER = "#1B2730", "#5A6670", "#DCE2E7", "#FFFFFF"
ACCENT, CIBLE = "#215F9A", "#8A5A00"
#: La dernière est la seule que le PDF ait toujours sous la main.
POLICES: Final = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Libertinus Serif', sans-serif"
_GRADUATIONS = 4


def cadrer(contenu: str, largeur: float, hauteur: float, titre: str, corps: int = 13) -> str:
    """Le dessin entier, avec son titre accessible ; un titre reçu y est échappé."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {largeur:.0f} {hauteur:.0f}" width="{largeur:.0f}" '
        f'height="{hauteur:.0f}" role="img" font-family="{POLICES}" font-size="{corps}">'
        f"<title>{echapper_xml(titre)}</title>{contenu}</svg>"
    )


def ecrire(x: float, y: float, texte: str, *, ancre: str = "start", couleur: str = ENCRE, plus: str = "") -> str:
    """Un texte, échappé."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{ancre}" fill="{couleur}" {plus}>{echapper_xml(texte)}</text>'


def graduer(bas: float, haut: float, *, entiers: bool) -> list[float]:
    """Des graduations rondes, qui partent de zéro et couvrent l'étendue.

    Args:
        bas, haut: étendue des valeurs ; une étendue nulle vaut un.
        entiers: vrai pour un compte : pas de demi-ouvrage.

    >>> graduer(0, 47, entiers=True), graduer(0, 3, entiers=True)
    ([0.0, 20.0, 40.0, 60.0], [0.0, 1.0, 2.0, 3.0])
    """
    bas, haut = min(0.0, bas), max(0.0, haut)
    etendue = haut - bas or 1.0
    puissance = 10.0 ** math.floor(math.log10(etendue / _GRADUATIONS))
    pas = next(m * puissance for m in (1, 2, 5, 10) if m * puissance >= etendue / _GRADUATIONS)
    pas = max(pas, 1.0) if entiers else pas
    return [pas * i for i in range(math.floor(bas / pas), max(math.ceil(haut / pas), 1) + 1)]


def couper(texte: str, lettres: int) -> str:
    """Un libellé trop long pour sa place, coupé par «…».

    >>> couper("Représentants", 6)
    'Repré…'
    """
    return texte if len(texte) <= lettres else f"{texte[: lettres - 1].rstrip()}…"


def polyligne(points: Sequence[tuple[float, float]], style: str) -> str:
    """Une ligne brisée."""
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none" {style}/>'
