"""Les petites courbes d'une comparaison : un SVG de quelques kilooctets par zone, toutes à la même échelle."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

from domaine import francais
from figures.graphiques import theme
from figures.mots import ecriture
from figures.svg.carte_legende import Encres, encres

_LARGEUR, _HAUTEUR, _CORPS = 320, 150, 14
_HAUT, _BAS, _DROITE = 16, 24, 10


@dataclass(frozen=True)
class Echelle:
    """Ce que toutes les petites courbes partagent ; `sol` et `plafond` dans l'unité, les bornes en jours."""

    sol: float
    plafond: float
    debut: pd.Timestamp
    fin: pd.Timestamp
    unite: str

    @property
    def gauche(self) -> float:
        """La place des graduations, à leur longueur."""
        return 10 + 8.0 * max(len(ecriture.nombre(v, self.unite)) for v in (self.sol, self.plafond))

    def x(self, jour: pd.Timestamp) -> float:
        part = (pd.Timestamp(jour) - self.debut) / ((self.fin - self.debut) or pd.Timedelta(days=1))
        return round(self.gauche + part * (_LARGEUR - _DROITE - self.gauche), 1)

    def y(self, valeur: float) -> float:
        part = (float(valeur) - self.sol) / ((self.plafond - self.sol) or 1.0)
        return round(_HAUTEUR - _BAS - part * (_HAUTEUR - _BAS - _HAUT), 1)


def echelle(series: pd.DataFrame, unite: str) -> Echelle:
    """L'échelle commune de plusieurs zones : de zéro au plus haut des valeurs et des cibles dues.

    Args:
        series: colonnes de `requetes.tendances.series.serie`, au moins une ligne.
        unite: unité de l'indicateur.
    """
    montrees = pd.concat([series["valeur"], series["cible_due"]]).astype(float)
    bas, haut = montrees.min(), montrees.max()
    return Echelle(
        0.0 if francais.absente(bas) else min(0.0, float(bas)),
        1.0 if francais.absente(haut) or haut <= 0 else float(haut),
        pd.Timestamp(series["debut"].min()),
        pd.Timestamp(series["fin"].max()),
        unite,
    )


def dessiner_petite_courbe(serie: pd.DataFrame, commune: Echelle, *, sombre: bool = False) -> str:
    """La série d'une zone et sa cible due en marches ; sans titre, que la page écrit.

    Une absence est une bande grise et un trou, un chiffre provisoire un marqueur creux.

    Args:
        serie: colonnes de `requetes.tendances.series.serie`, une seule zone, dans l'ordre du temps.
        commune: l'échelle de toutes les zones.
        sombre: pour un fond sombre.

    Returns:
        Le texte SVG ; une zone sans aucune donnée a son cadre, «n. d.» écrit.
    """
    encre = encres(sombre)
    corps = _cadre(commune, encre) + _trous(serie, commune) + _cible(serie, commune) + _courbe(serie, commune)
    if serie["valeur"].isna().all():
        milieu = (commune.gauche + _LARGEUR - _DROITE) / 2
        corps += _texte(milieu, _HAUTEUR / 2, francais.ND, encre.texte, "middle")
    debut, fin = (theme.etiquette_courte(str(p)) for p in (serie["periode"].iloc[0], serie["periode"].iloc[-1]))
    corps += _texte(commune.gauche, _HAUTEUR - 6, debut, encre.discret, "start")
    if len(serie) > 1:
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


def _trous(serie: pd.DataFrame, commune: Echelle) -> str:
    rectangles = ""
    for ligne in serie[serie["valeur"].isna()].to_dict("records"):
        gauche, droite = commune.x(theme.debut_de_palier(ligne["fin"], str(ligne["periode"]))), commune.x(ligne["fin"])
        gauche = max(gauche, commune.gauche)
        rectangles += (
            f'<rect x="{gauche}" y="{_HAUT}" width="{max(droite - gauche, 1):.1f}" height="{_HAUTEUR - _BAS - _HAUT}" '
            f'fill="{theme.NEUTRE}" opacity=".15"/>'
        )
    return rectangles


def _cible(serie: pd.DataFrame, commune: Echelle) -> str:
    points = []
    for ligne in serie[serie["cible_due"].notna()].to_dict("records"):
        y = commune.y(ligne["cible_due"])
        gauche = max(commune.x(theme.debut_de_palier(ligne["fin"], str(ligne["periode"]))), commune.gauche)
        points += [f"{gauche},{y}", f"{commune.x(ligne['fin'])},{y}"]
    style = f'fill="none" stroke="{theme.CIBLE}" stroke-width="2" stroke-dasharray="6 4"'
    return f'<polyline points="{" ".join(points)}" {style}/>' if points else ""


def _courbe(serie: pd.DataFrame, commune: Echelle) -> str:
    morceaux: list[list[str]] = [[]]
    marques = ""
    for ligne in serie.to_dict("records"):
        if francais.absente(ligne["valeur"]):
            morceaux.append([])
            continue
        x, y = commune.x(ligne["fin"]), commune.y(ligne["valeur"])
        morceaux[-1].append(f"{x},{y}")
        fond = "none" if ligne["provisoire"] is True else theme.ACCENT
        marques += f'<circle cx="{x}" cy="{y}" r="3.5" fill="{fond}" stroke="{theme.ACCENT}" stroke-width="2"/>'
    style = f'fill="none" stroke="{theme.ACCENT}" stroke-width="2.5"'
    return "".join(f'<polyline points="{" ".join(m)}" {style}/>' for m in morceaux if len(m) > 1) + marques


def _texte(x: float, y: float, texte: str, couleur: str, ancre: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{_CORPS}" fill="{couleur}" text-anchor="{ancre}">'
        f"{html.escape(texte)}</text>"
    )
