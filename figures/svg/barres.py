"""Des barres imprimables : la part de l'attendu, indicateur par indicateur, contre la cible due ; des comptes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domaine import francais
from figures.mots import etats
from figures.svg import papier as svg

_LARGEUR, _RANG, _GAUCHE, _DROITE, _HAUT = 720, 21, 262, 128, 24
#: La barre s'arrête là, le chiffre vrai est écrit à côté.
_PLAFOND = 120.0
#: Teinte pleine d'un état : de valeur moyenne, distincte en gris de ses voisines ; le mot la double toujours.
_PLEINES = {
    "atteint": "#215F9A",
    "à maintenir": "#215F9A",
    "vert": "#2E8B57",
    "orange": "#D9922B",
    "rouge": "#A3241D",
    "périmée": "#7B5AA6",
}


@dataclass(frozen=True)
class Barre:
    """Une barre : son nom, son taux (absent = pas de barre) et son état."""

    nom: str
    taux: float | None
    etat: str


@dataclass(frozen=True)
class Compte:
    """Un compte, dont une part est signalée (absente = on ne la connaît pas)."""

    nom: str
    total: int
    part: int | None = None


def dessiner_barres_contre_cible(barres: Sequence[Barre], titre: str) -> str:
    """La part de l'attendu atteinte par chaque indicateur, contre un trait à 100 %.

    Returns:
        Le texte SVG ; vide sans barre.
    """
    if not any(b.taux is not None for b in barres):
        return ""
    bas = _HAUT + _RANG * len(barres)
    cent = _x(100, _PLAFOND)
    contenu = svg.ecrire(cent, 16, f"cible due : 100{francais.INSECABLE}%", ancre="middle", couleur=svg.CIBLE)
    for part in (0.0, 50.0):
        x = _x(part, _PLAFOND)
        contenu += f'<path d="M{x:.1f} {_HAUT}V{bas}" stroke="{svg.GRILLE}"/>'
        dit = francais.pourcentage(part, 0)
        contenu += svg.ecrire(x, 16, dit, ancre="middle", couleur=svg.DISCRET)
    for rang, barre in enumerate(barres):
        contenu += _dessiner_barre(barre, _HAUT + _RANG * rang)
    contenu += f'<path d="M{cent:.1f} {_HAUT - 4}V{bas}" stroke="{svg.CIBLE}" stroke-width="2" stroke-dasharray="6 4"/>'
    return svg.cadrer(contenu, _LARGEUR, bas + 6, titre, corps=13)


def _x(valeur: float, plafond: float) -> float:
    return _GAUCHE + max(0.0, min(valeur, plafond)) / plafond * (_LARGEUR - _GAUCHE - _DROITE)


def _dessiner_barre(barre: Barre, haut: float) -> str:
    ligne = haut + _RANG / 2 + 5
    dessin = svg.ecrire(_GAUCHE - 8, ligne, svg.couper(barre.nom, 38), ancre="end")
    fin = _x(barre.taux or 0, _PLAFOND)
    if barre.taux is not None and fin > _GAUCHE:
        couleur = _PLEINES.get(barre.etat, svg.DISCRET)
        dessin += (
            f'<rect x="{_GAUCHE}" y="{haut + 3:.1f}" width="{fin - _GAUCHE:.1f}" height="{_RANG - 6}" '
            f'fill="{couleur}"/>'
        )
    mot = etats.mot(barre.etat)
    dit = mot if barre.taux is None else f"{mot} {francais.pourcentage(barre.taux, 0)}"
    place = _LARGEUR - _DROITE + 6 if barre.taux is not None else _GAUCHE + 6
    return dessin + svg.ecrire(place, ligne, dit, couleur=svg.ENCRE if barre.taux is not None else svg.DISCRET)


def dessiner_comptes(comptes: Sequence[Compte], titre: str, nom_de_la_part: str = "") -> str:
    """Des comptes en barres, et la part signalée de chacun, hachurée.

    Args:
        comptes: dans l'ordre où ils se lisent.
        titre: titre accessible.
        nom_de_la_part: ce que veut dire la hachure ; vide = pas de part.

    Returns:
        Le texte SVG ; vide quand rien n'est compté.
    """
    maximum = max((c.total for c in comptes), default=0)
    if not maximum:
        return ""
    haut = 8 if not nom_de_la_part else _HAUT + 4
    plafond = maximum * 1.0
    contenu = _hachure() + (_legende_de_la_part(nom_de_la_part) if nom_de_la_part else "")
    for rang, compte in enumerate(comptes):
        y = haut + _RANG * rang
        fin, part = _x(compte.total, plafond), _x(compte.part or 0, plafond)
        contenu += svg.ecrire(_GAUCHE - 8, y + _RANG / 2 + 5, svg.couper(compte.nom, 38), ancre="end")
        forme = f'y="{y + 3:.1f}" height="{_RANG - 6}"'
        contenu += f'<rect x="{_GAUCHE}" {forme} width="{fin - _GAUCHE:.1f}" fill="#74AED6"/>'
        if nom_de_la_part and compte.part:
            contenu += f'<rect x="{_GAUCHE}" {forme} width="{part - _GAUCHE:.1f}" fill="url(#socle-part)"/>'
        dit = francais.nombre(compte.total)
        dit += f" (dont {francais.nombre(compte.part)})" if nom_de_la_part and compte.part else ""
        contenu += svg.ecrire(fin + 6, y + _RANG / 2 + 5, dit)
    contenu += f'<path d="M{_GAUCHE} {haut}v{_RANG * len(comptes)}" stroke="{svg.DISCRET}"/>'
    return svg.cadrer(contenu, _LARGEUR, haut + _RANG * len(comptes) + 6, titre, corps=13)


def _hachure() -> str:
    return (
        '<defs><pattern id="socle-part" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="#D9922B"/><path d="M0 7L7 0" stroke="{svg.ENCRE}"/></pattern></defs>'
    )


def _legende_de_la_part(nom: str) -> str:
    cadre = f'<rect x="{_GAUCHE}" y="4" width="26" height="14" fill="url(#socle-part)"/>'
    return cadre + svg.ecrire(_GAUCHE + 34, 16, nom, couleur=svg.DISCRET)
