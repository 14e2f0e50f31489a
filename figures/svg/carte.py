"""La petite carte : un SVG de quelques kilooctets, autonome, qui s'imprime en noir et blanc.

Mêmes bornes et mêmes teintes que la grande carte (`carte_classes`). Ni script, ni feuille de style, ni police du
dehors : il se montre dans une page, se colle dans un rapport, s'imprime. Tout texte reçu y est échappé. Le nom et la
valeur sont écrits sur chaque zone : la couleur n'est jamais seule à parler.
"""

from __future__ import annotations

import html
import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from figures.carte import classes
from figures.mots import ecriture
from figures.svg.carte_legende import Encres, dessiner_legende, encres
from requetes.carte.lecture import ZoneValuee
from requetes.edition.referentiel import Indicateur

#: Unités du dessin : 1000 de large, quelle que soit la taille montrée.
LARGEUR = 1000
_MARGE, _HAUTEUR_MAX, _CORPS = 14, 600, 33
#: Au-delà, les noms se couvriraient : seules les teintes parlent, et la description.
_NOMS_MAX = 12
#: Au-delà, les coordonnées se posent sur une grille plus grosse : toutes sur la même, donc sans jour entre voisines.
_OCTETS_DES_TRACES = 22_000
_GRILLES = (1, 2, 3, 5, 8, 13, 21)
_PAR_RAYON = 2.4

Point = tuple[float, float]
Anneau = list[Point]


@dataclass(frozen=True)
class _Zone:
    """Une zone prête à dessiner ; `polygones` en degrés, `repere` où s'écrit son nom."""

    nom: str
    polygones: list[list[Anneau]]
    repere: Point | None
    valeur: float | None
    provisoire: bool
    inaccessible: bool


def dessiner_carte(
    zones: Sequence[ZoneValuee],
    indicateur: Indicateur,
    *,
    precision: str = "",
    titre_visible: bool = True,
    sombre: bool = False,
    corps: int = _CORPS,
) -> str:
    """La carte d'un indicateur, zone par zone : aplats pour un taux, cercles pour un compte.

    Args:
        zones: une zone sans limite n'est pas tracée, mais reste dans la description ; une valeur absente est «sans
            donnée» (hachurée), ou «inaccessible» (croisillonnée), jamais zéro.
        indicateur: celui des valeurs.
        precision: la période et la source, en clair, sous le titre.
        titre_visible: faux quand la page écrit déjà le titre ; il reste dans le titre accessible.
        sombre: pour un fond sombre ; clair, c'est aussi l'encre de l'impression.
        corps: taille des noms ; plus petite quand la carte se montre en grand, pour que des voisins ne se couvrent pas.

    Returns:
        Le texte SVG, de moins de 30 ko avec les limites officielles comme avec les schématiques.
    """
    unite, titre = indicateur.unite, _titre(indicateur)
    bornes = classes.lire_bornes(indicateur.classes_carte, unite)
    lues = [_lire(zone) for zone in zones]
    encre = encres(sombre)
    haut = _CORPS * ((1.5 if titre_visible else 0) + (1.3 if precision else 0)) + 4
    entete = _texte(4, _CORPS, titre, f'font-weight="600" fill="{encre.texte}"') if titre_visible else ""
    if precision:
        entete += _texte(4, haut - _CORPS * 0.45, precision, f'font-size="28" fill="{encre.discret}"')
    carte, bas = _dessiner_zones(lues, bornes, unite, classes.en_cercles(indicateur.nature), haut, encre, corps)
    legende, fin = dessiner_legende(bornes, unite, bas + 26, encre)
    return _svg(entete + carte + legende, fin, titre, _description(lues, unite, precision))


def _titre(indicateur: Indicateur) -> str:
    return f"{indicateur.libelle_court} ({indicateur.unite})" if indicateur.unite else indicateur.libelle_court


def _description(zones: list[_Zone], unite: str, precision: str) -> str:
    dites = [f"{z.nom}\u00a0: {_dire(z, unite)}" for z in zones]
    return ". ".join(p for p in (precision, " ; ".join(dites)) if p)


def _dire(zone: _Zone, unite: str) -> str:
    if zone.valeur is None:
        return "zone inaccessible" if zone.inaccessible else "sans donnée"
    return ecriture.valeur(zone.valeur, unite) + (" (p)" if zone.provisoire else "")


def _lire(lue: ZoneValuee) -> _Zone:
    polygones, zone, valeur = _polygones(lue.geojson), lue.zone, lue.valeur
    repere = _milieu(max((p[0] for p in polygones), key=len)) if polygones else None
    if zone.lon is not None and zone.lat is not None:
        repere = (zone.lon, zone.lat)
    return _Zone(
        nom=zone.nom,
        polygones=polygones,
        repere=repere,
        valeur=valeur.valeur if valeur else None,
        provisoire=bool(valeur and valeur.provisoire),
        inaccessible=bool(valeur and valeur.inaccessible),
    )


def _polygones(geojson: str | None) -> list[list[Anneau]]:
    """Les polygones d'une limite ; vide quand elle manque ou n'est pas une surface."""
    if geojson is None:
        return []
    geometrie = json.loads(geojson)
    coordonnees = geometrie.get("coordinates", [])
    bruts = {"Polygon": [coordonnees], "MultiPolygon": coordonnees}.get(geometrie.get("type"), [])
    return [[[(float(p[0]), float(p[1])) for p in anneau] for anneau in polygone] for polygone in bruts]


def _milieu(anneau: Anneau) -> Point:
    xs, ys = [x for x, _ in anneau], [y for _, y in anneau]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


class _Projection:
    """Équirectangulaire, corrigée du cosinus de la latitude moyenne : les formes y gardent leur allure."""

    def __init__(self, zones: list[_Zone], haut: float) -> None:
        points = [p for z in zones for polygone in z.polygones for p in polygone[0]]
        self._ouest, est = min(x for x, _ in points), max(x for x, _ in points)
        sud, self._nord = min(y for _, y in points), max(y for _, y in points)
        self._cosinus = math.cos(math.radians((sud + self._nord) / 2))
        large, profond = max((est - self._ouest) * self._cosinus, 1e-6), max(self._nord - sud, 1e-6)
        self._echelle = min((LARGEUR - 2 * _MARGE) / large, _HAUTEUR_MAX / profond)
        self._gauche, self._haut = (LARGEUR - large * self._echelle) / 2, haut + _MARGE
        self.bas = self._haut + profond * self._echelle + _MARGE

    def placer(self, point: Point) -> Point:
        x = self._gauche + (point[0] - self._ouest) * self._cosinus * self._echelle
        return x, self._haut + (self._nord - point[1]) * self._echelle


def _dessiner_zones(
    zones: list[_Zone], bornes: tuple[float, ...], unite: str, en_cercles: bool, haut: float, encre: Encres, corps: int
) -> tuple[str, float]:
    tracees = [z for z in zones if z.polygones]
    if not tracees:
        dit = "Aucune limite de zone dans cette édition : les valeurs sont dans le tableau."
        return _texte(4, haut + _CORPS, dit, f'font-size="28" fill="{encre.discret}"'), haut + 2 * _CORPS
    projection = _Projection(tracees, haut)
    chemins = _chemins(tracees, projection)
    aplats, noms = [], []
    for zone, chemin in zip(tracees, chemins, strict=True):
        teinte = _teinte(zone, bornes)
        fond = encre.papier if en_cercles and zone.valeur is not None else teinte or _trame(zone)
        aplats.append(f'<path d="{chemin}" fill="{fond}"/>')
        if zone.repere is not None and len(tracees) <= _NOMS_MAX:
            noms.append(_nommer(zone, projection.placer(zone.repere), bornes, unite, en_cercles, encre, corps))
    groupe = f'<g fill-rule="evenodd" stroke="{encre.contour}" stroke-width="3" stroke-linejoin="round">'
    # Sous un cercle du bord, le nom descend plus bas que les zones.
    return f"{groupe}{''.join(aplats)}</g>{''.join(noms)}", projection.bas + (_CORPS if en_cercles else 0)


def _teinte(zone: _Zone, bornes: tuple[float, ...]) -> str:
    if zone.valeur is None:
        return ""
    return classes.teinte(classes.rang_classe(zone.valeur, bornes), len(bornes) + 1)


def _trame(zone: _Zone) -> str:
    return "url(#socle-croisillons)" if zone.inaccessible else "url(#socle-hachures)"


def _chemins(zones: list[_Zone], projection: _Projection) -> list[str]:
    """Les tracés, sur la grille la plus fine qui tienne dans le poids permis."""
    chemins: list[str] = []
    for pas in _GRILLES:
        chemins = ["".join(_tracer(a, projection, pas) for p in z.polygones for a in p) for z in zones]
        if sum(map(len, chemins)) <= _OCTETS_DES_TRACES:
            break
    return chemins


def _tracer(anneau: Anneau, projection: _Projection, pas: int) -> str:
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


def _nommer(
    zone: _Zone, place: Point, bornes: tuple[float, ...], unite: str, en_cercles: bool, encre: Encres, corps: int
) -> str:
    """Le nom et la valeur, dans l'encre qui se lit sur ce fond et bordés de lui."""
    court = (
        "" if zone.valeur is None else ecriture.nombre(round(zone.valeur), unite) + (" (p)" if zone.provisoire else "")
    )
    teinte = _teinte(zone, bornes)
    demi = max(len(zone.nom), len(court)) * corps * 0.31
    x, y = min(max(place[0], demi), LARGEUR - demi), place[1]
    if not en_cercles or not teinte:
        fond, dessus = (teinte, classes.encre(teinte)) if teinte else (encre.papier, encre.texte)
        nom = _etiquette(x, y - 4, zone.nom, dessus, fond, corps)
        dit = court or _dire(zone, unite)
        return nom + _etiquette(x, y + corps, dit, dessus, fond, corps, gras=bool(court))
    rang = classes.rang_classe(zone.valeur or 0, bornes)
    rayon = max(classes.RAYONS[rang] * _PAR_RAYON, 14 + 10 * len(court))
    cercle = (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{rayon:.0f}" fill="{teinte}" stroke="{encre.contour}" stroke-width="3"/>'
    )
    chiffre = _etiquette(x, y + corps / 3, court, classes.encre(teinte), teinte, corps, gras=True)
    return cercle + chiffre + _etiquette(x, y + rayon + corps, zone.nom, encre.texte, encre.papier, corps)


def _etiquette(x: float, y: float, texte: str, couleur: str, halo: str, corps: int, *, gras: bool = False) -> str:
    poids = ' font-weight="700"' if gras else ""
    style = (
        f'text-anchor="middle" fill="{couleur}" stroke="{halo}" stroke-width="{corps // 5}" paint-order="stroke"{poids}'
    )
    style += f' font-size="{corps}"'
    return _texte(x, y, texte, style)


def _texte(x: float, y: float, texte: str, style: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{echapper_xml(texte)}</text>'


def echapper_xml(texte: object) -> str:
    """Un texte reçu, tel qu'un document XML l'admet : balises neutralisées, caractères interdits retirés.

    >>> echapper_xml('<b>"Gao"</b>' + chr(7))
    '&lt;b&gt;&quot;Gao&quot;&lt;/b&gt;'
    """
    admis = "".join(c for c in str(texte) if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    return html.escape(admis.encode("utf-8", "ignore").decode("utf-8"), quote=True)


def _svg(contenu: str, hauteur: float, titre: str, description: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {hauteur:.0f}" width="{LARGEUR}" '
        f'height="{hauteur:.0f}" role="img" aria-labelledby="socle-titre socle-desc" '
        f"font-family=\"system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif\" "
        f'font-size="{_CORPS}"><title id="socle-titre">{echapper_xml(titre)}</title>'
        f'<desc id="socle-desc">{echapper_xml(description)}</desc>{contenu}</svg>'
    )
