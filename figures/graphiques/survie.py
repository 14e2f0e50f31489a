"""La courbe de survie des points restaurés : des marches, leur intervalle, et les effectifs à risque sous l'axe."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from domaine.survie import JOURS_PAR_MOIS
from figures.graphiques import theme

_VOILE = "rgba(43, 125, 176, 0.18)"


def tracer_survie(
    courbe: pd.DataFrame, effectifs: pd.DataFrame, suivis: pd.DataFrame, *, hauteur: int = 400
) -> go.Figure:
    """La part sans rechute, marche par marche, jusqu'au plus long suivi et pas au-delà.

    Args:
        courbe: `requetes.parcours.survie.courbe`, non vide.
        effectifs: `requetes.parcours.survie.effectifs_a_risque` : imprimés sous chaque graduation.
        suivis: `requetes.parcours.survie.points_suivis` ; un trait fin marque chaque fin de suivi sans rechute.
        hauteur: en pixels.
    """
    figure = go.Figure()
    mois = [j / JOURS_PAR_MOIS for j in courbe["jours"]]
    _tracer_intervalle(figure, courbe, mois)
    bulles = [
        f"{francais.nombre(m, 1)} mois : {francais.pourcentage(s)}, {francais.compte(n, 'point')} à risque"
        for m, s, n in zip(mois, courbe["survie_pct"], courbe["a_risque"], strict=True)
    ]
    figure.add_trace(
        go.Scatter(
            x=mois,
            y=list(courbe["survie_pct"]),
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
        tickvals=list(effectifs["mois"]),
        ticktext=[f"{m}<br><b>{n}</b>" for m, n in zip(effectifs["mois"], effectifs["a_risque"], strict=True)],
        title={"text": "mois depuis 4/4 ; dessous, <b>points à risque</b>", "standoff": 6},
        range=[-0.4, max(mois[-1], 3) * 1.03],
        showgrid=False,
    )
    return figure


def _tracer_intervalle(figure: go.Figure, courbe: pd.DataFrame, mois: list[float]) -> None:
    connus = courbe["bas_pct"].notna() & courbe["haut_pct"].notna()
    if not connus.any():
        return
    x = [m for m, c in zip(mois, connus, strict=True) if c]
    for colonne, remplir in (("haut_pct", None), ("bas_pct", "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=x,
                y=list(courbe.loc[connus, colonne]),
                mode="lines",
                line={"width": 0, "shape": "hv"},
                fill=remplir,
                fillcolor=_VOILE,
                name="intervalle de confiance à 95 %".replace(" %", f"{francais.INSECABLE}%"),
                showlegend=remplir is not None,
                hoverinfo="skip",
            )
        )


def _marquer_les_censures(figure: go.Figure, courbe: pd.DataFrame, suivis: pd.DataFrame) -> None:
    jours = sorted(float(j) for j, r in zip(suivis["jours"], suivis["rechute"], strict=True) if not r)
    if not jours:
        return
    marches = list(zip(courbe["jours"], courbe["survie_pct"], strict=True))
    figure.add_trace(
        go.Scatter(
            x=[j / JOURS_PAR_MOIS for j in jours],
            y=[next(s for depuis, s in reversed(marches) if depuis <= j) for j in jours],
            mode="markers",
            name="fin du suivi, sans rechute",
            marker={"symbol": "line-ns", "size": 9, "line": {"width": 1.5, "color": theme.ACCENT}},
            hoverinfo="skip",
        )
    )
