"""L'histoire d'une commune en marches : un SVG de quelques kilooctets, lisible sur un téléphone, sans texte reçu."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from domaine import francais
from domaine.periodes import libelle_long, periode_contenant
from figures.graphiques import theme
from requetes.fiches.commune import Mois

_LARGEUR, _HAUTEUR = 380, 200
_GAUCHE, _DROITE, _HAUT, _BAS = 26, 12, 46, 24
#: Nom, trait de chaque courbe : sa forme dit autant que sa couleur, et l'une se voit sous l'autre.
_COURBES = (
    ("déjà restaurés", f'stroke="{theme.ACCENT}" stroke-width="4"'),
    ("fonctionnent", f'stroke="{theme.SUITE[1]}" stroke-width="2" stroke-dasharray="6 3"'),
)
#: Texte et grille, selon le fond : une image ne suit pas le thème de l'écran.
_TEXTES = {False: ("#1B2730", "#D5DDE3"), True: ("#E8EEF2", "#33424E")}
_GRADUATIONS_MAX = 4


def dessiner_histoire(histoire: Sequence[Mois], *, sombre: bool = False) -> str:
    """Les points restaurés et ceux qui fonctionnent, de mois en mois.

    Une marche par mois : ce qui est connu à sa fin vaut jusqu'à la suivante. L'axe part de zéro.

    Args:
        histoire: dans l'ordre du temps.
        sombre: vrai sur un fond sombre.

    Returns:
        Le texte SVG ; vide sans aucun mois.
    """
    if not histoire:
        return ""
    texte, grille = _TEXTES[sombre]
    bornes = _bornes([mois.date for mois in histoire])
    plafond = _plafond(max(mois.restaures for mois in histoire))
    morceaux = [_axe_des_comptes(plafond, texte, grille), _axe_du_temps(bornes, texte)]
    suites = [[mois.restaures for mois in histoire], [mois.fonctionnels for mois in histoire]]
    for rang, (valeurs, (nom, trait)) in enumerate(zip(suites, _COURBES, strict=True)):
        morceaux.append(_marches(valeurs, bornes, plafond, trait))
        morceaux.append(_legende(rang, f"{nom} : {francais.nombre(valeurs[-1])}", trait, texte))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LARGEUR}" height="{_HAUTEUR}" '
        f'viewBox="0 0 {_LARGEUR} {_HAUTEUR}" font-family="system-ui, sans-serif" font-size="12">'
        f"{''.join(morceaux)}</svg>"
    )


def _bornes(dates: Sequence[dt.date]) -> list[dt.date]:
    """Le début de chaque marche, et la fin de la dernière."""
    debut = dates[0].replace(day=1)
    return [debut, *dates]


def _plafond(maximum: int) -> int:
    """Le haut de l'axe : un multiple du pas, un point au moins."""
    pas = _pas(maximum)
    return max(pas * -(-maximum // pas), 1)


def _pas(maximum: int) -> int:
    return next((p for p in (1, 2, 5, 10, 20, 50, 100) if maximum <= p * _GRADUATIONS_MAX), 500)


def _x(jour: dt.date, bornes: Sequence[dt.date]) -> float:
    etendue = (bornes[-1] - bornes[0]).days or 1
    return round(_GAUCHE + (jour - bornes[0]).days / etendue * (_LARGEUR - _GAUCHE - _DROITE), 1)


def _y(valeur: float, plafond: int) -> float:
    return round(_HAUTEUR - _BAS - valeur / plafond * (_HAUTEUR - _HAUT - _BAS), 1)


def _marches(valeurs: Sequence[int], bornes: Sequence[dt.date], plafond: int, style: str) -> str:
    points = []
    for rang, valeur in enumerate(valeurs):
        y = _y(valeur, plafond)
        points += [f"{_x(bornes[rang], bornes)},{y}", f"{_x(bornes[rang + 1], bornes)},{y}"]
    return f'<polyline points="{" ".join(points)}" fill="none" {style}/>'


def _axe_des_comptes(plafond: int, texte: str, grille: str) -> str:
    traits = []
    for valeur in range(0, plafond + 1, _pas(plafond)):
        y = _y(valeur, plafond)
        traits.append(f'<path d="M{_GAUCHE} {y}H{_LARGEUR - _DROITE}" stroke="{grille}"/>')
        traits.append(
            f'<text x="{_GAUCHE - 6}" y="{y + 4}" text-anchor="end" fill="{texte}">{francais.nombre(valeur)}</text>'
        )
    return "".join(traits)


def _axe_du_temps(bornes: Sequence[dt.date], texte: str) -> str:
    """Les années à leur premier jour ; sur moins d'un an et demi, le premier et le dernier mois."""
    annees = [dt.date(a, 1, 1) for a in range(bornes[0].year, bornes[-1].year + 1)]
    annees = [a for a in annees if bornes[0] <= a]
    if (bornes[-1] - bornes[0]).days > 540:
        reperes = [(a, str(a.year), "start") for a in annees if (bornes[-1] - a).days > 60]
    else:
        reperes = [(bornes[0], _mois(bornes[0]), "start"), (bornes[-1], _mois(bornes[-1]), "end")]
        reperes = reperes[: 1 if len(bornes) == 2 else 2]
    y = _HAUTEUR - _BAS
    return "".join(
        f'<path d="M{_x(jour, bornes)} {y}v5" stroke="{texte}"/>'
        f'<text x="{_x(jour, bornes)}" y="{y + 18}" text-anchor="{ancre}" fill="{texte}">{nom}</text>'
        for jour, nom, ancre in reperes
    )


def _mois(jour: dt.date) -> str:
    return libelle_long(periode_contenant("mois", jour).libelle)


def _legende(rang: int, nom: str, trait: str, texte: str) -> str:
    x, y = _GAUCHE + rang * 170, 16
    return f'<path d="M{x} {y}h28" {trait}/><text x="{x + 34}" y="{y + 4}" fill="{texte}">{nom}</text>'
