"""Les barres et les points : des zones côte à côte, contre leur propre cible, à une ou deux périodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import plotly.graph_objects as go

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.figees import MASQUE
from figures.graphiques import theme
from figures.mots import ecriture

_LIGNE_PX = 44


class Deux(Protocol):
    """Une zone, ou tout autre nom, et sa valeur à deux moments ; `None` : inconnue."""

    @property
    def zone(self) -> str: ...
    @property
    def valeur_a(self) -> float | None: ...
    @property
    def valeur_b(self) -> float | None: ...


def tracer_barres(lignes: Sequence[Chiffre], mots_d_etat: Mapping[str, str]) -> go.Figure:
    """Une barre par zone, sa cible due en trait ; l'état est écrit sous son nom, jamais porté par la couleur seule.

    Args:
        lignes: un chiffre par zone, au moins un.
        mots_d_etat: état → symbole et mot.

    Returns:
        La figure ; une zone sans valeur n'a pas de barre mais son absence écrite, un zéro est écrit 0, un chiffre
        provisoire est une barre hachurée.
    """
    unite = lignes[0].unite
    zones = [ecriture.pour_plotly(x.zone) for x in lignes]
    textes = [_sous_le_nom(x, mots_d_etat) for x in lignes]
    figure = go.Figure(
        go.Bar(
            y=zones,
            x=[0 if x.valeur is None else x.valeur for x in lignes],
            orientation="h",
            name="valeur",
            marker={
                "color": theme.ACCENT,
                "pattern": {"shape": ["/" if x.provisoire else "" for x in lignes], "size": 6},
            },
            customdata=textes,
            hovertemplate="%{y} : %{customdata}<extra></extra>",
        )
    )
    cibles = [(zone, x.cible_due) for zone, x in zip(zones, lignes, strict=True) if x.cible_due is not None]
    if cibles:
        figure.add_trace(
            go.Scatter(
                y=[zone for zone, _ in cibles],
                x=[cible for _, cible in cibles],
                mode="markers",
                name="cible due",
                marker={"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": theme.CIBLE}},
                customdata=[ecriture.valeur(cible, unite) for _, cible in cibles],
                hovertemplate="cible due : %{customdata}<extra></extra>",
            )
        )
    theme.habiller(figure, _LIGNE_PX * max(len(lignes), 2) + 70)
    valeurs = [x.valeur for x in lignes if x.valeur is not None]
    haut = max([*valeurs, *(cible for _, cible in cibles)], default=0)
    theme.axe_des_valeurs(figure, min(valeurs, default=0), haut, unite, horizontal=True)
    _etiqueter(figure, zones, textes)
    return figure


def _etiqueter(figure: go.Figure, zones: Sequence[str], textes: Sequence[str]) -> None:
    """Le chiffre et l'état sous le nom : au bout des barres, ils couvriraient les traits des cibles."""
    etiquettes = [f"{zone}<br>{texte}" for zone, texte in zip(zones, textes, strict=True)]
    figure.update_yaxes(
        autorange="reversed", type="category", tickmode="array", tickvals=zones, ticktext=etiquettes, showgrid=False
    )


def _sous_le_nom(x: Chiffre, mots: Mapping[str, str]) -> str:
    if x.valeur is None:
        if x.masque:
            return mots.get(MASQUE, MASQUE)
        return ecriture.pour_plotly(f"{francais.ND} : {x.motif_absence}" if x.motif_absence else francais.ND)
    texte = ecriture.nombre(x.valeur, x.unite)
    if x.valeur == 0:
        texte += " déclaré"
    marque = " (p)" if x.provisoire else ""
    return f"{texte}{marque}  {mots.get(str(x.etat), '')}"


def tracer_deux_periodes(lignes: Sequence[Deux], unite: str, libelles: tuple[str, str]) -> go.Figure:
    """Deux points par zone, reliés : d'où l'on vient (creux), où l'on est (plein).

    Args:
        lignes: une par zone, au moins une.
        unite: unité de l'indicateur.
        libelles: les deux moments, en clair.
    """
    figure = go.Figure()
    contour = {"width": 2.5, "color": theme.ACCENT}
    zones = [ecriture.pour_plotly(z.zone) for z in lignes]
    cotes = {"circle-open": [z.valeur_a for z in lignes], "circle": [z.valeur_b for z in lignes]}
    for zone, avant, apres in zip(zones, *cotes.values(), strict=True):
        if avant is not None and apres is not None:
            figure.add_trace(
                go.Scatter(
                    x=[avant, apres],
                    y=[zone, zone],
                    mode="lines",
                    line={"color": theme.NEUTRE, "width": 2},
                    showlegend=False,
                    hoverinfo="skip",
                )
            )
    for libelle, (marque, valeurs) in zip(libelles, cotes.items(), strict=True):
        connues = [(zone, v) for zone, v in zip(zones, valeurs, strict=True) if v is not None]
        figure.add_trace(
            go.Scatter(
                x=[v for _, v in connues],
                y=[zone for zone, _ in connues],
                mode="markers",
                # Un point posé sur zéro reste entier.
                cliponaxis=False,
                name=libelle,
                marker={"symbol": marque, "size": 13, "color": theme.ACCENT, "line": contour},
                customdata=[ecriture.valeur(v, unite) for _, v in connues],
                hovertemplate=f"%{{y}}, {libelle} : %{{customdata}}<extra></extra>",
            )
        )
    theme.habiller(figure, 36 * max(len(lignes), 2) + 80)
    etendue = [v for valeurs in cotes.values() for v in valeurs if v is not None]
    theme.axe_des_valeurs(figure, min(etendue, default=0), max(etendue, default=0), unite, horizontal=True)
    # L'étendue est dite : une zone sans aucun point garde sa ligne, une absence se voit.
    figure.update_yaxes(range=[len(zones) - 0.5, -0.5], type="category", categoryorder="array", categoryarray=zones)
    return figure
