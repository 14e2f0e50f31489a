"""Le style des graphiques : couleurs sûres pour un daltonien, axes français, lisibles sur fond clair et sombre.

Les couleurs de tracé sont de valeur moyenne : elles gardent un contraste d'au moins 3 sur les deux fonds. Le fond,
les textes et la grille viennent du thème de l'écran. Les couleurs d'état ne servent qu'aux états.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from domaine import francais
from domaine.periodes import lire_periode
from figures.mots import ecriture, etats

ACCENT = "#2B7DB0"
NEUTRE = "#7C8894"
CIBLE = "#B8860B"
#: Okabe et Ito, retenues pour leur contraste ; l'ordre est fixe, une zone garde sa couleur d'un graphique à l'autre.
SUITE = ("#2B7DB0", "#D55E00", "#0A9971", "#B65C93", "#8A7A00", "#6B6FB5", "#4C9BA8", "#A0522D")
MARQUES = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")
#: Fond et encre d'un état à l'écran, un symbole l'accompagne toujours : ceux d'un document (`etats.COULEURS`) ; sans
#: couleur à lui, il prend celles du thème, claires ou sombres, sous un voile gris.
FONDS_D_ETAT = {etat: etats.COULEURS.get(etat, ("#7C889433", "inherit")) for etat in etats.ETATS} | {
    "sans donnée": ("transparent", "inherit")
}
#: Un seul bouton, toujours visible (un doigt ne survole pas) : l'image, fabriquée par le navigateur, sans réseau.
CONFIG: dict[str, Any] = {
    "displayModeBar": True,
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "scrollZoom": False,
    "locale": "fr",
    "locales": {
        "fr": {
            "dictionary": {
                "Download plot as a PNG": "Télécharger en image",
                "Download plot as a png": "Télécharger en image",
                "Download plot": "Télécharger en image",
                "Taking snapshot - this may take a few seconds": "Image en préparation…",
                "Snapshot succeeded": "Image prête",
                "Sorry, there was a problem downloading your snapshot!": "L’image n’a pas pu être faite.",
            },
            "format": {},
        }
    },
    # Une largeur fixe : l'image emportée d'un téléphone se lit comme celle d'un bureau.
    "toImageButtonOptions": {"format": "png", "filename": "socle_graphique", "scale": 2, "width": 900},
}
TICKS_MAX = 9
_LETTRES_PAR_LIGNE = 50
_PIXELS_DU_TITRE, _PIXELS_PAR_LIGNE = 46, 17


def config(fichier: str) -> dict[str, Any]:
    """`CONFIG`, où l'image à emporter porte ce nom (sans extension)."""
    return CONFIG | {"toImageButtonOptions": CONFIG["toImageButtonOptions"] | {"filename": fichier}}


def couleurs_des_zones(codes: Sequence[str]) -> dict[str, str]:
    """Code de zone → couleur ; le projet entier est neutre, pour que les zones ressortent."""
    suite = iter(SUITE * (len(codes) // len(SUITE) + 1))
    return {code: NEUTRE if code == "SOCLE" else next(suite) for code in codes}


def habiller(figure: go.Figure, hauteur: int, *, legende: bool = True) -> go.Figure:
    """Applique le style commun ; rend la même figure."""
    figure.update_layout(
        height=hauteur,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        separators=",\u202f",
        showlegend=legende,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "left", "x": 0, "title": None},
        hoverlabel={"align": "left"},
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": NEUTRE, "activecolor": ACCENT},
        dragmode=False,
        bargap=0.35,
    )
    figure.update_xaxes(fixedrange=True, zeroline=False, automargin=True)
    figure.update_yaxes(fixedrange=True, zeroline=False, automargin=True)
    return figure


def agrandir(figure: go.Figure, corps: int) -> go.Figure:
    """Donne une taille à tous les textes, graduations et légende comprises ; rend la même figure."""
    figure.update_layout(font={"size": corps}, legend={"font": {"size": corps}}, hoverlabel={"font": {"size": corps}})
    figure.update_xaxes(tickfont={"size": corps})
    figure.update_yaxes(tickfont={"size": corps})
    figure.update_annotations(font={"size": corps})
    figure.update_traces(textfont={"size": corps}, selector={"type": "scatter"})
    return figure


def titrer(figure: go.Figure, titre: str, source: str) -> go.Figure:
    """Écrit le titre et la source dans la figure même : l'image emportée doit se comprendre seule ; rend la figure.

    Args:
        figure: une figure habillée.
        titre: ce qu'elle montre : l'objet, puis, après une virgule ou deux points, ce qui le précise.
        source: la date des données, et qu'elles sont fictives quand elles le sont.
    """
    objet, precision = [*re.split(r" : |, ", titre, maxsplit=1), ""][:2]
    # La place des lignes qu'il faut sur un téléphone, où la page les coupe (`web/titres.js`) ; ailleurs, une seule.
    au_plus = [*textwrap.wrap(precision, _LETTRES_PAR_LIGNE), source]
    lignes = [ligne for ligne in (precision, source) if ligne]
    haut = _PIXELS_DU_TITRE + _PIXELS_PAR_LIGNE * len(au_plus)
    figure.update_layout(
        title={
            "text": f"<b>{ecriture.pour_plotly(objet)}</b>",
            "subtitle": {
                "text": "<br>".join(ecriture.pour_plotly(ligne) for ligne in lignes),
                # La couleur du texte de l'écran : aucun gris ne se lit à la fois sur clair et sur sombre (AA).
                "font": {"size": 13},
            },
            "font": {"size": 15},
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 6, "l": 4},
        },
        margin={"t": figure.layout.margin.t + haut},
        height=figure.layout.height + haut,
    )
    return figure


def agrandir_titre(figure: go.Figure) -> go.Figure:
    """Le titre d'une figure titrée, lisible à trois mètres, et la place qu'il y prend ; rend la même figure."""
    ajout = 16 + 8 * len(figure.layout.title.subtitle.text.split("<br>"))
    figure.update_layout(
        title={"font": {"size": 24}, "subtitle": {"font": {"size": 18}}},
        margin={"t": figure.layout.margin.t + ajout},
        height=figure.layout.height + ajout,
    )
    return figure


def instant(jour: dt.date) -> dt.datetime:
    """Un jour sur l'axe du temps : son premier instant, qui se place entre deux jours."""
    return dt.datetime.combine(jour, dt.time())


def axe_du_temps(figure: go.Figure, periodes: Mapping[str, dt.date]) -> None:
    """Étiquette l'axe du temps par les périodes elles-mêmes, en français, jamais plus qu'il n'en tient.

    Args:
        figure: figure dont l'abscisse est la fin de la période.
        periodes: libellé → fin, dans l'ordre du temps.
    """
    pas = max(1, -(-len(periodes) // TICKS_MAX))
    gardees = [*periodes][::-1][::pas][::-1]
    figure.update_xaxes(
        tickmode="array",
        tickvals=[instant(periodes[p]) for p in gardees],
        ticktext=[etiquette_courte(p) for p in gardees],
        showgrid=False,
    )


def etiquette_courte(libelle: str) -> str:
    """Libellé d'axe.

    >>> etiquette_courte("2024-T2"), etiquette_courte("2024-05"), etiquette_courte("2024")
    ('T2 2024', '05/2024', '2024')
    """
    periode = lire_periode(libelle)
    if periode is None:
        return libelle
    return f"{periode.rang:02d}/{periode.annee}" if periode.type == "mois" else periode.libelle_long


def axe_des_valeurs(figure: go.Figure, minimum: float, maximum: float, unite: str, *, horizontal: bool = False) -> None:
    """Gradue l'axe des valeurs en français et l'ouvre toujours à zéro : une échelle tronquée trompe.

    Args:
        figure: la figure.
        minimum, maximum: étendue des valeurs montrées ; absentes, elles valent 0 et 1.
        unite: unité de l'indicateur.
        horizontal: vrai quand les valeurs sont en abscisse.
    """
    bas, haut = (min(0.0, 0.0 if francais.absente(minimum) else minimum), max(0.0, maximum or 0.0))
    etendue = haut - bas if haut > bas else 1.0
    puissance = 10.0 ** math.floor(math.log10(etendue / 4))
    pas = next(m * puissance for m in (1, 2, 2.5, 5, 10) if m * puissance >= etendue / 4)
    # Un compte se gradue en entiers, sauf rapporté à autre chose : il peut alors tenir sous un.
    pas = pas if unite == "%" or etendue < 1 else max(pas, 1.0)
    graduations = [pas * i for i in range(math.floor(bas / pas), math.ceil((bas + etendue) / pas) + 1)]
    axe = figure.update_xaxes if horizontal else figure.update_yaxes
    axe(
        tickmode="array",
        tickvals=graduations,
        ticktext=[ecriture.nombre(v, unite) for v in graduations],
        # Un peu d'air : un marqueur posé sur zéro doit rester entier.
        range=[graduations[0] - pas * 0.08, graduations[-1] + pas * 0.15],
    )
