"""Les deux bandes sous une courbe : ce qui est arrivé (événements), ce qui a été reçu (complétude).

Dessous, et non dedans : vingt traits numérotés couvriraient la courbe qu'ils doivent expliquer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import plotly.graph_objects as go

from domaine import francais
from domaine.chiffre import Moment
from figures.graphiques import theme
from figures.mots import chiffre, ecriture
from requetes.tendances.series import Evenement

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


def tracer_evenements(figure: go.Figure, evenements: Sequence[Evenement], debut: dt.date, fin: dt.date) -> None:
    """Un repère par événement, à sa date ; les numéros trop proches s'écrivent ensemble («3–5»)."""
    dates = [theme.instant(e.date) for e in evenements]
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
    groupes = grouper([(e.date - debut).days for e in evenements], (fin - debut).days * _PART_D_UN_NUMERO)
    figure.add_trace(
        go.Scatter(
            x=[dates[g[0]] + (dates[g[-1]] - dates[g[0]]) / 2 for g in groupes],
            # Un rang sur deux plus bas : deux voisins ne se touchent pas, même sur un téléphone.
            y=[0.5 if rang % 2 == 0 else 0.12 for rang in range(len(groupes))],
            yaxis="y2",
            mode="text",
            text=[str(g[0] + 1) if len(g) == 1 else f"{g[0] + 1}–{g[-1] + 1}" for g in groupes],
            showlegend=False,
            customdata=[_bulle(g, evenements) for g in groupes],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _bulle(groupe: list[int], evenements: Sequence[Evenement]) -> str:
    dits = [
        f"({rang + 1}) {francais.date(evenements[rang].date)} : {ecriture.pour_plotly(evenements[rang].nature)}"
        for rang in groupe[:_EVENEMENTS_PAR_BULLE]
    ]
    return "<br>".join(dits + ["…"] * (len(groupe) > _EVENEMENTS_PAR_BULLE))


def tracer_completude(figure: go.Figure, serie: Sequence[Moment]) -> None:
    """La part reçue de ce qui était attendu, période par période ; rien d'attendu : rien de dessiné."""
    connues = attendues(serie)
    milieux = [theme.instant(m.debut) + (m.fin - m.debut) / 2 for m, *_ in connues]
    largeurs = [(m.fin - m.debut).days * _JOUR_MS * 0.9 for m, *_ in connues]
    parts = [recues / total for _, recues, total in connues]
    bulles = [f"{francais.periode(m.periode)} : {chiffre.completude(m)}" for m, *_ in connues]
    for nom, hauteurs, opacite in (("attendu", [1.0] * len(parts), 0.2), ("reçu", parts, 0.85)):
        figure.add_trace(
            go.Bar(
                x=milieux,
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


def attendues(serie: Sequence[Moment]) -> list[tuple[Moment, int, int]]:
    """Les moments où quelque chose était attendu, leurs reçues et leurs attendues : ailleurs, il n'y a pas de part."""
    return [(m, m.recues, m.attendues) for m in serie if m.attendues and m.recues is not None]


def nommer_completude(serie: Sequence[Moment]) -> str:
    """Ce qu'écrit la bande : les bornes de la part reçue, arrondies."""
    parts = [100 * recues / total for _, recues, total in attendues(serie)]
    if not parts:
        return "Remontées reçues\u00a0: complétude inconnue"
    bornes = [francais.pourcentage(x, 0) for x in (min(parts), max(parts))]
    return "Remontées reçues\u00a0: " + (bornes[0] if bornes[0] == bornes[1] else f"de {bornes[0]} à {bornes[1]}")
