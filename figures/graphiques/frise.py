"""La frise d'un projet ou d'un seul point : étapes prévues et faites, visites et leurs tests, décisions.

Fonction pure : elle ne connaît que les tables qu'on lui donne, et sert aussi bien à un point qu'à dix.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from figures.carte.classes import SYMBOLES
from figures.graphiques import theme
from figures.graphiques.parcours import nommer_etape
from figures.mots import ecriture

_COULEURS = {s.libelle: s.couleur for s in SYMBOLES}
#: Tests passés → marque et couleur du statut correspondant, les mêmes que sur la carte.
_FORMES = {0: "triangle-up", 1: "triangle-up", 2: "square", 3: "square", 4: "circle"}
_STATUTS = {0: "non fonctionnel", 1: "non fonctionnel", 2: "partiellement fonctionnel"}
_STATUTS |= {3: "partiellement fonctionnel", 4: "pleinement fonctionnel"}
#: D'un point au suivant, et des étapes aux visites d'un même point.
_PAS, _ECART_VISITES = 1.2, 0.42
_LIGNE_PX, _BORDS_PX = 100, 120


def tracer_frise(
    points: pd.DataFrame, etapes: pd.DataFrame, visites: pd.DataFrame, decisions: pd.DataFrame, jour: dt.date
) -> go.Figure:
    """Deux rangées par point (étapes, puis visites), une rangée de décisions en bas, et un trait à la date des données.

    Args:
        points: `id_point, nom` ; une ligne par point, dans l'ordre où les montrer.
        etapes: `requetes.parcours.chronologie.etapes` ; ce qui n'a aucune date n'est pas dessiné.
        visites: `requetes.parcours.chronologie.visites`.
        decisions: `requetes.parcours.chronologie.decisions` ; peut être vide.
        jour: date des données ; une étape prévue avant elle et pas faite est en retard.

    Returns:
        La figure ; habillée mais sans tracé quand rien n'est daté.
    """
    figure = go.Figure()
    rangs = {str(p): -_PAS * rang for rang, p in enumerate(points["id_point"])}
    faites = etapes[etapes["date_reelle"].notna()]
    a_venir = etapes[etapes["date_reelle"].isna() & etapes["date_prevue"].notna()]
    _relier(figure, faites, rangs)
    _tracer_faites(figure, faites, rangs)
    _tracer_prevues(figure, a_venir, rangs, pd.Timestamp(jour))
    _tracer_visites(figure, visites, rangs)
    bas = min(rangs.values(), default=0.0) - _ECART_VISITES
    if not decisions.empty:
        bas -= 0.5
        _tracer_decisions(figure, decisions, bas)
    _habiller(figure, points, rangs, bas, not decisions.empty)
    dates = [*faites["date_reelle"], *a_venir["date_prevue"], *visites["date"], *decisions["date"]]
    _graduer(figure, [pd.Timestamp(d) for d in dates], pd.Timestamp(jour))
    return figure


def _relier(figure: go.Figure, faites: pd.DataFrame, rangs: dict[str, float]) -> None:
    for point, siennes in faites.groupby("id_point", sort=False):
        figure.add_trace(
            go.Scatter(
                x=[siennes["date_reelle"].min(), siennes["date_reelle"].max()],
                y=[rangs[str(point)]] * 2,
                mode="lines",
                line={"color": theme.NEUTRE, "width": 2},
                showlegend=False,
                hoverinfo="skip",
            )
        )


def _tracer_faites(figure: go.Figure, faites: pd.DataFrame, rangs: dict[str, float]) -> None:
    arrets = {"suspendu": "S", "abandonné": "A"}
    _ajouter(
        figure,
        "étape faite (son numéro ; S suspendu, A abandonné)",
        faites["date_reelle"],
        [rangs[str(p)] for p in faites["id_point"]],
        [arrets.get(str(e), str(e)) for e in faites["etape"]],
        [_bulle_etape(ligne, "faite le", "date_reelle") for ligne in faites.to_dict("records")],
        {"symbol": "circle", "size": 19, "color": theme.ACCENT},
        dans=True,
    )


def _tracer_prevues(figure: go.Figure, prevues: pd.DataFrame, rangs: dict[str, float], jour: pd.Timestamp) -> None:
    sautee = prevues["sautee"].astype(bool)
    attendues = prevues[~sautee]
    for nom, choisies, symbole in (
        ("étape prévue, en retard", attendues[attendues["date_prevue"] < jour], "diamond-open-dot"),
        ("étape prévue, à venir", attendues[attendues["date_prevue"] >= jour], "diamond-open"),
        ("étape prévue, sautée", prevues[sautee], "x-thin-open"),
    ):
        _ajouter(
            figure,
            nom,
            choisies["date_prevue"],
            [rangs[str(p)] for p in choisies["id_point"]],
            [str(e) for e in choisies["etape"]],
            [_bulle_etape(ligne, "prévue le", "date_prevue") for ligne in choisies.to_dict("records")],
            {"symbol": symbole, "size": 15, "color": theme.CIBLE, "line": {"width": 2}},
        )


def _bulle_etape(ligne: dict[Hashable, Any], mot: str, colonne: str) -> str:
    texte = (
        f"{ecriture.pour_plotly(ligne['nom'])}<br>{nommer_etape(ligne['etape'])}, {mot} {francais.date(ligne[colonne])}"
    )
    if colonne == "date_reelle" and not francais.absente(ligne["date_prevue"]):
        texte += f"<br>prévue le {francais.date(ligne['date_prevue'])}"
    if not francais.absente(ligne["motif_blocage"]):
        texte += f"<br>motif : {ecriture.pour_plotly(ligne['motif_blocage'])}"
    return texte


def _tracer_visites(figure: go.Figure, visites: pd.DataFrame, rangs: dict[str, float]) -> None:
    ferme, en_panne, pleine = (visites[c].astype(bool) for c in ("ferme", "en_panne", "quatre_tests"))
    for nom, choisies, tests in (
        ("visite : 4 tests sur 4", visites[~ferme & pleine], 4),
        ("visite : 2 ou 3 tests", visites[~en_panne & ~pleine], 2),
        ("visite : moins de 2 tests", visites[~ferme & en_panne], 0),
        ("visite : point fermé", visites[ferme], None),
    ):
        couleur = "#B65C93" if tests is None else _COULEURS[_STATUTS[tests]]
        _ajouter(
            figure,
            nom,
            choisies["date"],
            [rangs[str(p)] - _ECART_VISITES for p in choisies["id_point"]],
            [f"{n}/4" for n in choisies["tests"]],
            [_bulle_visite(ligne) for ligne in choisies.to_dict("records")],
            {"symbol": "x" if tests is None else _FORMES[tests], "size": 11, "color": couleur},
            position="bottom center",
        )


def _bulle_visite(ligne: dict[Hashable, Any]) -> str:
    passes = ", ".join(t for t in ("local", "agent", "moyens", "prestation") if ligne[t]) or "aucun"
    texte = f"{ecriture.pour_plotly(ligne['nom'])}<br>visite du {francais.date(ligne['date'])} : {ligne['tests']}/4"
    texte += f"<br>tests passés : {passes}"
    for colonne in ("statut_fonctionnel", "motif"):
        if not francais.absente(ligne[colonne]):
            texte += f"<br>{ecriture.pour_plotly(ligne[colonne])}"
    return texte


def _tracer_decisions(figure: go.Figure, decisions: pd.DataFrame, bas: float) -> None:
    bulles = [
        f"décision du {francais.date(d['date'])}<br>{ecriture.pour_plotly(d['texte'])}<br>échéance : "
        f"{francais.date(d['echeance'])} ; exécutée : {francais.date(d['date_execution'])}"
        for d in decisions.to_dict("records")
    ]
    _ajouter(
        figure,
        "décision",
        decisions["date"],
        [bas] * len(decisions),
        [f"D{n}" for n in range(1, len(decisions) + 1)],
        bulles,
        {"symbol": "star", "size": 13, "color": "#B65C93"},
        position="bottom center",
    )


def _ajouter(
    figure: go.Figure,
    nom: str,
    dates: pd.Series,
    hauteurs: Sequence[float],
    textes: Sequence[str],
    bulles: Sequence[str],
    marque: dict[str, Any],
    *,
    position: str = "top center",
    dans: bool = False,
) -> None:
    if dates.empty:
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


def _habiller(figure: go.Figure, points: pd.DataFrame, rangs: dict[str, float], bas: float, decisions: bool) -> None:
    theme.habiller(figure, int(_LIGNE_PX * (0.4 - bas)) + _BORDS_PX)
    figure.update_layout(legend={"font": {"size": 12}})
    hauteurs, textes = [], []
    for point, nom in zip(points["id_point"], points["nom"], strict=True):
        rang = rangs[str(point)]
        # Le nom au-dessus de sa rangée, dans le cadre : dans la marge, il prendrait la place de la frise au téléphone.
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=rang + 0.24,
            yanchor="bottom",
            text=f"<b>{ecriture.pour_plotly(nom)}</b>",
            showarrow=False,
        )
        hauteurs += [rang, rang - _ECART_VISITES]
        textes += ["étapes", "visites"]
    if decisions:
        hauteurs.append(bas)
        textes.append("décisions")
    figure.update_yaxes(tickmode="array", tickvals=hauteurs, ticktext=textes, range=[bas - 0.35, 0.55], showgrid=False)


def _graduer(figure: go.Figure, dates: list[pd.Timestamp], jour: pd.Timestamp) -> None:
    """L'axe du temps en trimestres, la date des données en trait."""
    figure.add_vline(x=jour, line={"color": theme.NEUTRE, "width": 1.5, "dash": "dot"})
    debut, fin = min([*dates, jour]), max([*dates, jour])
    marge = max((fin - debut) * 0.03, pd.Timedelta(days=10))
    trimestres = list(pd.date_range(debut.normalize(), fin, freq="QS"))
    pas = max(1, -(-len(trimestres) // 6))
    gardes = trimestres[::pas]
    figure.update_xaxes(
        range=[debut - marge, fin + marge],
        tickmode="array",
        tickvals=gardes,
        ticktext=[f"T{t.quarter}<br>{t.year}" for t in gardes],
        showgrid=True,
    )
