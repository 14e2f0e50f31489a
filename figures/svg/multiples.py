"""Les petites courbes d'une comparaison : un SVG de quelques kilooctets par zone, toutes à la même échelle."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from dataclasses import dataclass

from domaine import francais
from domaine.chiffre import Moment
from figures.graphiques import theme
from figures.mots import ecriture
from figures.svg.carte_legende import Encres, encres

_LARGEUR, _HAUTEUR, _CORPS = 320, 150, 14
_HAUT, _BAS, _DROITE = 16, 24, 10


@dataclass(frozen=True)
class Echelle:
    """Ce que toutes les petites courbes partagent ; `sol` et `plafond` dans l'unité."""

    sol: float
    plafond: float
    debut: dt.date
    fin: dt.date
    unite: str

    @property
    def gauche(self) -> float:
        """La place des graduations, à leur longueur."""
        return 10 + 8.0 * max(len(ecriture.nombre(v, self.unite)) for v in (self.sol, self.plafond))

    def x(self, jour: dt.date) -> float:
        part = (jour - self.debut) / ((self.fin - self.debut) or dt.timedelta(days=1))
        return round(self.gauche + part * (_LARGEUR - _DROITE - self.gauche), 1)

    def y(self, valeur: float) -> float:
        part = (valeur - self.sol) / ((self.plafond - self.sol) or 1.0)
        return round(_HAUTEUR - _BAS - part * (_HAUTEUR - _BAS - _HAUT), 1)


def echelle(series: Sequence[Moment]) -> Echelle:
    """L'échelle commune de plusieurs zones : de zéro au plus haut des valeurs et des cibles dues.

    Args:
        series: un moment au moins, toutes zones réunies.
    """
    montrees = [v for m in series for v in (m.valeur, m.cible_due) if v is not None]
    haut = max(montrees, default=0.0)
    return Echelle(
        sol=min([0.0, *montrees]),
        plafond=haut if haut > 0 else 1.0,
        debut=min(m.debut for m in series),
        fin=max(m.fin for m in series),
        unite=series[0].unite,
    )


def dessiner_petite_courbe(suite: Sequence[Moment], commune: Echelle, *, sombre: bool = False) -> str:
    """La série d'une zone et sa cible due en marches ; sans titre, que la page écrit.

    Une absence est une bande grise et un trou, un chiffre provisoire un marqueur creux.

    Args:
        suite: une seule zone, dans l'ordre du temps.
        commune: l'échelle de toutes les zones.
        sombre: pour un fond sombre.

    Returns:
        Le texte SVG ; une zone sans aucune donnée a son cadre, «n. d.» écrit.
    """
    encre = encres(sombre)
    corps = _cadre(commune, encre) + _trous(suite, commune) + _cible(suite, commune) + _courbe(suite, commune)
    if all(m.valeur is None for m in suite):
        milieu = (commune.gauche + _LARGEUR - _DROITE) / 2
        corps += _texte(milieu, _HAUTEUR / 2, francais.ND, encre.texte, "middle")
    debut, fin = (theme.etiquette_courte(m.periode) for m in (suite[0], suite[-1]))
    corps += _texte(commune.gauche, _HAUTEUR - 6, debut, encre.discret, "start")
    if len(suite) > 1:
        corps += _texte(_LARGEUR - _DROITE, _HAUTEUR - 6, fin, encre.discret, "end")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LARGEUR}" height="{_HAUTEUR}" '
        f'viewBox="0 0 {_LARGEUR} {_HAUTEUR}" font-family="sans-serif">{corps}</svg>'
    )


def _cadre(commune: Echelle, encre: Encres) -> str:
    traits = ""
    for valeur in (commune.sol, commune.plafond):
        y = commune.y(valeur)
        traits += f'<path d="M{commune.gauche} {y}H{_LARGEUR - _DROITE}" stroke="{theme.NEUTRE}" opacity=".4"/>'
        traits += _texte(commune.gauche - 6, y + 5, ecriture.nombre(valeur, commune.unite), encre.discret, "end")
    return traits


def _trous(suite: Sequence[Moment], commune: Echelle) -> str:
    rectangles = ""
    for m in (m for m in suite if m.valeur is None):
        gauche, droite = max(commune.x(m.debut), commune.gauche), commune.x(m.fin)
        rectangles += (
            f'<rect x="{gauche}" y="{_HAUT}" width="{max(droite - gauche, 1):.1f}" height="{_HAUTEUR - _BAS - _HAUT}" '
            f'fill="{theme.NEUTRE}" opacity=".15"/>'
        )
    return rectangles


def _cible(suite: Sequence[Moment], commune: Echelle) -> str:
    points = []
    for m in suite:
        if m.cible_due is not None:
            y = commune.y(m.cible_due)
            points += [f"{max(commune.x(m.debut), commune.gauche)},{y}", f"{commune.x(m.fin)},{y}"]
    style = f'fill="none" stroke="{theme.CIBLE}" stroke-width="2" stroke-dasharray="6 4"'
    return f'<polyline points="{" ".join(points)}" {style}/>' if points else ""


def _courbe(suite: Sequence[Moment], commune: Echelle) -> str:
    morceaux: list[list[str]] = [[]]
    marques = ""
    for m in suite:
        if m.valeur is None:
            morceaux.append([])
            continue
        x, y = commune.x(m.fin), commune.y(m.valeur)
        morceaux[-1].append(f"{x},{y}")
        fond = "none" if m.provisoire else theme.ACCENT
        marques += f'<circle cx="{x}" cy="{y}" r="3.5" fill="{fond}" stroke="{theme.ACCENT}" stroke-width="2"/>'
    style = f'fill="none" stroke="{theme.ACCENT}" stroke-width="2.5"'
    return "".join(f'<polyline points="{" ".join(m)}" {style}/>' for m in morceaux if len(m) > 1) + marques


def _texte(x: float, y: float, texte: str, couleur: str, ancre: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{_CORPS}" fill="{couleur}" text-anchor="{ancre}">'
        f"{html.escape(texte)}</text>"
    )
