"""Une courbe imprimable : un indicateur dans le temps, et sa cible due en marches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from domaine import francais
from domaine.periodes import lire_periode
from figures.mots import ecriture
from figures.svg import papier as svg

_LARGEUR, _HAUTEUR = 420, 236
_GAUCHE, _DROITE, _HAUT, _BAS = 64, 96, 48, 26
_TRAIT_VALEUR = f'stroke="{svg.ACCENT}" stroke-width="2.5" stroke-linejoin="round"'
_TRAIT_CIBLE = f'stroke="{svg.CIBLE}" stroke-width="2" stroke-dasharray="6 4"'
Placer = Callable[[dt.date, float], tuple[float, float]]


def dessiner_courbe(serie: pd.DataFrame, titre: str, unite: str) -> str:
    """La série d'un indicateur et sa cible due, de la première période à la dernière.

    Une absence coupe la ligne ; un chiffre provisoire est un point creux ; l'axe part de zéro.

    Args:
        serie: `periode, fin, valeur, cible_due, provisoire`, dans l'ordre du temps.
        titre: ce qu'elle montre, sans l'unité.
        unite: unité du cadre logique.

    Returns:
        Le texte SVG ; vide quand aucune valeur n'est connue.
    """
    lignes: list[dict[Any, Any]] = serie.to_dict("records")
    connues = [float(x[c]) for x in lignes for c in ("valeur", "cible_due") if not francais.absente(x[c])]
    if all(francais.absente(x["valeur"]) for x in lignes):
        return ""
    graduations = svg.graduer(min(connues), max(connues), entiers=unite != "%" and max(connues) >= 1)
    placer = _placer(_debut(lignes[0]), _jour(lignes[-1]), graduations[0], graduations[-1])
    contenu = _axes(graduations, unite, placer, _debut(lignes[0]), _jour(lignes[-1]))
    contenu += "".join(svg.polyligne(m, _TRAIT_CIBLE) for m in _marches(lignes, placer))
    contenu += _courbe(lignes, placer) + _dernier(lignes, placer, unite) + _legende(connues, lignes)
    entete = svg.ecrire(2, 16, svg.couper(f"{titre} ({unite})", 52), plus='font-weight="700" font-size="15"')
    return svg.cadrer(entete + contenu, _LARGEUR, _HAUTEUR, titre)


def _jour(ligne: dict[Any, Any]) -> dt.date:
    return pd.Timestamp(ligne["fin"]).date()


def _debut(ligne: dict[Any, Any]) -> dt.date:
    periode = lire_periode(str(ligne["periode"]))
    return periode.debut if periode else _jour(ligne)


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


def _marches(lignes: list[dict[Any, Any]], placer: Placer) -> list[list[tuple[float, float]]]:
    """La cible tient toute sa période ; sans cible, la marche s'interrompt."""
    morceaux: list[list[tuple[float, float]]] = [[]]
    debut = _debut(lignes[0])
    for ligne in lignes:
        if francais.absente(ligne["cible_due"]):
            morceaux.append([])
        else:
            morceaux[-1] += [placer(j, float(ligne["cible_due"])) for j in (debut, _jour(ligne))]
        debut = _jour(ligne)
    return [m for m in morceaux if m]


def _courbe(lignes: list[dict[Any, Any]], placer: Placer) -> str:
    traits: list[list[tuple[float, float]]] = [[]]
    marques = []
    for ligne in lignes:
        if francais.absente(ligne["valeur"]):
            traits.append([])
            continue
        x, y = placer(_jour(ligne), float(ligne["valeur"]))
        traits[-1].append((x, y))
        fond = svg.PAPIER if ligne["provisoire"] is True else svg.ACCENT
        marques.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{fond}" stroke="{svg.ACCENT}" stroke-width="1.5"/>'
        )
    return "".join(svg.polyligne(t, _TRAIT_VALEUR) for t in traits if len(t) > 1) + "".join(marques)


def _dernier(lignes: list[dict[Any, Any]], placer: Placer, unite: str) -> str:
    """Le dernier chiffre connu, écrit à droite de son point, où aucun trait ne passe."""
    ligne = next(x for x in reversed(lignes) if not francais.absente(x["valeur"]))
    x, y = placer(_jour(ligne), float(ligne["valeur"]))
    dit = ecriture.nombre(ligne["valeur"], unite) + (" (p)" if ligne["provisoire"] is True else "")
    style = f'font-weight="700" stroke="{svg.PAPIER}" stroke-width="4" paint-order="stroke"'
    return svg.ecrire(x + 8, y + 5, dit, couleur=svg.ACCENT, plus=style)


def _legende(connues: list[float], lignes: list[dict[Any, Any]]) -> str:
    y = 34
    dessin = f'<path d="M{_GAUCHE} {y - 4}h24" {_TRAIT_VALEUR}/>'
    dessin += f'<circle cx="{_GAUCHE + 12}" cy="{y - 4}" r="3.2" fill="{svg.ACCENT}"/>'
    dessin += svg.ecrire(_GAUCHE + 30, y, "valeur", couleur=svg.DISCRET)
    if len(connues) > sum(not francais.absente(x["valeur"]) for x in lignes):
        dessin += f'<path d="M{_GAUCHE + 90} {y - 4}h26" {_TRAIT_CIBLE}/>'
        dessin += svg.ecrire(_GAUCHE + 122, y, "cible due", couleur=svg.DISCRET)
    if any(x["provisoire"] is True and not francais.absente(x["valeur"]) for x in lignes):
        dessin += f'<circle cx="{_GAUCHE + 204}" cy="{y - 4}" r="3.2" fill="{svg.PAPIER}" stroke="{svg.ACCENT}"/>'
        dessin += svg.ecrire(_GAUCHE + 214, y, "provisoire", couleur=svg.DISCRET)
    return dessin
