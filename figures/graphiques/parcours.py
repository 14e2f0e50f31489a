"""Les graphiques du parcours : combien de points à chaque étape, combien de jours d'une étape à la suivante."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from figures.carte.classes import ETAPES
from figures.graphiques import theme
from figures.mots import ecriture

_BLOQUE = "#D55E00"
_LIGNE_PX = 30


def nommer_etape(code: object) -> str:
    """L'étape telle qu'elle se lit ; absente, rien n'est prévu.

    >>> nommer_etape("6"), nommer_etape("aucune"), nommer_etape(None)
    ('6 · réception provisoire', 'aucune étape datée', 'aucune étape prévue')
    """
    if francais.absente(code):
        return "aucune étape prévue"
    return "aucune étape datée" if code == "aucune" else ETAPES.get(str(code), str(code))


def tracer_etapes(comptes: pd.DataFrame) -> go.Figure:
    """Une barre par étape du parcours : les points qui avancent, puis les bloqués, hachurés ; les nombres sont écrits.

    Args:
        comptes: colonnes de `requetes.parcours.points.comptes_par_etape`, un seul groupe.

    Returns:
        La figure, étapes 0 à 9 de haut en bas, même sans point ; «suspendu», «abandonné» et «aucune» s'il y en a.
    """
    lus = {str(ligne["etape"]): ligne for ligne in comptes.to_dict("records")}
    ordre = [e for e in ("aucune", *ETAPES) if e in lus or e.isdigit()]
    noms = [nommer_etape(e) for e in ordre]
    points = [int(lus[e]["points"]) if e in lus else 0 for e in ordre]
    bloques = [int(lus[e]["bloques"]) if e in lus else 0 for e in ordre]
    figure = go.Figure()
    for nom, valeurs, couleur, motif in (
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
                    "pattern": {"shape": motif, "size": 6},
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


def nommer_passage(de: object, vers: object) -> str:
    """Un passage d'une étape à l'autre.

    >>> nommer_passage("2", "3"), nommer_passage("3", "7")
    ('2 → 3 · validation', '3 → 7 · de la validation à la remise en service')
    """
    if (de, vers) == ("3", "7"):
        return "3 → 7 · de la validation à la remise en service"
    return f"{de} → {nommer_etape(vers)}"


def tracer_delais(delais: pd.DataFrame) -> go.Figure:
    """Un passage par ligne : la médiane en point, la moitié centrale des points (P25 à P75) en segment.

    Args:
        delais: colonnes de `requetes.parcours.delais.delais`, un seul groupe.
    """
    figure = go.Figure()
    noms, etiquettes = [], []
    for ligne in delais.to_dict("records"):
        nom = nommer_passage(ligne["de"], ligne["vers"])
        noms.append(nom)
        court = "3 → 7 · validation à<br>remise en service" if nom.startswith("3 → 7") else nom
        etiquettes.append(f"{court}<br>{francais.compte(ligne['points'], 'point')}")
        figure.add_trace(
            go.Scatter(
                x=[ligne["p25"], ligne["p75"]],
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
            x=list(delais["mediane"]),
            y=noms,
            mode="markers+text",
            name="médiane",
            marker={"size": 13, "color": theme.ACCENT},
            text=[ecriture.valeur(m, "jours") for m in delais["mediane"]],
            textposition="top center",
            customdata=[dire_etendue(ligne["p25"], ligne["p75"]) for ligne in delais.to_dict("records")],
            hovertemplate="%{y} : médiane %{text}, %{customdata}<extra></extra>",
        )
    )
    theme.habiller(figure, 52 * max(len(delais), 2) + 80)
    theme.axe_des_valeurs(figure, delais["p25"].min(), delais["p75"].max(), "jours", horizontal=True)
    figure.update_yaxes(
        autorange="reversed", type="category", tickmode="array", tickvals=noms, ticktext=etiquettes, showgrid=False
    )
    figure.update_xaxes(title={"text": "jours"})
    return figure


def dire_etendue(bas: francais.Nombre, haut: francais.Nombre, decimales: int = 0) -> str:
    r"""L'étendue interquartile en mots.

    >>> dire_etendue(164.0, 197.0), dire_etendue(None, None)
    ('de 164 à 197', 'n.\xa0d.')
    """
    if francais.absente(bas) or francais.absente(haut):
        return francais.ND
    return f"de {francais.nombre(bas, decimales)} à {francais.nombre(haut, decimales)}"
