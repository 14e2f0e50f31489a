"""Une courbe imprimable : un indicateur dans le temps, et sa cible due en marches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from domaine.chiffre import Moment
from figures.mots import ecriture
from figures.svg import papier as svg

_LARGEUR, _HAUTEUR = 420, 236
_GAUCHE, _DROITE, _HAUT, _BAS = 64, 96, 48, 26
_CORPS = 13
_TRAIT_VALEUR = f'stroke="{svg.ACCENT}" stroke-width="2.5" stroke-linejoin="round"'
_TRAIT_CIBLE = f'stroke="{svg.CIBLE}" stroke-width="2" stroke-dasharray="6 4"'
Placer = Callable[[dt.date, float], tuple[float, float]]


def dessiner_courbe(suite: Sequence[Moment], titre: str, unite: str, corps: int = _CORPS) -> str:
    """La série d'un indicateur et sa cible due, de la première période à la dernière.

    Une absence coupe la ligne ; un chiffre provisoire est un point creux ; l'axe part de zéro.

    Args:
        suite: dans l'ordre du temps.
        titre: ce qu'elle montre, sans l'unité.
        unite: unité du cadre logique.
        corps: celui des textes ; plus grand, le dessin se lit de plus loin à la même taille.

    Returns:
        Le texte SVG ; vide quand aucune valeur n'est connue.
    """
    connues = [v for m in suite for v in (m.valeur, m.cible_due) if v is not None]
    if all(m.valeur is None for m in suite):
        return ""
    graduations = svg.graduer(min(connues), max(connues), entiers=unite != "%" and max(connues) >= 1)
    debut, fin = suite[0].debut, suite[-1].fin
    placer = _placer(debut, fin, graduations[0], graduations[-1])
    contenu = _axes(graduations, unite, placer, debut, fin)
    contenu += "".join(svg.polyligne(m, _TRAIT_CIBLE) for m in _marches(suite, placer))
    contenu += _courbe(suite, placer) + _dernier(suite, placer, unite) + _legende(connues, suite, corps)
    style = f'font-weight="700" font-size="{corps + 2}"'
    entete = svg.ecrire(2, 16, svg.couper(f"{titre} ({unite})", 52 * _CORPS // corps), plus=style)
    return svg.cadrer(entete + contenu, _LARGEUR, _HAUTEUR, titre, corps)


def _placer(debut: dt.date, fin: dt.date, bas: float, haut: float) -> Placer:
    jours = (fin - debut).days or 1

    def placer(jour: dt.date, valeur: float) -> tuple[float, float]:
        x = _GAUCHE + (jour - debut).days / jours * (_LARGEUR - _GAUCHE - _DROITE)
        return x, _HAUTEUR - _BAS - (valeur - bas) / (haut - bas) * (_HAUTEUR - _HAUT - _BAS)

    return placer


def _axes(graduations: list[float], unite: str, placer: Placer, debut: dt.date, fin: dt.date) -> str:
    morceaux = []
    for valeur in graduations:
        y = placer(debut, valeur)[1]
        morceaux.append(f'<path d="M{_GAUCHE} {y:.1f}H{_LARGEUR - _DROITE}" stroke="{svg.GRILLE}"/>')
        dit = ecriture.nombre(valeur, unite)
        morceaux.append(svg.ecrire(_GAUCHE - 7, y + 4, dit, ancre="end", couleur=svg.DISCRET))
    pied = _HAUTEUR - _BAS
    for annee in range(debut.year, fin.year + 1):
        premier = max(dt.date(annee, 1, 1), debut)
        if (fin - premier).days > 60:
            x = placer(premier, 0)[0]
            morceaux.append(f'<path d="M{x:.1f} {pied}v5" stroke="{svg.DISCRET}"/>')
            morceaux.append(svg.ecrire(x + 2, pied + 18, str(annee), couleur=svg.DISCRET))
    return "".join(morceaux)


def _marches(suite: Sequence[Moment], placer: Placer) -> list[list[tuple[float, float]]]:
    """La cible tient toute sa période ; sans cible, la marche s'interrompt."""
    morceaux: list[list[tuple[float, float]]] = [[]]
    debut = suite[0].debut
    for moment in suite:
        if moment.cible_due is None:
            morceaux.append([])
        else:
            morceaux[-1] += [placer(debut, moment.cible_due), placer(moment.fin, moment.cible_due)]
        debut = moment.fin
    return [m for m in morceaux if m]


def _courbe(suite: Sequence[Moment], placer: Placer) -> str:
    traits: list[list[tuple[float, float]]] = [[]]
    marques = []
    for moment in suite:
        if moment.valeur is None:
            traits.append([])
            continue
        x, y = placer(moment.fin, moment.valeur)
        traits[-1].append((x, y))
        fond = svg.PAPIER if moment.provisoire else svg.ACCENT
        marques.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{fond}" stroke="{svg.ACCENT}" stroke-width="1.5"/>'
        )
    return "".join(svg.polyligne(t, _TRAIT_VALEUR) for t in traits if len(t) > 1) + "".join(marques)


def _dernier(suite: Sequence[Moment], placer: Placer, unite: str) -> str:
    """Le dernier chiffre connu, écrit à droite de son point, où aucun trait ne passe."""
    moment, valeur = [(m, m.valeur) for m in suite if m.valeur is not None][-1]
    x, y = placer(moment.fin, valeur)
    dit = ecriture.nombre(valeur, unite) + (" (p)" if moment.provisoire else "")
    style = f'font-weight="700" stroke="{svg.PAPIER}" stroke-width="4" paint-order="stroke"'
    return svg.ecrire(x + 8, y + 5, dit, couleur=svg.ACCENT, plus=style)


def _legende(connues: Sequence[float], suite: Sequence[Moment], corps: int) -> str:
    # Des mots plus grands tiennent plus de place : le troisième signe s'écarte d'autant.
    y, creux = 34, _GAUCHE + 204 + 5 * (corps - _CORPS)
    dessin = f'<path d="M{_GAUCHE} {y - 4}h24" {_TRAIT_VALEUR}/>'
    dessin += f'<circle cx="{_GAUCHE + 12}" cy="{y - 4}" r="3.2" fill="{svg.ACCENT}"/>'
    dessin += svg.ecrire(_GAUCHE + 30, y, "valeur", couleur=svg.DISCRET)
    if len(connues) > sum(m.valeur is not None for m in suite):
        dessin += f'<path d="M{_GAUCHE + 90} {y - 4}h26" {_TRAIT_CIBLE}/>'
        dessin += svg.ecrire(_GAUCHE + 122, y, "cible due", couleur=svg.DISCRET)
    if any(m.provisoire and m.valeur is not None for m in suite):
        dessin += f'<circle cx="{creux}" cy="{y - 4}" r="3.2" fill="{svg.PAPIER}" stroke="{svg.ACCENT}"/>'
        dessin += svg.ecrire(creux + 10, y, "provisoire", couleur=svg.DISCRET)
    return dessin
