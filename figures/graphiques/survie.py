"""La courbe de survie des points restaurés : des marches, leur intervalle, et les effectifs à risque sous l'axe."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from domaine import francais
from domaine.survie import JOURS_PAR_MOIS
from figures.graphiques import theme
from requetes.parcours.survie import Effectif, Palier, PointSuivi

_VOILE = "rgba(43, 125, 176, 0.18)"


def tracer_survie(
    courbe: Sequence[Palier], effectifs: Sequence[Effectif], suivis: Sequence[PointSuivi], *, hauteur: int = 400
) -> go.Figure:
    """La part sans rechute, marche par marche, jusqu'au plus long suivi et pas au-delà.

    Args:
        courbe: un palier au moins.
        effectifs: imprimés sous chaque graduation.
        suivis: un trait fin marque chaque fin de suivi sans rechute.
        hauteur: en pixels.
    """
    figure = go.Figure()
    mois = [_mois(p) for p in courbe]
    _tracer_intervalle(figure, courbe)
    bulles = [
        f"{francais.nombre(_mois(p), 1)} mois : {francais.pourcentage(p.survie_pct)}, "
        f"{francais.compte(p.a_risque, 'point')} à risque"
        for p in courbe
    ]
    figure.add_trace(
        go.Scatter(
            x=mois,
            y=[p.survie_pct for p in courbe],
            mode="lines",
            name="part sans rechute",
            line={"color": theme.ACCENT, "width": 3, "shape": "hv"},
            customdata=bulles,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    _marquer_les_censures(figure, courbe, suivis)
    theme.habiller(figure, hauteur)
    theme.axe_des_valeurs(figure, 0, 100, "%")
    figure.update_xaxes(
        tickmode="array",
        tickvals=[e.mois for e in effectifs],
        ticktext=[f"{e.mois}<br><b>{e.a_risque}</b>" for e in effectifs],
        title={"text": "mois depuis 4/4 ; dessous, <b>points à risque</b>", "standoff": 6},
        range=[-0.4, max(mois[-1], 3) * 1.03],
        showgrid=False,
    )
    return figure


def _mois(palier: Palier) -> float:
    return palier.jours / JOURS_PAR_MOIS


def _tracer_intervalle(figure: go.Figure, courbe: Sequence[Palier]) -> None:
    connus = [p for p in courbe if p.bas_pct is not None and p.haut_pct is not None]
    if not connus:
        return
    for bornes, remplir in (([p.haut_pct for p in connus], None), ([p.bas_pct for p in connus], "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=[_mois(p) for p in connus],
                y=bornes,
                mode="lines",
                line={"width": 0, "shape": "hv"},
                fill=remplir,
                fillcolor=_VOILE,
                name="intervalle de confiance à 95 %".replace(" %", f"{francais.INSECABLE}%"),
                showlegend=remplir is not None,
                hoverinfo="skip",
            )
        )


def _marquer_les_censures(figure: go.Figure, courbe: Sequence[Palier], suivis: Sequence[PointSuivi]) -> None:
    jours = sorted(float(p.jours) for p in suivis if not p.rechute)
    if not jours:
        return
    figure.add_trace(
        go.Scatter(
            x=[j / JOURS_PAR_MOIS for j in jours],
            y=[next(p.survie_pct for p in reversed(courbe) if p.jours <= j) for j in jours],
            mode="markers",
            name="fin du suivi, sans rechute",
            marker={"symbol": "line-ns", "size": 9, "line": {"width": 1.5, "color": theme.ACCENT}},
            hoverinfo="skip",
        )
    )
