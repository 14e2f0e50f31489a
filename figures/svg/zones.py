"""Ce dont toute carte SVG est faite : des limites projetées, des tracés allégés, des textes échappés et bordés."""

from __future__ import annotations

import html
import itertools
import json
import math
from collections.abc import Sequence

#: Unités du dessin : 1000 de large, quelle que soit la taille montrée.
LARGEUR = 1000
#: Corps des textes, s'il n'est pas dit autrement.
CORPS = 33
_MARGE, _HAUTEUR_MAX = 14, 600
#: Au-delà, les coordonnées se posent sur une grille plus grosse : toutes sur la même, donc sans jour entre voisines.
_OCTETS_DES_TRACES = 22_000
_GRILLES = (1, 2, 3, 5, 8, 13, 21)

_KM_PAR_DEGRE = 111.2

Point = tuple[float, float]
Anneau = list[Point]
#: Les polygones d'une zone, en degrés.
Surface = list[list[Anneau]]


def lire_polygones(geojson: str | None) -> Surface:
    """Les polygones d'une limite ; vide quand elle manque ou n'est pas une surface."""
    if geojson is None:
        return []
    geometrie = json.loads(geojson)
    coordonnees = geometrie.get("coordinates", [])
    bruts = {"Polygon": [coordonnees], "MultiPolygon": coordonnees}.get(geometrie.get("type"), [])
    return [[[(float(p[0]), float(p[1])) for p in anneau] for anneau in polygone] for polygone in bruts]


def lire_lignes(geojson: str) -> list[Anneau]:
    """Les lignes d'un repère ; vide quand ce n'en est pas un."""
    geometrie = json.loads(geojson)
    coordonnees = geometrie.get("coordinates", [])
    brutes = {"LineString": [coordonnees], "MultiLineString": coordonnees}.get(geometrie.get("type"), [])
    return [[(float(p[0]), float(p[1])) for p in ligne] for ligne in brutes]


def milieu(anneau: Anneau) -> Point:
    """Le milieu de l'emprise d'un anneau."""
    xs, ys = [x for x, _ in anneau], [y for _, y in anneau]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


class Projection:
    """Équirectangulaire, corrigée du cosinus de la latitude moyenne : les formes y gardent leur allure.

    Args:
        zones: ce qui doit tenir.
        haut, gauche, largeur, hauteur: le cadre où il tient.
    """

    def __init__(
        self,
        zones: Sequence[Surface],
        haut: float,
        *,
        gauche: float = 0,
        largeur: float = LARGEUR,
        hauteur: float = _HAUTEUR_MAX,
    ) -> None:
        points = [p for surface in zones for polygone in surface for p in polygone[0]]
        self._ouest, est = min(x for x, _ in points), max(x for x, _ in points)
        sud, self._nord = min(y for _, y in points), max(y for _, y in points)
        self._cosinus = math.cos(math.radians((sud + self._nord) / 2))
        large, profond = max((est - self._ouest) * self._cosinus, 1e-6), max(self._nord - sud, 1e-6)
        self._echelle = min((largeur - 2 * _MARGE) / large, hauteur / profond)
        self._gauche, self._haut = gauche + (largeur - large * self._echelle) / 2, haut + _MARGE
        self.haut = haut
        self.bas = self._haut + profond * self._echelle + _MARGE

    @property
    def par_km(self) -> float:
        """Unités du dessin par kilomètre."""
        return self._echelle / _KM_PAR_DEGRE

    def placer(self, point: Point) -> Point:
        x = self._gauche + (point[0] - self._ouest) * self._cosinus * self._echelle
        return x, self._haut + (self._nord - point[1]) * self._echelle


def tracer_chemins(zones: Sequence[Surface], projection: Projection) -> list[str]:
    """Les tracés, sur la grille la plus fine qui tienne dans le poids permis."""
    chemins: list[str] = []
    for pas in _GRILLES:
        chemins = ["".join(_tracer(a, projection, pas) for p in surface for a in p) for surface in zones]
        if sum(map(len, chemins)) <= _OCTETS_DES_TRACES:
            break
    return chemins


def _tracer(anneau: Anneau, projection: Projection, pas: int) -> str:
    """Un anneau en écarts entiers ; un anneau plus petit que la grille disparaît."""
    poses: list[tuple[int, int]] = []
    for x, y in map(projection.placer, anneau):
        pose = (round(x / pas) * pas, round(y / pas) * pas)
        if not poses or pose != poses[-1]:
            poses.append(pose)
    if len(poses) < 4:
        return ""
    ecarts = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in itertools.pairwise(poses[:-1])]
    return f"M{poses[0][0]} {poses[0][1]}l{' '.join(ecarts)}z"


def etiqueter(x: float, y: float, texte: str, couleur: str, halo: str, corps: int, *, gras: bool = False) -> str:
    """Un texte centré, bordé de la couleur de son fond."""
    poids = ' font-weight="700"' if gras else ""
    style = (
        f'text-anchor="middle" fill="{couleur}" stroke="{halo}" stroke-width="{corps // 5}" paint-order="stroke"{poids}'
    )
    style += f' font-size="{corps}"'
    return ecrire(x, y, texte, style)


def ecrire(x: float, y: float, texte: str, style: str) -> str:
    """Un texte, échappé."""
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{echapper_xml(texte)}</text>'


def echapper_xml(texte: object) -> str:
    """Un texte reçu, tel qu'un document XML l'admet : balises neutralisées, caractères interdits retirés.

    >>> echapper_xml('<b>"Gao"</b>' + chr(7))
    '&lt;b&gt;&quot;Gao&quot;&lt;/b&gt;'
    """
    admis = "".join(c for c in str(texte) if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    return html.escape(admis.encode("utf-8", "ignore").decode("utf-8"), quote=True)


def envelopper(contenu: str, hauteur: float, titre: str, description: str) -> str:
    """Le document SVG, avec son titre et sa description pour qui ne le voit pas."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {hauteur:.0f}" width="{LARGEUR}" '
        f'height="{hauteur:.0f}" role="img" aria-labelledby="socle-titre socle-desc" '
        f"font-family=\"system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif\" "
        f'font-size="{CORPS}"><title id="socle-titre">{echapper_xml(titre)}</title>'
        f'<desc id="socle-desc">{echapper_xml(description)}</desc>{contenu}</svg>'
    )
