"""Les deux bandes sous une courbe : ce qui est arrivé (événements), ce qui a été reçu (complétude).

Dessous, et non dedans : vingt traits numérotés couvriraient la courbe qu'ils doivent expliquer.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from figures.graphiques import theme
from figures.mots import ecriture

#: Hauteurs, en pixels ; au-dessus de chacune, son nom.
_BANDE_PX = {"y2": 54, "y3": 16}
#: Deux numéros plus proches que cette part de la durée se couvriraient sur un téléphone : ils s'écrivent ensemble.
_PART_D_UN_NUMERO = 1 / 10
_EVENEMENTS_PAR_BULLE = 4
_JOUR_MS = 86_400_000


def grouper(instants: Sequence[float], ecart: float) -> list[list[int]]:
    """Réunit les rangs des instants dont les milieux sont à moins d'un écart.

    >>> grouper([0, 1, 5, 20], 3), grouper([], 3)
    ([[0, 1], [2], [3]], [])
    """
    groupes = [[rang] for rang in range(len(instants))]

    def milieu(groupe: list[int]) -> float:
        return (instants[groupe[0]] + instants[groupe[-1]]) / 2

    rang = 0
    while rang < len(groupes) - 1:
        if milieu(groupes[rang + 1]) - milieu(groupes[rang]) < ecart:
            groupes[rang] += groupes.pop(rang + 1)
            rang = max(rang - 1, 0)
        else:
            rang += 1
    return groupes


def poser_bandes(figure: go.Figure, hauteur: int, presentes: Sequence[str], noms: dict[str, str], corps: int) -> int:
    """Réserve, sous la courbe, la place des bandes présentes.

    Args:
        figure: la figure ; son premier axe des valeurs remonte d'autant.
        hauteur: de la courbe seule, en pixels.
        presentes: axes utilisés, de haut en bas, parmi y2 (événements) et y3 (complétude).
        noms: axe → ce qui s'écrit au-dessus de la bande.
        corps: taille des textes, en pixels.

    Returns:
        La hauteur de la figure, bandes comprises.
    """
    nom_px = 2 * corps
    total = hauteur + sum(_BANDE_PX[a] + nom_px for a in presentes)
    bas = 0.0
    for axe in reversed(presentes):
        haut = bas + _BANDE_PX[axe] / total
        nom = f"yaxis{axe[1:]}"
        figure.update_layout({nom: {"domain": [bas, haut], "visible": False, "range": [0, 1], "fixedrange": True}})
        figure.add_annotation(
            x=0, y=haut, xref="paper", yref="paper", text=noms[axe], showarrow=False, xanchor="left", yanchor="bottom"
        )
        bas = haut + nom_px / total
    figure.update_layout(yaxis={"domain": [bas if presentes else 0.0, 1.0]})
    if presentes:
        figure.update_xaxes(anchor=presentes[-1])
    return total


def tracer_evenements(figure: go.Figure, evenements: pd.DataFrame, debut: pd.Timestamp, fin: pd.Timestamp) -> None:
    """Un repère par événement, à sa date ; les numéros trop proches s'écrivent ensemble («3–5»)."""
    dates = [pd.Timestamp(d) for d in evenements["date"]]
    figure.add_trace(
        go.Scatter(
            x=dates,
            y=[0.88] * len(dates),
            yaxis="y2",
            mode="markers",
            name="événement",
            showlegend=False,
            marker={"symbol": "triangle-up", "size": 10, "color": theme.NEUTRE},
            hoverinfo="skip",
        )
    )
    groupes = grouper([d.timestamp() for d in dates], (fin - debut).total_seconds() * _PART_D_UN_NUMERO)
    lignes = evenements.to_dict("records")
    figure.add_trace(
        go.Scatter(
            x=[dates[g[0]] + (dates[g[-1]] - dates[g[0]]) / 2 for g in groupes],
            # Un rang sur deux plus bas : deux voisins ne se touchent pas, même sur un téléphone.
            y=[0.5 if rang % 2 == 0 else 0.12 for rang in range(len(groupes))],
            yaxis="y2",
            mode="text",
            text=[str(g[0] + 1) if len(g) == 1 else f"{g[0] + 1}–{g[-1] + 1}" for g in groupes],
            showlegend=False,
            customdata=[_bulle(g, lignes) for g in groupes],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _bulle(groupe: list[int], lignes: list[dict[Hashable, Any]]) -> str:
    dits = [
        f"({rang + 1}) {francais.date(lignes[rang]['date'])} : {ecriture.pour_plotly(lignes[rang]['nature'])}"
        for rang in groupe[:_EVENEMENTS_PAR_BULLE]
    ]
    return "<br>".join(dits + ["…"] * (len(groupe) > _EVENEMENTS_PAR_BULLE))


def tracer_completude(figure: go.Figure, serie: pd.DataFrame) -> None:
    """La part reçue de ce qui était attendu, période par période ; rien d'attendu : rien de dessiné."""
    connues = attendues(serie)
    milieux = connues["debut"] + (connues["fin"] - connues["debut"]) / 2
    largeurs = [(f - d).days * _JOUR_MS * 0.9 for d, f in zip(connues["debut"], connues["fin"], strict=True)]
    parts = [float(r) / float(a) for r, a in zip(connues["recues"], connues["attendues"], strict=True)]
    bulles = [
        f"{francais.periode(p)} : {ecriture.completude(r, a)}"
        for p, r, a in zip(connues["periode"], connues["recues"], connues["attendues"], strict=True)
    ]
    for nom, hauteurs, opacite in (("attendu", [1.0] * len(parts), 0.2), ("reçu", parts, 0.85)):
        figure.add_trace(
            go.Bar(
                x=list(milieux),
                y=hauteurs,
                width=largeurs,
                yaxis="y3",
                name=nom,
                showlegend=False,
                marker={"color": theme.NEUTRE, "opacity": opacite, "line": {"width": 0}},
                customdata=bulles,
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    figure.update_layout(barmode="overlay")


def attendues(serie: pd.DataFrame) -> pd.DataFrame:
    """Les lignes où quelque chose était attendu : ailleurs, il n'y a pas de part à dire."""
    return serie[serie["attendues"].astype(float) > 0]


def nommer_completude(serie: pd.DataFrame) -> str:
    r"""Ce qu'écrit la bande : les bornes de la part reçue, arrondies.

    >>> nommer_completude(pd.DataFrame({"recues": [6, 9], "attendues": [9, 9]}))
    'Remontées reçues\xa0: de 67\xa0% à 100\xa0%'
    """
    connues = attendues(serie)
    if connues.empty:
        return "Remontées reçues\u00a0: complétude inconnue"
    parts = 100 * connues["recues"] / connues["attendues"]
    bornes = [francais.pourcentage(x, 0) for x in (parts.min(), parts.max())]
    return "Remontées reçues\u00a0: " + (bornes[0] if bornes[0] == bornes[1] else f"de {bornes[0]} à {bornes[1]}")
