"""La petite carte : un SVG de quelques kilooctets, autonome, qui s'imprime en noir et blanc.

Mêmes bornes et mêmes teintes que la grande carte (`carte_classes`). Ni script, ni feuille de style, ni police du
dehors : il se montre dans une page, se colle dans un rapport, s'imprime. Tout texte reçu y est échappé. Le nom et la
valeur sont écrits sur chaque zone : la couleur n'est jamais seule à parler.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from figures.carte import classes
from figures.mots import ecriture
from figures.svg import etiquettes
from figures.svg.carte_legende import Encres, dessiner_legende, encres
from figures.svg.zones import (
    CORPS,
    LARGEUR,
    Point,
    Projection,
    Surface,
    ecrire,
    envelopper,
    etiqueter,
    lire_polygones,
    milieu,
    tracer_chemins,
)
from requetes.carte.lecture import ZoneValuee
from requetes.edition.referentiel import Indicateur

#: Au-delà, les noms se couvriraient : seules les teintes parlent, et la description.
_NOMS_MAX = 12
_PAR_RAYON = 2.4
#: Ce qui tient sur la largeur, sous le titre.
_LETTRES_MAX = 62


@dataclass(frozen=True)
class _Zone:
    """Une zone prête à dessiner ; `polygones` en degrés, `repere` où s'écrit son nom."""

    nom: str
    polygones: Surface
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
    corps: int = CORPS,
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
        Le texte SVG, de moins de 30 ko avec les limites officielles comme avec les généralisées.
    """
    unite, titre = indicateur.unite, _titre(indicateur)
    bornes = classes.lire_bornes(indicateur.classes_carte, unite)
    lues = [_lire(zone) for zone in zones]
    encre = encres(sombre)
    lignes = textwrap.wrap(precision, _LETTRES_MAX)
    haut = CORPS * ((1.5 if titre_visible else 0) + 1.3 * len(lignes)) + 4
    entete = ecrire(4, CORPS, titre, f'font-weight="600" fill="{encre.texte}"') if titre_visible else ""
    for rang, ligne in enumerate(reversed(lignes)):
        y = haut - CORPS * (0.45 + 1.3 * rang)
        entete += ecrire(4, y, ligne, f'font-size="28" fill="{encre.discret}"')
    carte, bas = _dessiner_zones(lues, bornes, unite, classes.en_cercles(indicateur.nature), haut, encre, corps)
    legende, fin = dessiner_legende(bornes, unite, bas + 26, encre)
    return envelopper(entete + carte + legende, fin, titre, _description(lues, unite, precision))


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
    polygones, zone, valeur = lire_polygones(lue.geojson), lue.zone, lue.valeur
    repere = milieu(max((p[0] for p in polygones), key=len)) if polygones else None
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


def _dessiner_zones(
    zones: list[_Zone],
    bornes: tuple[float, ...],
    unite: str,
    en_cercles: bool,
    haut: float,
    encre: Encres,
    corps: int,
) -> tuple[str, float]:
    tracees = [z for z in zones if z.polygones]
    if not tracees:
        dit = "Aucune limite de zone dans cette édition : les valeurs sont dans le tableau."
        return ecrire(4, haut + CORPS, dit, f'font-size="28" fill="{encre.discret}"'), haut + 2 * CORPS
    projection = Projection([z.polygones for z in tracees], haut)
    chemins = tracer_chemins([z.polygones for z in tracees], projection)
    aplats, noms = list[str](), list[str]()
    for zone, chemin in zip(tracees, chemins, strict=True):
        teinte = _teinte(zone, bornes)
        fond = encre.papier if en_cercles and zone.valeur is not None else teinte or _trame(zone)
        aplats.append(f'<path d="{chemin}" fill="{fond}"/>')
    bas = projection.bas
    if len(tracees) <= _NOMS_MAX:
        cercles = _encercler(tracees, projection, bornes, unite, encre, corps) if en_cercles else {}
        noms, bas = _nommer(tracees, projection, bornes, unite, encre, corps, {n: b for n, (_, b) in cercles.items()})
        noms = [*(dessin for dessin, _ in cercles.values()), *noms]
    groupe = f'<g fill-rule="evenodd" stroke="{encre.contour}" stroke-width="3" stroke-linejoin="round">'
    return f"{groupe}{''.join(aplats)}</g>{''.join(noms)}", bas


def _teinte(zone: _Zone, bornes: tuple[float, ...]) -> str:
    if zone.valeur is None:
        return ""
    return classes.teinte(classes.rang_classe(zone.valeur, bornes), len(bornes) + 1)


def _trame(zone: _Zone) -> str:
    return "url(#socle-croisillons)" if zone.inaccessible else "url(#socle-hachures)"


def _court(zone: _Zone, unite: str) -> str:
    """La valeur, arrondie, telle qu'elle tient sur une carte ; vide sans valeur."""
    if zone.valeur is None:
        return ""
    return ecriture.nombre(round(zone.valeur), unite) + (" (p)" if zone.provisoire else "")


def _nommer(
    zones: list[_Zone],
    projection: Projection,
    bornes: tuple[float, ...],
    unite: str,
    encre: Encres,
    corps: int,
    cercles: Mapping[int, etiquettes.Boite],
) -> tuple[list[str], float]:
    """Le nom et la valeur, dans l'encre qui se lit sur ce fond ; une zone trop petite a un numéro, expliqué dessous.

    Args:
        zones, projection, bornes, unite, encre, corps: ce qui se dessine, et comment.
        cercles: rang d'une zone → la place de son cercle, qui porte déjà sa valeur.

    Returns:
        Les dessins, et l'ordonnée où ils finissent.
    """
    par_place: dict[int, tuple[_Zone, str]] = {}
    nommees = []
    for rang, zone in ((i, z) for i, z in enumerate(zones) if z.repere is not None):
        assert zone.repere is not None
        anneaux = [[projection.placer(p) for p in anneau] for polygone in zone.polygones for anneau in polygone]
        x, y = projection.placer(zone.repere)
        lignes: tuple[str, ...] = (zone.nom, _court(zone, unite) or _dire(zone, unite))
        teinte = _teinte(zone, bornes)
        if rang in cercles:
            lignes, teinte, y = (zone.nom,), "", cercles[rang][3] + corps * 0.7
        nommee = etiquettes.Nommee(anneaux, (x, y), lignes)
        par_place[id(nommee)] = (zone, teinte)
        nommees.append(nommee)
    cadre = (0, projection.haut, LARGEUR, projection.bas + (CORPS if cercles else 0))
    for taille in (corps, round(corps * 0.8), round(corps * 0.64)):
        posees = etiquettes.placer_les_noms(nommees, taille, cadre, list(cercles.values()))
        if not any(posee.numero for _, posee in posees):
            break
    dessins, bas = list[str](), cadre[3]
    for nommee, posee in posees:
        dessins += _ecrire_etiquette(posee, *par_place[id(nommee)], encre, taille)
        if posee.numero:
            bas += CORPS
            dit = f"{posee.numero}. {' : '.join(nommee.lignes)}"
            dessins.append(ecrire(4, bas - 8, dit, f'font-size="28" fill="{encre.texte}"'))
    return dessins, bas


def _ecrire_etiquette(posee: etiquettes.Etiquette, zone: _Zone, teinte: str, encre: Encres, corps: int) -> list[str]:
    fond, dessus = (teinte, classes.encre(teinte)) if teinte and posee.trait is None else (encre.papier, encre.texte)
    gauche, haut, droite, _ = posee.boite
    dessins = []
    if posee.trait is not None:
        (x1, y1), (x2, y2) = posee.trait, etiquettes.bout(posee.trait, posee.boite)
        dessins.append(f'<path d="M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}" stroke="{encre.texte}" stroke-width="2"/>')
    for rang, ligne in enumerate(posee.lignes):
        y = haut + corps * (0.95 + 1.2 * rang)
        gras = rang == 1 and zone.valeur is not None
        dessins.append(etiqueter((gauche + droite) / 2, y, ligne, dessus, fond, corps, gras=gras))
    return dessins


def _encercler(
    zones: list[_Zone], projection: Projection, bornes: tuple[float, ...], unite: str, encre: Encres, corps: int
) -> dict[int, tuple[str, etiquettes.Boite]]:
    """Le cercle de chaque compte, sa valeur dedans : rang de la zone → dessin, place."""
    cercles = {}
    for rang, zone in enumerate(zones):
        if zone.repere is None or zone.valeur is None:
            continue
        court, teinte = _court(zone, unite), _teinte(zone, bornes)
        rayon = max(classes.RAYONS[classes.rang_classe(zone.valeur, bornes)] * _PAR_RAYON, 14 + 10 * len(court))
        x, y = projection.placer(zone.repere)
        dessin = (
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{rayon:.0f}" fill="{teinte}" stroke="{encre.contour}" '
            'stroke-width="3"/>'
        )
        dessin += etiqueter(x, y + corps / 3, court, classes.encre(teinte), teinte, corps, gras=True)
        cercles[rang] = (dessin, (x - rayon, y - rayon, x + rayon, y + rayon))
    return cercles
