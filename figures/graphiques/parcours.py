"""Les graphiques du parcours : combien de points à chaque étape, combien de jours d'une étape à la suivante."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from domaine import francais
from figures.carte.classes import ETAPES, nommer_etape
from figures.graphiques import theme
from figures.mots import ecriture
from requetes.parcours.comptes import CompteEtape
from requetes.parcours.delais import DU_CADRE, Delai

_BLOQUE = "#D55E00"
_LIGNE_PX = 30


def tracer_etapes(comptes: Sequence[CompteEtape]) -> go.Figure:
    """Une barre par étape du parcours : les points qui avancent, puis les bloqués, hachurés ; les nombres sont écrits.

    Args:
        comptes: ceux d'un seul groupe.

    Returns:
        La figure, étapes 0 à 9 de haut en bas, même sans point ; «suspendu», «abandonné» et «aucune» s'il y en a.
    """
    lus = {c.etape: c for c in comptes}
    ordre = [e for e in ("aucune", *ETAPES) if e in lus or e.isdigit()]
    noms = [nommer_etape(e) for e in ordre]
    points = [lus[e].points if e in lus else 0 for e in ordre]
    bloques = [lus[e].bloques if e in lus else 0 for e in ordre]
    figure = go.Figure()
    for nom, valeurs, couleur, trame in (
        ("non bloqués", [p - b for p, b in zip(points, bloques, strict=True)], theme.ACCENT, ""),
        ("bloqués", bloques, _BLOQUE, "/"),
    ):
        figure.add_trace(
            go.Bar(
                y=noms,
                x=valeurs,
                name=nom,
                orientation="h",
                # Un point abandonné n'est ni bloqué ni en chemin : sa barre est neutre.
                marker={
                    "color": [theme.NEUTRE if e == "abandonné" else couleur for e in ordre],
                    "pattern": {"shape": trame, "size": 6},
                },
                hovertemplate=f"%{{y}} : %{{x}} {nom}<extra></extra>",
            )
        )
    for nom, p, b in zip(noms, points, bloques, strict=True):
        texte = f"<b>{p}</b>" + (f", dont {francais.compte(b, 'bloqué')}" if b else "")
        figure.add_annotation(x=p, y=nom, text=texte, showarrow=False, xanchor="left", xshift=5)
    theme.habiller(figure, _LIGNE_PX * len(ordre) + 50)
    figure.update_layout(barmode="stack", bargap=0.25, legend={"traceorder": "normal"})
    # De la place à droite pour les nombres écrits ; l'axe, qui les redirait, ne s'affiche pas.
    figure.update_xaxes(visible=False, range=[0, max([1, *points]) * 1.6])
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return figure


def nommer_passage(de: str, vers: str) -> str:
    """Un passage d'une étape à l'autre.

    >>> nommer_passage("2", "3"), nommer_passage("3", "7")
    ('2 → 3 · validation', '3 → 7 · de la validation à la remise en service')
    """
    if (de, vers) == DU_CADRE:
        return "3 → 7 · de la validation à la remise en service"
    return f"{de} → {nommer_etape(vers)}"


def tracer_delais(delais: Sequence[Delai]) -> go.Figure:
    """Un passage par ligne : la médiane en point, la moitié centrale des points (P25 à P75) en segment.

    Args:
        delais: ceux d'un seul groupe, un au moins.
    """
    figure = go.Figure()
    noms, etiquettes = [], []
    for delai in delais:
        nom = nommer_passage(delai.de, delai.vers)
        noms.append(nom)
        court = "3 → 7 · validation à<br>remise en service" if (delai.de, delai.vers) == DU_CADRE else nom
        etiquettes.append(f"{court}<br>{francais.compte(delai.points, 'point')}")
        figure.add_trace(
            go.Scatter(
                x=[delai.p25, delai.p75],
                y=[nom, nom],
                mode="lines",
                line={"color": theme.NEUTRE, "width": 8},
                name="moitié centrale des points (P25 à P75)",
                showlegend=len(noms) == 1,
                hoverinfo="skip",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[d.mediane for d in delais],
            y=noms,
            mode="markers+text",
            name="médiane",
            marker={"size": 13, "color": theme.ACCENT},
            text=[ecriture.valeur(d.mediane, "jours") for d in delais],
            textposition="top center",
            customdata=[dire_etendue(d.p25, d.p75) for d in delais],
            hovertemplate="%{y} : médiane %{text}, %{customdata}<extra></extra>",
        )
    )
    theme.habiller(figure, 52 * max(len(delais), 2) + 80)
    theme.axe_des_valeurs(figure, min(d.p25 for d in delais), max(d.p75 for d in delais), "jours", horizontal=True)
    figure.update_yaxes(
        autorange="reversed", type="category", tickmode="array", tickvals=noms, ticktext=etiquettes, showgrid=False
    )
    figure.update_xaxes(title={"text": "jours"})
    return figure


def dire_etendue(bas: float | None, haut: float | None, decimales: int = 0) -> str:
    r"""L'étendue interquartile en mots.

    >>> dire_etendue(164.0, 197.0), dire_etendue(None, None)
    ('de 164 à 197', 'n.\xa0d.')
    """
    if bas is None or haut is None:
        return francais.ND
    return f"de {francais.nombre(bas, decimales)} à {francais.nombre(haut, decimales)}"
