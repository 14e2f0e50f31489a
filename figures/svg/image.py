"""typst, pour le PDF et pour les dessins en image : hors réseau, hors fichiers, hors polices du poste.

Les polices sont celles que la roue de typst embarque (Libertinus Serif, et DejaVu Sans Mono pour les symboles). Le
compilateur ne peut lire aucun fichier : sa racine est un dossier vide.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from typing import Final, Literal

import typst

_POLICES_DU_DESSIN = re.compile(r'font-family="[^"]*"')
#: Un dessin seul, à la largeur demandée, sur fond transparent.
_DESSIN: Final = b"""
#set page(width: float(sys.inputs.mm) * 1mm, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
#: Net à l'impression, sans peser : une page de dessins tient en 200 ko.
_POINTS_PAR_POUCE: Final = 220
#: Lisible à l'écran, une page à côté de l'autre.
_POINTS_A_L_ECRAN: Final = 96


def compiler(gabarit: bytes, entrees: Mapping[str, str], forme: Literal["pdf", "png"], instant: int = 0) -> bytes:
    """Le document d'un gabarit fixe ; `entrees` sont des données, `instant` l'heure qu'il porte, en secondes UTC."""
    octets = _compiler(gabarit, entrees, forme, instant, _POINTS_PAR_POUCE)
    assert isinstance(octets, bytes)
    return octets


def compiler_les_pages(gabarit: bytes, entrees: Mapping[str, str], instant: int = 0) -> list[bytes]:
    """Le même document, page par page, en images d'écran."""
    pages = _compiler(gabarit, entrees, "png", instant, _POINTS_A_L_ECRAN)
    return [pages] if isinstance(pages, bytes) else list(pages)


def _compiler(
    gabarit: bytes, entrees: Mapping[str, str], forme: Literal["pdf", "png"], instant: int, ppi: int
) -> bytes | list[bytes]:
    with tempfile.TemporaryDirectory() as vide:
        compilateur = typst.Compiler(
            gabarit,
            root=vide,
            ignore_system_fonts=True,
            sys_inputs=dict(entrees),
            package_path=vide,
            package_cache_path=vide,
        )
        octets = compilateur.compile(format=forme, timestamp=instant, ppi=ppi)
    assert octets is not None
    return octets


def en_police_embarquee(svg: str) -> str:
    """Le dessin, dans la police que typst porte."""
    return _POLICES_DU_DESSIN.sub('font-family="Libertinus Serif"', svg)


def en_png(svg: str, largeur_mm: float) -> bytes:
    """Le dessin en image, pour un lecteur qui n'ouvre pas le SVG ; le même dessin donne les mêmes octets."""
    return compiler(_DESSIN, {"svg": en_police_embarquee(svg), "mm": str(largeur_mm)}, "png")
