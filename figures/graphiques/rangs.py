"""Le graphique des rangs : qui passe devant qui, période après période."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from figures.graphiques import theme
from figures.mots import ecriture

#: Écart vertical entre deux ex æquo, en rangs : assez pour les voir, trop peu pour un autre rang.
_ECART_DES_EGAUX = 0.3


def tracer_rangs(lignes: pd.DataFrame, unite: str) -> go.Figure:
    """Une ligne par zone ; le premier rang est en haut.

    Une zone sans rang à une période laisse un trou, un chiffre provisoire est un marqueur creux, des ex æquo sont
    posés côte à côte autour de leur rang. «(!)» suit une période où la complétude n'est pas la même partout.

    Args:
        lignes: colonnes de `requetes.comparaisons.zones.rangs`.
        unite: unité de la valeur rapportée.
    """
    figure = go.Figure()
    places = lignes.assign(place=_places(lignes))
    codes = list(dict.fromkeys(lignes["code_zone"]))
    couleurs = theme.couleurs_des_zones(codes)
    for numero, code in enumerate(codes):
        figure.add_trace(_trace(places[places["code_zone"] == code], unite, couleurs[code], numero))
    dernier = lignes["rang"].max()
    dernier = 1 if francais.absente(dernier) else int(dernier)
    theme.habiller(figure, 46 * max(dernier, 3) + 90, legende=False)
    _nommer_les_lignes(figure, places, couleurs)
    periodes = lignes.drop_duplicates("periode").sort_values("fin")
    if not periodes.empty:
        theme.axe_du_temps(figure, periodes[["periode", "fin"]])
        reservees = dict(zip(periodes["fin"], periodes["completude_differe"], strict=True))
        axe = figure.layout.xaxis
        axe.ticktext = [
            f"{texte} (!)" if reservees[fin] else texte for fin, texte in zip(axe.tickvals, axe.ticktext, strict=True)
        ]
    rangs = list(range(1, dernier + 1))
    figure.update_yaxes(
        range=[dernier + 0.5, 0.5], tickmode="array", tickvals=rangs, ticktext=[rang_en_mots(r) for r in rangs]
    )
    return figure


def _nommer_les_lignes(figure: go.Figure, places: pd.DataFrame, couleurs: dict[str, str]) -> None:
    """Le nom de chaque zone au bout de sa ligne : une légende obligerait à l'aller-retour des yeux.

    L'axe s'étend de lui-même pour que les noms tiennent.
    """
    rangees = places[places["place"].notna()]
    for code, groupe in rangees.groupby("code_zone", sort=False):
        bout = groupe.iloc[-1]
        figure.add_annotation(
            x=bout["fin"],
            y=bout["place"],
            text=ecriture.pour_plotly(bout["zone"]),
            showarrow=False,
            xanchor="left",
            xshift=10,
            font={"size": 12, "color": couleurs[str(code)]},
        )


def rang_en_mots(rang: object, ex_aequo: object = False) -> str:
    r"""Un rang, tel qu'on l'écrit ; sans rang, «–» n'est pas un chiffre : «n. c.» (non classée).

    >>> rang_en_mots(1), rang_en_mots(2, True), rang_en_mots(None)
    ('1er', '2e ex æquo', 'n.\xa0c.')
    """
    if francais.absente(rang):
        return f"n.{francais.INSECABLE}c."
    texte = "1er" if int(rang) == 1 else f"{int(rang)}e"  # type: ignore[call-overload]
    return f"{texte} ex æquo" if ex_aequo is True else texte


def _places(lignes: pd.DataFrame) -> pd.Series:
    """La hauteur de chaque marqueur : son rang, où les ex æquo s'écartent de part et d'autre."""
    groupes = lignes.groupby(["periode", "rang"], dropna=True)["code_zone"]
    rangs = lignes["rang"].astype(float)
    return rangs + _ECART_DES_EGAUX * (groupes.cumcount() - (groupes.transform("size") - 1) / 2)


def _trace(lignes: pd.DataFrame, unite: str, couleur: str, numero: int) -> go.Scatter:
    forme = theme.MARQUES[numero % len(theme.MARQUES)]
    return go.Scatter(
        x=list(lignes["fin"]),
        y=[None if francais.absente(p) else p for p in lignes["place"]],
        name=ecriture.pour_plotly(lignes["zone"].iloc[0]),
        mode="lines+markers",
        connectgaps=False,
        line={"color": couleur, "width": 2.5},
        marker={
            "size": 12,
            "color": couleur,
            "symbol": [f"{forme}-open" if p is True else forme for p in lignes["provisoire"]],
            "line": {"width": 2, "color": couleur},
        },
        customdata=[_bulle(ligne, unite) for ligne in lignes.to_dict("records")],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _bulle(ligne: dict[Hashable, Any], unite: str) -> str:
    textes = [
        f"<b>{ecriture.pour_plotly(ligne['zone'])}</b>, {francais.periode(ligne['periode'])} : "
        f"{rang_en_mots(ligne['rang'], ligne['ex_aequo'])} sur {ligne['classees']}",
        ecriture.valeur(ligne["valeur_rapportee"], unite) + (" (p) provisoire" if ligne["provisoire"] is True else ""),
        ecriture.completude(ligne["recues"], ligne["attendues"]),
    ]
    if ligne["fondement"] == "taux" and not francais.absente(ligne["taux"]):
        textes.insert(1, f"{ecriture.nombre(ligne['taux'], '%')} de la cible due")
    return "<br>".join(textes)
