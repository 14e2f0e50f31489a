"""La dépense d'un plan : ce qui est payé contre ce qui est fait ; le temps écoulé contre ce qui est exécuté."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from domaine import francais
from figures.graphiques import theme
from figures.mots import ecriture

_HAUTEUR = 420
_LIGNE_PX = 46
#: Jugement → couleur, marque (règle S31).
_JUGEMENTS = {
    "accordée": (theme.NEUTRE, "circle-open"),
    "sous-dépensée": (theme.SUITE[1], "triangle-down"),
    "surdépensée": (theme.SUITE[3], "triangle-up"),
}


@dataclass(frozen=True)
class Depense:
    """Une activité : ce qui est fait et ce qui est payé de son budget, en pourcentage ; `dit`, sa bulle."""

    avancement_pct: float
    decaisse_pct: float
    jugement: str
    dit: str


def tracer_depense(depenses: Sequence[Depense]) -> go.Figure:
    """Un point par activité ; sur la diagonale, ce qui est payé est ce qui est fait."""
    figure = go.Figure()
    haut = max([100.0, *(d.decaisse_pct for d in depenses)])
    figure.add_shape(type="line", x0=0, y0=0, x1=100, y1=100, line={"color": theme.NEUTRE, "width": 1, "dash": "dash"})
    for jugement, (couleur, marque) in _JUGEMENTS.items():
        siennes = [d for d in depenses if d.jugement == jugement]
        if siennes:
            figure.add_trace(
                go.Scatter(
                    x=[d.avancement_pct for d in siennes],
                    y=[d.decaisse_pct for d in siennes],
                    name=f"{jugement} ({francais.nombre(len(siennes))})",
                    mode="markers",
                    marker={"color": couleur, "symbol": marque, "size": 10},
                    customdata=[ecriture.pour_plotly(d.dit) for d in siennes],
                    hovertemplate="%{customdata}<extra></extra>",
                )
            )
    theme.habiller(figure, _HAUTEUR)
    theme.axe_des_valeurs(figure, 0, haut, "%")
    figure.update_yaxes(title={"text": "décaissé, % du budget"})
    figure.update_xaxes(range=[-3, 103], ticksuffix="\u00a0%", title={"text": "avancement"}, showgrid=True)
    return figure


def tracer_execution(parts: Mapping[str, float | None]) -> go.Figure:
    """Une barre par part, de 0 à 100 %, son nombre au bout ; une part inconnue est dite «n. d.», sans barre."""
    figure, noms = go.Figure(), list(parts)
    figure.add_trace(
        go.Bar(
            x=[p or 0 for p in parts.values()],
            y=noms,
            orientation="h",
            marker={"color": [theme.NEUTRE, *[theme.ACCENT] * (len(noms) - 1)]},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    for nom, part in parts.items():
        texte = f"<b>{francais.pourcentage(part, 0)}</b>"
        figure.add_annotation(x=part or 0, y=nom, text=texte, showarrow=False, xanchor="left", xshift=5)
    theme.habiller(figure, _LIGNE_PX * len(noms) + 40)
    figure.update_layout(bargap=0.35)
    figure.update_xaxes(visible=False, range=[0, max([100.0, *(p or 0 for p in parts.values())]) * 1.12])
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return figure
