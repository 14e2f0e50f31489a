"""Le diagramme de Gantt : ce qui était prévu, en creux ; ce qui s'est fait, en plein ; le jour lu, en trait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from domaine import francais
from domaine.periodes import periode_contenant, periodes_entre
from figures.graphiques import theme
from figures.mots import ecriture

_LIGNE_PX, _LIGNE_DOUBLE_PX = 46, 60
_LETTRES_MAX = 42
#: Un axe plus court n'aurait qu'un ou deux débuts de trimestre.
_COURT_JOURS = 200
_JOUR_MS = 86_400_000


@dataclass(frozen=True)
class Barre:
    """Une chose prévue d'un jour à un autre, et ce qu'il en est.

    Attributes:
        nom: écrit au-dessus d'elle.
        debut_prevu, fin_prevue: `None` : rien n'est dessiné de prévu.
        debut, fin: réels ; commencée et non finie, elle va jusqu'au jour lu.
        aspect: clé des aspects de la figure : ce qu'est la chose ce jour-là.
        dit: la bulle, une phrase.
        suite: ce qui s'écrit après le nom : «45 %», «en retard de 92 jours».
    """

    nom: str
    debut_prevu: dt.date | None
    fin_prevue: dt.date | None
    debut: dt.date | None
    fin: dt.date | None
    aspect: str
    dit: str
    suite: str = ""


def tracer_gantt(barres: Sequence[Barre], aspects: Mapping[str, tuple[str, str]], jour: dt.date) -> go.Figure:
    """Une ligne par chose, dans l'ordre donné, de haut en bas.

    Args:
        barres: celles qui ont au moins une date ; une chose sans date n'a pas de place dans le temps.
        aspects: aspect → (couleur, motif de hachure) ; l'ordre est celui de la légende.
        jour: le jour lu.
    """
    figure = go.Figure()
    rangs = list(range(len(barres)))
    _ajouter(figure, "prévu", [(r, b.debut_prevu, b.fin_prevue, b.dit) for r, b in zip(rangs, barres, strict=True)])
    for aspect, (couleur, hachure) in aspects.items():
        siennes = [(r, b.debut, b.fin or jour, b.dit) for r, b in zip(rangs, barres, strict=True) if b.aspect == aspect]
        _ajouter(figure, aspect, siennes, couleur, hachure)
    figure.add_vline(x=theme.instant(jour), line={"color": theme.NEUTRE, "width": 1.5, "dash": "dash"})
    for rang, barre in zip(rangs, barres, strict=True):
        # Au-dessus de sa barre, et non à sa gauche : sur un téléphone, les noms prendraient toute la largeur. Ce qui
        # suit le nom est dessous : à côté, il y serait coupé.
        texte = f"<b>{ecriture.pour_plotly(_abreger(barre.nom))}</b>"
        texte += f"<br>{ecriture.pour_plotly(barre.suite)}" if barre.suite else ""
        figure.add_annotation(
            x=0, xref="paper", y=rang, yshift=12, yanchor="bottom", text=texte, showarrow=False, xanchor="left",
            align="left",
        )  # fmt: skip
    doubles = any(b.suite for b in barres)
    theme.habiller(figure, (_LIGNE_DOUBLE_PX if doubles else _LIGNE_PX) * len(barres) + 90)
    figure.update_layout(barmode="overlay", bargap=0.3)
    figure.update_yaxes(autorange=False, range=[len(barres) - 0.5, -0.9], visible=False)
    _graduer(figure, barres, jour)
    return figure


def _abreger(nom: str) -> str:
    return nom if len(nom) <= _LETTRES_MAX else nom[: _LETTRES_MAX - 1] + "…"


def _ajouter(
    figure: go.Figure,
    nom: str,
    morceaux: Sequence[tuple[int, dt.date | None, dt.date | None, str]],
    couleur: str = "",
    hachure: str = "",
) -> None:
    """Une trace de barres ; sans couleur, c'est un contour : le prévu se voit sous le réel, et s'imprime."""
    places = [(r, d, f, dit) for r, d, f, dit in morceaux if d is not None and f is not None and f >= d]
    if not places:
        return
    contour = {"color": "rgba(0,0,0,0)", "line": {"color": theme.NEUTRE, "width": 1.5}}
    plein = {"color": couleur, "pattern": {"shape": hachure, "size": 6}}
    figure.add_trace(
        go.Bar(
            y=[r for r, *_ in places],
            base=[theme.instant(d) for _, d, _, _ in places],
            x=[((f - d).days + 1) * _JOUR_MS for _, d, f, _ in places],
            orientation="h",
            name=nom,
            width=0.22 if couleur else 0.4,
            marker=plein if couleur else contour,
            customdata=[ecriture.pour_plotly(dit) for *_, dit in places],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _graduer(figure: go.Figure, barres: Sequence[Barre], jour: dt.date) -> None:
    """L'axe du temps en trimestres, ou en mois quand il est court, de la première à la dernière date."""
    dates = [d for b in barres for d in (b.debut_prevu, b.fin_prevue, b.debut, b.fin) if d] + [jour]
    debut, fin = min(dates), max(dates)
    marge, pas = dt.timedelta(days=10), "mois" if (fin - debut).days <= _COURT_JOURS else "trimestre"
    periodes = periodes_entre(pas, debut, periode_contenant(pas, fin).fin)
    theme.axe_du_temps(figure, {p.libelle: p.debut for p in periodes if p.debut >= debut - marge})
    figure.update_xaxes(type="date", showgrid=True, range=[theme.instant(debut - marge), theme.instant(fin + marge)])


def dire_prevu(debut: dt.date | None, fin: dt.date | None) -> str:
    r"""Les deux dates prévues, en clair.

    >>> dire_prevu(dt.date(2024, 1, 2), None)
    'prévu du 02/01/2024 au n.\xa0d.'
    """
    return f"prévu du {francais.date_courte(debut)} au {francais.date_courte(fin)}"
