"""Les courbes : un indicateur dans le temps, contre sa cible due, avec son contexte."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from figures import ecriture, theme


def tracer_serie(
    serie: pd.DataFrame, unite: str, *, evenements: pd.DataFrame | None = None, hauteur: int = 380
) -> go.Figure:
    """La série d'une ou de plusieurs zones ; avec une seule, la cible due, la référence et les trous.

    Une valeur absente est un trou, jamais un zéro ni un pont ; un chiffre provisoire est un marqueur creux.

    Args:
        serie: colonnes de `requetes.series.serie`, triées par zone puis par temps.
        unite: unité de l'indicateur.
        evenements: `date, nature, texte`, numérotés dans l'ordre ; le texte se lit sous le graphique.
        hauteur: en pixels.

    Returns:
        La figure ; vide, mais habillée, quand la série l'est.
    """
    figure = go.Figure()
    codes = list(dict.fromkeys(serie["code_zone"]))
    couleurs = theme.couleurs_des_zones(codes) if len(codes) > 1 else dict.fromkeys(codes, theme.ACCENT)
    for rang, code in enumerate(codes):
        figure.add_trace(_trace_de_zone(serie[serie["code_zone"] == code], unite, couleurs[code], rang))
    if len(codes) == 1:
        _tracer_cible(figure, serie, unite)
        _tracer_reference(figure, serie, unite)
        _marquer_les_trous(figure, serie)
    if evenements is not None and not serie.empty:
        _tracer_evenements(figure, evenements, serie)
    theme.habiller(figure, hauteur)
    if not serie.empty:
        montrees = ["valeur", "cible_due", "valeur_reference"] if len(codes) == 1 else ["valeur"]
        theme.axe_du_temps(figure, serie.drop_duplicates("periode").sort_values("fin")[["periode", "fin"]])
        theme.axe_des_valeurs(figure, serie[montrees].min().min(), serie[montrees].max().max(), unite)
    return figure


def _trace_de_zone(lignes: pd.DataFrame, unite: str, couleur: str, rang: int) -> go.Scatter:
    forme = theme.MARQUES[rang % len(theme.MARQUES)]
    return go.Scatter(
        x=list(lignes["fin"]),
        y=[None if francais.absente(v) else v for v in lignes["valeur"]],
        name=ecriture.pour_plotly(lignes["zone"].iloc[0]),
        mode="lines+markers",
        connectgaps=False,
        line={"color": couleur, "width": 2.5},
        marker={
            "size": 9,
            "color": couleur,
            "symbol": [f"{forme}-open" if p else forme for p in lignes["provisoire"].fillna(False)],
            "line": {"width": 2, "color": couleur},
        },
        customdata=[_bulle(ligne, unite) for ligne in lignes.to_dict("records")],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _bulle(ligne: dict[Hashable, Any], unite: str) -> str:
    chiffre = ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])
    lignes = [
        f"<b>{ecriture.pour_plotly(ligne['zone'])}</b>, {francais.periode(ligne['periode'])}",
        chiffre + (" (p) provisoire" if ligne["provisoire"] is True else ""),
        ecriture.completude(ligne["recues"], ligne["attendues"]),
    ]
    if not francais.absente(ligne["cible_due"]):
        lignes.insert(2, f"cible due {ecriture.valeur(ligne['cible_due'], unite)} : {ligne['etat']}")
    return "<br>".join(lignes)


def _tracer_cible(figure: go.Figure, serie: pd.DataFrame, unite: str) -> None:
    dues = serie[serie["cible_due"].notna()]
    if dues.empty:
        return
    abscisses, ordonnees, bulles = [], [], []
    for fin, periode, cible in zip(dues["fin"], dues["periode"], dues["cible_due"], strict=True):
        bulle = f"cible due à la fin de {francais.periode(periode)} : {ecriture.valeur(cible, unite)}"
        abscisses += [theme.debut_de_palier(fin, str(periode)), fin]
        ordonnees += [cible, cible]
        bulles += [bulle, bulle]
    figure.add_trace(
        go.Scatter(
            x=abscisses,
            y=ordonnees,
            name="cible due",
            mode="lines",
            line={"color": theme.CIBLE, "width": 2, "dash": "dash"},
            customdata=bulles,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _tracer_reference(figure: go.Figure, serie: pd.DataFrame, unite: str) -> None:
    connues = serie["valeur_reference"].dropna()
    if connues.empty:
        return
    figure.add_trace(
        go.Scatter(
            x=[serie["fin"].min(), serie["fin"].max()],
            y=[connues.iloc[-1]] * 2,
            name=f"référence ({ecriture.valeur(connues.iloc[-1], unite)})",
            mode="lines",
            line={"color": theme.NEUTRE, "width": 1.5, "dash": "dot"},
            hoverinfo="skip",
        )
    )


def _marquer_les_trous(figure: go.Figure, serie: pd.DataFrame) -> None:
    """Une bande grise et «n. d.» là où rien n'est connu : une absence se voit."""
    for fin, periode, valeur in zip(serie["fin"], serie["periode"], serie["valeur"], strict=True):
        if francais.absente(valeur):
            figure.add_vrect(
                x0=theme.debut_de_palier(fin, str(periode)),
                x1=fin,
                fillcolor=theme.NEUTRE,
                opacity=0.15,
                line_width=0,
            )
            figure.add_annotation(x=fin, y=0.02, yref="paper", text=francais.ND, showarrow=False, xanchor="right")


def _tracer_evenements(figure: go.Figure, evenements: pd.DataFrame, serie: pd.DataFrame) -> None:
    debut, fin = serie["debut"].min(), serie["fin"].max()
    for numero, (jour, nature) in enumerate(zip(evenements["date"], evenements["nature"], strict=True), start=1):
        if debut <= jour <= fin:
            # Un repère en haut du cadre : vingt traits de haut en bas couvriraient la courbe.
            figure.add_shape(
                type="line",
                x0=jour,
                x1=jour,
                y0=0.72,
                y1=1,
                yref="paper",
                line={"color": theme.NEUTRE, "width": 1, "dash": "dot"},
            )
            figure.add_annotation(
                x=jour,
                # Deux événements proches ne se recouvrent pas : les numéros descendent en escalier.
                y=0.99 - 0.06 * ((numero - 1) % 4),
                yref="paper",
                text=f"({numero})",
                showarrow=False,
                xanchor="left",
                hovertext=ecriture.pour_plotly(nature),
                font={"size": 12},
            )


def tracer_ventilation(lignes: pd.DataFrame, unite: str, *, hauteur: int = 300) -> go.Figure:
    """Les modalités d'une ventilation dans le temps, une courbe chacune.

    Args:
        lignes: colonnes de `requetes.series.ventilations`, une seule dimension.
        unite: unité de l'indicateur.
        hauteur: en pixels.
    """
    figure = go.Figure()
    modalites = list(dict.fromkeys(lignes["modalite"]))
    for rang, modalite in enumerate(modalites):
        prises = lignes[lignes["modalite"] == modalite].assign(zone=str(modalite))
        figure.add_trace(_trace_de_zone(prises, unite, theme.SUITE[rang % len(theme.SUITE)], rang))
    theme.habiller(figure, hauteur)
    if not lignes.empty:
        theme.axe_du_temps(figure, lignes.drop_duplicates("periode").sort_values("fin")[["periode", "fin"]])
        theme.axe_des_valeurs(figure, lignes["valeur"].min(), lignes["valeur"].max(), unite)
    return figure
