"""Les barres et les points : des zones côte à côte, contre leur propre cible, à une ou deux périodes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from domaine.figees import MASQUE
from figures.graphiques import theme
from figures.mots import ecriture

_LIGNE_PX = 44


def tracer_barres(lignes: pd.DataFrame, unite: str, mots_d_etat: Mapping[str, str]) -> go.Figure:
    """Une barre par zone, sa cible due en trait ; l'état est écrit sous son nom, jamais porté par la couleur seule.

    Args:
        lignes: colonnes de `requetes.comparaisons.zones.valeurs_par_zone`.
        unite: unité de l'indicateur.
        mots_d_etat: état → symbole et mot.

    Returns:
        La figure ; une zone sans valeur n'a pas de barre mais son absence écrite, un zéro est écrit 0, un chiffre
        provisoire est une barre hachurée.
    """
    zones = [ecriture.pour_plotly(z) for z in lignes["zone"]]
    textes = [_sous_le_nom(ligne, unite, mots_d_etat) for ligne in lignes.to_dict("records")]
    figure = go.Figure(
        go.Bar(
            y=zones,
            x=[0 if francais.absente(v) else v for v in lignes["valeur"]],
            orientation="h",
            name="valeur",
            marker={
                "color": theme.ACCENT,
                "pattern": {"shape": ["/" if p else "" for p in lignes["provisoire"].fillna(False)], "size": 6},
            },
            customdata=textes,
            hovertemplate="%{y} : %{customdata}<extra></extra>",
        )
    )
    cibles = lignes["cible_due"].notna()
    if cibles.any():
        figure.add_trace(
            go.Scatter(
                y=[z for z, garde in zip(zones, cibles, strict=True) if garde],
                x=list(lignes.loc[cibles, "cible_due"]),
                mode="markers",
                name="cible due",
                marker={"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": theme.CIBLE}},
                customdata=[ecriture.valeur(c, unite) for c in lignes.loc[cibles, "cible_due"]],
                hovertemplate="cible due : %{customdata}<extra></extra>",
            )
        )
    theme.habiller(figure, _LIGNE_PX * max(len(lignes), 2) + 70)
    haut = lignes[["valeur", "cible_due"]].max().max()
    theme.axe_des_valeurs(figure, lignes["valeur"].min(), 0 if francais.absente(haut) else haut, unite, horizontal=True)
    # Le chiffre et l'état sous le nom : au bout des barres, ils couvriraient les traits des cibles.
    etiquettes = [f"{zone}<br>{texte}" for zone, texte in zip(zones, textes, strict=True)]
    figure.update_yaxes(
        autorange="reversed", type="category", tickmode="array", tickvals=zones, ticktext=etiquettes, showgrid=False
    )
    return figure


def _sous_le_nom(ligne: Mapping[Hashable, Any], unite: str, mots: Mapping[str, str]) -> str:
    if francais.absente(ligne["valeur"]):
        if ligne["etat"] == MASQUE:
            return mots.get(MASQUE, MASQUE)
        motif = ligne.get("motif_absence")
        return ecriture.pour_plotly(francais.ND if francais.absente(motif) else f"{francais.ND} : {motif}")
    texte = ecriture.nombre(ligne["valeur"], unite)
    if ligne["valeur"] == 0:
        texte += " déclaré"
    marque = " (p)" if ligne["provisoire"] is True else ""
    return f"{texte}{marque}  {mots.get(str(ligne['etat']), '')}"


def tracer_deux_periodes(lignes: pd.DataFrame, unite: str, libelles: tuple[str, str]) -> go.Figure:
    """Deux points par zone, reliés : d'où l'on vient (creux), où l'on est (plein).

    Args:
        lignes: colonnes de `requetes.comparaisons.zones.deux_periodes`.
        unite: unité de l'indicateur.
        libelles: les deux périodes, en clair.
    """
    figure = go.Figure()
    contour = {"width": 2.5, "color": theme.ACCENT}
    zones = [ecriture.pour_plotly(z) for z in lignes["zone"]]
    for zone, avant, apres in zip(zones, lignes["valeur_a"], lignes["valeur_b"], strict=True):
        if not francais.absente(avant) and not francais.absente(apres):
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
    for colonne, libelle, marque in (("valeur_a", libelles[0], "circle-open"), ("valeur_b", libelles[1], "circle")):
        connues = lignes[colonne].notna()
        figure.add_trace(
            go.Scatter(
                x=list(lignes.loc[connues, colonne]),
                y=[z for z, garde in zip(zones, connues, strict=True) if garde],
                mode="markers",
                # Un point posé sur zéro reste entier.
                cliponaxis=False,
                name=libelle,
                marker={"symbol": marque, "size": 13, "color": theme.ACCENT, "line": contour},
                customdata=[ecriture.valeur(v, unite) for v in lignes.loc[connues, colonne]],
                hovertemplate=f"%{{y}}, {libelle} : %{{customdata}}<extra></extra>",
            )
        )
    theme.habiller(figure, 36 * max(len(lignes), 2) + 80)
    etendue = lignes[["valeur_a", "valeur_b"]]
    theme.axe_des_valeurs(figure, etendue.min().min(), etendue.max().max(), unite, horizontal=True)
    # L'étendue est dite : une zone sans aucun point garde sa ligne, une absence se voit.
    figure.update_yaxes(range=[len(zones) - 0.5, -0.5], type="category", categoryorder="array", categoryarray=zones)
    return figure
