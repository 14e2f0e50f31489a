"""La répartition d'un registre : combien dans chaque état, groupe par groupe ; les nombres sont dans les barres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from domaine import francais
from figures.graphiques import theme
from figures.mots import ecriture

_LIGNE_PX = 38


def tracer_repartition(
    groupes: Mapping[str, Mapping[str, int]], aspects: Mapping[str, tuple[str, str]], *, debout: bool = False
) -> go.Figure:
    """Une barre empilée par groupe.

    Args:
        groupes: groupe → état → nombre ; un état absent du groupe ne s'y dessine pas.
        aspects: état → (couleur, motif de hachure), dans l'ordre de l'empilement et de la légende.
        debout: vrai pour des groupes qui se suivent dans le temps.
    """
    figure, groupe = go.Figure(), "x" if debout else "y"
    noms = [ecriture.pour_plotly(nom) for nom in groupes]
    for etat, (couleur, hachure) in aspects.items():
        nombres = [siens.get(etat, 0) for siens in groupes.values()]
        if not any(nombres):
            continue
        axes = {"x": noms, "y": nombres} if debout else {"x": nombres, "y": noms}
        figure.add_trace(
            go.Bar(
                **axes,
                name=etat,
                orientation="v" if debout else "h",
                marker={"color": couleur, "pattern": _hachurer(hachure)},
                text=[francais.nombre(n) if n else "" for n in nombres],
                textposition="inside",
                textangle=0,
                insidetextfont={"color": "#FFFFFF"},
                hovertemplate=f"%{{{groupe}}}\u00a0: %{{text}} {ecriture.pour_plotly(etat)}<extra></extra>",
            )
        )
    hauteur = 320 if debout else _LIGNE_PX * len(groupes) + 70
    theme.habiller(figure, hauteur)
    figure.update_layout(barmode="stack", bargap=0.3, legend={"traceorder": "normal"})
    # Dessous : au-dessus, sur un téléphone, quatre états l'un sous l'autre couvriraient le titre.
    figure.update_layout(legend={"yanchor": "top", "y": -0.27 if debout else 0})
    if debout:
        figure.update_xaxes(type="category", tickmode="array", tickangle=0, **_graduations(noms))
        theme.axe_des_valeurs(figure, 0, max((sum(s.values()) for s in groupes.values()), default=0), "")
    else:
        figure.update_xaxes(visible=False)
        figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return figure


def _hachurer(forme: str) -> dict[str, object]:
    """La hachure pâle d'une barre pleine : le nombre s'y lit encore."""
    return {"shape": forme, "size": 7, "fillmode": "overlay", "fgcolor": "#FFFFFF", "fgopacity": 0.35}


def _graduations(noms: Sequence[str]) -> dict[str, Sequence[str]]:
    """Chaque nom sur deux lignes : penchés, sur un téléphone, ils couvriraient la légende."""
    pas = max(1, -(-len(noms) // theme.TICKS_MAX))
    gardes = noms[::-1][::pas][::-1]
    return {"tickvals": gardes, "ticktext": ["<br>".join(nom.split(maxsplit=1)) for nom in gardes]}
