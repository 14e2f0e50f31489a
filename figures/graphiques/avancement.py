"""L'avancement de travaux : prévu en tirets, physique en plein, financier en pointillé, de 0 à 100 %."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import plotly.graph_objects as go

from domaine import francais
from domaine.periodes import periodes_entre
from figures.graphiques import theme
from requetes.registres.chantiers import Avancement

_HAUTEUR = 330
#: Ce qui se trace → nom, couleur, trait, marque.
_TRAITS = {
    "prevu_pct": ("prévu", theme.NEUTRE, "dash", "circle-open"),
    "physique_pct": ("physique", theme.ACCENT, "solid", "circle"),
    "financier_pct": ("financier", theme.SUITE[1], "dot", "square"),
}


class Releve(Protocol):
    """Ce qu'un registre dit d'une chose un jour : fait et payé, de 0 à 100, `None` quand il le tait."""

    @property
    def date(self) -> dt.date: ...
    @property
    def physique_pct(self) -> float | None: ...
    @property
    def financier_pct(self) -> float | None: ...


def tracer_avancement(courbe: Sequence[Avancement]) -> go.Figure:
    """Les trois courbes de plusieurs chantiers ; une part inconnue est un trou."""
    return _tracer({champ: [(a.date, getattr(a, champ)) for a in courbe] for champ in _TRAITS})


def tracer_releves(releves: Sequence[Releve], debut_prevu: dt.date | None, fin_prevue: dt.date | None) -> go.Figure:
    """Les relevés d'une chose, contre la droite entre ses deux dates prévues quand elles sont connues (règle S2)."""
    bouts = [(debut_prevu, 0.0), (fin_prevue, 100.0)] if debut_prevu and fin_prevue else []
    return _tracer(
        {
            "prevu_pct": [(d, p) for d, p in bouts if d is not None],
            "physique_pct": [(r.date, r.physique_pct) for r in releves],
            "financier_pct": [(r.date, r.financier_pct) for r in releves],
        }
    )


def _tracer(courbes: dict[str, list[tuple[dt.date, float | None]]]) -> go.Figure:
    figure = go.Figure()
    for champ, (nom, couleur, trait, marque) in _TRAITS.items():
        points = courbes[champ]
        if not any(p is not None for _, p in points):
            continue
        figure.add_trace(
            go.Scatter(
                x=[theme.instant(d) for d, _ in points],
                y=[p for _, p in points],
                name=nom,
                mode="lines+markers" if len(points) < 40 else "lines",
                line={"color": couleur, "dash": trait, "width": 2.5},
                marker={"symbol": marque, "size": 6},
                customdata=[f"{francais.date(d)} : {nom} {francais.pourcentage(p, 0)}" for d, p in points],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    dates = [d for points in courbes.values() for d, _ in points]
    theme.habiller(figure, _HAUTEUR)
    theme.axe_des_valeurs(figure, 0, 100, "%")
    theme.axe_du_temps(figure, {p.libelle: p.debut for p in periodes_entre("trimestre", min(dates), max(dates))})
    return figure
