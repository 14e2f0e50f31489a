"""La frise d'un projet ou d'un seul point : étapes prévues et faites, visites et leurs tests, décisions.

Fonction pure : elle ne connaît que ce qu'on lui donne, et sert aussi bien à un point qu'à dix.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from figures.carte.classes import SYMBOLES, nommer_etape
from figures.graphiques import theme
from figures.mots import ecriture
from requetes.parcours.chronologie import EtapeRecue, PointDuProjet, VisiteRecue
from requetes.registres.decisions import Decision

_COULEURS = {s.libelle: s.couleur for s in SYMBOLES}
#: Tests passés → marque et couleur du statut correspondant, les mêmes que sur la carte.
_FORMES = {0: "triangle-up", 1: "triangle-up", 2: "square", 3: "square", 4: "circle"}
_STATUTS = {0: "non fonctionnel", 1: "non fonctionnel", 2: "partiellement fonctionnel"}
_STATUTS |= {3: "partiellement fonctionnel", 4: "pleinement fonctionnel"}
#: Une étape et la date où la placer : réelle quand elle est faite, prévue sinon.
_Datee = tuple[dt.date, EtapeRecue]
#: D'un point au suivant, et des étapes aux visites d'un même point.
_PAS, _ECART_VISITES = 1.2, 0.42
_LIGNE_PX, _BORDS_PX = 100, 120


def tracer_frise(
    points: Sequence[PointDuProjet],
    etapes: Sequence[EtapeRecue],
    visites: Sequence[VisiteRecue],
    decisions: Sequence[Decision],
    jour: dt.date,
) -> go.Figure:
    """Deux rangées par point (étapes, puis visites), une rangée de décisions en bas, et un trait à la date des données.

    Args:
        points: dans l'ordre où les montrer.
        etapes: ce qui n'a aucune date n'est pas dessiné.
        visites: celles de ces points.
        decisions: peut être vide.
        jour: date des données ; une étape prévue avant elle et pas faite est en retard.

    Returns:
        La figure ; habillée mais sans tracé quand rien n'est daté.
    """
    figure = go.Figure()
    rangs = {p.id_point: -_PAS * rang for rang, p in enumerate(points)}
    faites = [(e.date_reelle, e) for e in etapes if e.date_reelle is not None]
    a_venir = [(e.date_prevue, e) for e in etapes if e.date_reelle is None and e.date_prevue is not None]
    _relier(figure, faites, rangs)
    _tracer_faites(figure, faites, rangs)
    _tracer_prevues(figure, a_venir, rangs, jour)
    _tracer_visites(figure, visites, rangs)
    bas = min(rangs.values(), default=0.0) - _ECART_VISITES
    if decisions:
        bas -= 0.5
        _tracer_decisions(figure, decisions, bas)
    _habiller(figure, points, rangs, bas, bool(decisions))
    dates = [d for d, _ in (*faites, *a_venir)] + [v.date for v in visites] + [d.date for d in decisions]
    _graduer(figure, dates, jour)
    return figure


def _relier(figure: go.Figure, faites: Sequence[_Datee], rangs: dict[str, float]) -> None:
    for point in dict.fromkeys(e.id_point for _, e in faites):
        siennes = [date for date, e in faites if e.id_point == point]
        figure.add_trace(
            go.Scatter(
                x=[min(siennes), max(siennes)],
                y=[rangs[point]] * 2,
                mode="lines",
                line={"color": theme.NEUTRE, "width": 2},
                showlegend=False,
                hoverinfo="skip",
            )
        )


def _tracer_faites(figure: go.Figure, faites: Sequence[_Datee], rangs: dict[str, float]) -> None:
    arrets = {"suspendu": "S", "abandonné": "A"}
    _ajouter(
        figure,
        "étape faite (son numéro ; S suspendu, A abandonné)",
        [date for date, _ in faites],
        [rangs[e.id_point] for _, e in faites],
        [arrets.get(e.etape, e.etape) for _, e in faites],
        [_bulle_etape(e, f"faite le {francais.date(date)}", e.date_prevue) for date, e in faites],
        {"symbol": "circle", "size": 19, "color": theme.ACCENT},
        dans=True,
    )


def _tracer_prevues(figure: go.Figure, prevues: Sequence[_Datee], rangs: dict[str, float], jour: dt.date) -> None:
    attendues = [(date, e) for date, e in prevues if not e.sautee]
    for nom, choisies, symbole in (
        ("étape prévue, en retard", [x for x in attendues if x[0] < jour], "diamond-open-dot"),
        ("étape prévue, à venir", [x for x in attendues if x[0] >= jour], "diamond-open"),
        ("étape prévue, sautée", [x for x in prevues if x[1].sautee], "x-thin-open"),
    ):
        _ajouter(
            figure,
            nom,
            [date for date, _ in choisies],
            [rangs[e.id_point] for _, e in choisies],
            [e.etape for _, e in choisies],
            [_bulle_etape(e, f"prévue le {francais.date(date)}") for date, e in choisies],
            {"symbol": symbole, "size": 15, "color": theme.CIBLE, "line": {"width": 2}},
        )


def _bulle_etape(etape: EtapeRecue, quand: str, prevue: dt.date | None = None) -> str:
    texte = f"{ecriture.pour_plotly(etape.nom)}<br>{nommer_etape(etape.etape)}, {quand}"
    if prevue is not None:
        texte += f"<br>prévue le {francais.date(prevue)}"
    if etape.motif_blocage is not None:
        texte += f"<br>motif : {ecriture.pour_plotly(etape.motif_blocage)}"
    return texte


def _tracer_visites(figure: go.Figure, visites: Sequence[VisiteRecue], rangs: dict[str, float]) -> None:
    for nom, choisies, tests in (
        ("visite : 4 tests sur 4", [v for v in visites if not v.ferme and v.quatre_tests], 4),
        ("visite : 2 ou 3 tests", [v for v in visites if not v.en_panne and not v.quatre_tests], 2),
        ("visite : moins de 2 tests", [v for v in visites if not v.ferme and v.en_panne], 0),
        ("visite : point fermé", [v for v in visites if v.ferme], None),
    ):
        couleur = "#B65C93" if tests is None else _COULEURS[_STATUTS[tests]]
        _ajouter(
            figure,
            nom,
            [v.date for v in choisies],
            [rangs[v.id_point] - _ECART_VISITES for v in choisies],
            [f"{v.tests}/4" for v in choisies],
            [_bulle_visite(v) for v in choisies],
            {"symbol": "x" if tests is None else _FORMES[tests], "size": 11, "color": couleur},
            position="bottom center",
        )


def _bulle_visite(visite: VisiteRecue) -> str:
    tests = {"local": visite.local, "agent": visite.agent, "moyens": visite.moyens, "prestation": visite.prestation}
    passes = ", ".join(nom for nom, passe in tests.items() if passe) or "aucun"
    texte = f"{ecriture.pour_plotly(visite.nom)}<br>visite du {francais.date(visite.date)} : {visite.tests}/4"
    texte += f"<br>tests passés : {passes}"
    for dit in (visite.statut_fonctionnel, visite.motif):
        if dit is not None:
            texte += f"<br>{ecriture.pour_plotly(dit)}"
    return texte


def _tracer_decisions(figure: go.Figure, decisions: Sequence[Decision], bas: float) -> None:
    bulles = [
        f"décision du {francais.date(d.date)}<br>{ecriture.pour_plotly(d.texte)}<br>échéance : "
        f"{francais.date(d.echeance)} ; exécutée : {francais.date(d.date_execution)}"
        for d in decisions
    ]
    _ajouter(
        figure,
        "décision",
        [d.date for d in decisions],
        [bas] * len(decisions),
        [f"D{n}" for n in range(1, len(decisions) + 1)],
        bulles,
        {"symbol": "star", "size": 13, "color": "#B65C93"},
        position="bottom center",
    )


def _ajouter(
    figure: go.Figure,
    nom: str,
    dates: Sequence[dt.date],
    hauteurs: Sequence[float],
    textes: Sequence[str],
    bulles: Sequence[str],
    marque: dict[str, Any],
    *,
    position: str = "top center",
    dans: bool = False,
) -> None:
    if not dates:
        return
    figure.add_trace(
        go.Scatter(
            x=list(dates),
            y=list(hauteurs),
            mode="markers+text",
            name=nom,
            text=list(textes),
            textposition="middle center" if dans else position,
            textfont={"color": "#FFFFFF", "size": 12} if dans else {"size": 11},
            marker=marque,
            customdata=list(bulles),
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _habiller(
    figure: go.Figure, points: Sequence[PointDuProjet], rangs: dict[str, float], bas: float, decisions: bool
) -> None:
    theme.habiller(figure, int(_LIGNE_PX * (0.4 - bas)) + _BORDS_PX)
    figure.update_layout(legend={"font": {"size": 12}})
    hauteurs, textes = [], []
    for point in points:
        rang = rangs[point.id_point]
        # Le nom au-dessus de sa rangée, dans le cadre : dans la marge, il prendrait la place de la frise au téléphone.
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=rang + 0.24,
            yanchor="bottom",
            text=f"<b>{ecriture.pour_plotly(point.nom)}</b>",
            showarrow=False,
        )
        hauteurs += [rang, rang - _ECART_VISITES]
        textes += ["étapes", "visites"]
    if decisions:
        hauteurs.append(bas)
        textes.append("décisions")
    figure.update_yaxes(tickmode="array", tickvals=hauteurs, ticktext=textes, range=[bas - 0.35, 0.55], showgrid=False)


def _graduer(figure: go.Figure, dates: Sequence[dt.date], jour: dt.date) -> None:
    """L'axe du temps en trimestres, la date des données en trait."""
    figure.add_vline(x=pd.Timestamp(jour), line={"color": theme.NEUTRE, "width": 1.5, "dash": "dot"})
    debut, fin = pd.Timestamp(min([*dates, jour])), pd.Timestamp(max([*dates, jour]))
    marge = max((fin - debut) * 0.03, pd.Timedelta(days=10))
    trimestres = list(pd.date_range(debut, fin, freq="QS"))
    pas = max(1, -(-len(trimestres) // 6))
    gardes = trimestres[::pas]
    figure.update_xaxes(
        range=[debut - marge, fin + marge],
        tickmode="array",
        tickvals=gardes,
        ticktext=[f"T{t.quarter}<br>{t.year}" for t in gardes],
        showgrid=True,
    )
