"""La petite carte : un SVG de quelques kilooctets, autonome, qui s'imprime en noir et blanc.

Mêmes bornes et mêmes teintes que la grande carte (`carte_classes`). Ni script, ni feuille de style, ni police du
dehors : il se montre dans une page, se colle dans un rapport, s'imprime. Tout texte reçu y est échappé. Le nom et la
valeur sont écrits sur chaque zone : la couleur n'est jamais seule à parler.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figures.carte import classes
from figures.mots import ecriture
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
    haut = CORPS * ((1.5 if titre_visible else 0) + (1.3 if precision else 0)) + 4
    entete = ecrire(4, CORPS, titre, f'font-weight="600" fill="{encre.texte}"') if titre_visible else ""
    if precision:
        entete += ecrire(4, haut - CORPS * 0.45, precision, f'font-size="28" fill="{encre.discret}"')
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
    aplats, noms = [], []
    for zone, chemin in zip(tracees, chemins, strict=True):
        teinte = _teinte(zone, bornes)
        fond = encre.papier if en_cercles and zone.valeur is not None else teinte or _trame(zone)
        aplats.append(f'<path d="{chemin}" fill="{fond}"/>')
        if zone.repere is not None and len(tracees) <= _NOMS_MAX:
            noms.append(_nommer(zone, projection.placer(zone.repere), bornes, unite, en_cercles, encre, corps))
    groupe = f'<g fill-rule="evenodd" stroke="{encre.contour}" stroke-width="3" stroke-linejoin="round">'
    # Sous un cercle du bord, le nom descend plus bas que les zones.
    return f"{groupe}{''.join(aplats)}</g>{''.join(noms)}", projection.bas + (CORPS if en_cercles else 0)


def _teinte(zone: _Zone, bornes: tuple[float, ...]) -> str:
    if zone.valeur is None:
        return ""
    return classes.teinte(classes.rang_classe(zone.valeur, bornes), len(bornes) + 1)


def _trame(zone: _Zone) -> str:
    return "url(#socle-croisillons)" if zone.inaccessible else "url(#socle-hachures)"


def _nommer(
    zone: _Zone,
    place: Point,
    bornes: tuple[float, ...],
    unite: str,
    en_cercles: bool,
    encre: Encres,
    corps: int,
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
        nom = etiqueter(x, y - 4, zone.nom, dessus, fond, corps)
        dit = court or _dire(zone, unite)
        return nom + etiqueter(x, y + corps, dit, dessus, fond, corps, gras=bool(court))
    rang = classes.rang_classe(zone.valeur or 0, bornes)
    rayon = max(classes.RAYONS[rang] * _PAR_RAYON, 14 + 10 * len(court))
    cercle = (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{rayon:.0f}" fill="{teinte}" stroke="{encre.contour}" stroke-width="3"/>'
    )
    chiffre = etiqueter(x, y + corps / 3, court, classes.encre(teinte), teinte, corps, gras=True)
    return cercle + chiffre + etiqueter(x, y + rayon + corps, zone.nom, encre.texte, encre.papier, corps)
