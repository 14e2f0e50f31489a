"""Les courbes : un indicateur dans le temps, contre sa cible due, avec son contexte."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from domaine.figees import MASQUE
from figures.graphiques import bandes, theme
from figures.graphiques.cibles import tracer_a_venir
from figures.mots import ecriture

#: Assez pour se lire sur un écran partagé ; en grand, pour se lire à trois mètres.
CORPS, CORPS_GRAND = 14, 20


def tracer_serie(
    serie: pd.DataFrame,
    unite: str,
    *,
    evenements: pd.DataFrame | None = None,
    cibles: pd.DataFrame | None = None,
    hauteur: int = 330,
    corps: int = CORPS,
) -> go.Figure:
    """La série d'une ou de plusieurs zones ; avec une seule, ses cibles, sa référence, ses trous et sa complétude.

    Une valeur absente est un trou, jamais un zéro ni un pont ; un chiffre provisoire est un marqueur creux. La courbe
    s'arrête à la dernière valeur : seules les cibles se dessinent au-delà.

    Args:
        serie: colonnes de `requetes.tendances.series.serie`, triées par zone puis par temps.
        unite: unité de l'indicateur.
        evenements: `date, nature, texte`, dans l'ordre du temps ; leurs numéros se lisent sous le graphique.
        cibles: `a_venir` de `figures.graphiques.cibles` ; celles d'une seule zone.
        hauteur: de la courbe seule, en pixels.
        corps: taille des textes, en pixels.

    Returns:
        La figure ; vide, mais habillée, quand la série l'est.
    """
    figure = go.Figure()
    codes = list(dict.fromkeys(serie["code_zone"]))
    couleurs = theme.couleurs_des_zones(codes) if len(codes) > 1 else dict.fromkeys(codes, theme.ACCENT)
    seule = len(codes) == 1
    for rang, code in enumerate(codes):
        nom = "valeur" if seule else "ensemble du projet" if code == "SOCLE" else ""
        figure.add_trace(_trace_de_zone(serie[serie["code_zone"] == code], unite, couleurs[code], rang, nom))
    suivantes = cibles if cibles is not None and seule else serie.iloc[:0].assign(valeur=[])
    if seule:
        _tracer_cible(figure, serie, unite)
        _tracer_reference(figure, serie, unite)
        _marquer_les_trous(figure, serie)
        tracer_a_venir(figure, suivantes, serie, unite)
    theme.habiller(figure, hauteur)
    if not serie.empty:
        _graduer(figure, serie, suivantes, unite)
        _ajouter_les_bandes(figure, serie, evenements, hauteur, corps)
    theme.agrandir(figure, corps)
    return figure


def _graduer(figure: go.Figure, serie: pd.DataFrame, suivantes: pd.DataFrame, unite: str) -> None:
    seule = serie["code_zone"].nunique() == 1
    montrees = pd.concat(
        [serie[c] for c in (["valeur", "cible_due", "valeur_reference"] if seule else ["valeur"])]
        + [suivantes["valeur"]]
    ).astype(float)
    periodes = serie.drop_duplicates("periode").sort_values("fin")[["periode", "fin"]]
    apres = suivantes.loc[suivantes["fin"] > periodes["fin"].max(), ["periode", "fin"]]
    theme.axe_du_temps(figure, periodes)
    debut, fin = serie["debut"].min(), max([*periodes["fin"], *apres["fin"]])
    figure.update_xaxes(
        # Un peu d'air à droite : la dernière étiquette y tient, le dernier marqueur reste entier.
        range=[debut, fin + (fin - debut) * 0.03],
        tickvals=[*figure.layout.xaxis.tickvals, *apres["fin"]],
        ticktext=[*figure.layout.xaxis.ticktext, *(theme.etiquette_courte(str(p)) for p in apres["periode"])],
    )
    _etiqueter_a_l_horizontale(figure)
    theme.axe_des_valeurs(figure, montrees.min(), montrees.max(), unite)


def _etiqueter_a_l_horizontale(figure: go.Figure) -> None:
    """Sur deux lignes, les périodes tiennent à l'horizontale, même sur un téléphone."""
    coupees = [t.replace(" ", "<br>").replace("/", "<br>") for t in figure.layout.xaxis.ticktext]
    figure.update_xaxes(ticktext=coupees, tickangle=0)


def _ajouter_les_bandes(
    figure: go.Figure, serie: pd.DataFrame, evenements: pd.DataFrame | None, hauteur: int, corps: int
) -> None:
    debut, fin = pd.Timestamp(serie["debut"].min()), pd.Timestamp(serie["fin"].max())
    noms = {}
    if evenements is not None and not evenements.empty:
        bandes.tracer_evenements(figure, evenements, debut, fin)
        noms["y2"] = "Événements, numérotés dans la liste"
    if serie["code_zone"].nunique() == 1 and len(bandes.attendues(serie)):
        bandes.tracer_completude(figure, serie)
        noms["y3"] = bandes.nommer_completude(serie)
    total = bandes.poser_bandes(figure, hauteur, list(noms), noms, corps)
    # Dessous : au-dessus, une légende repliée sur un téléphone couvrirait le titre.
    figure.update_layout(
        height=total + 3 * corps, legend={"y": -4.4 * corps / total, "yanchor": "top"}, margin={"t": corps}
    )


def _trace_de_zone(lignes: pd.DataFrame, unite: str, couleur: str, rang: int, nom: str = "") -> go.Scatter:
    forme = theme.MARQUES[rang % len(theme.MARQUES)]
    revues = lignes["revision"].notna() if "revision" in lignes else pd.Series(False, index=lignes.index)
    return go.Scatter(
        x=list(lignes["fin"]),
        y=[None if francais.absente(v) else v for v in lignes["valeur"]],
        name=nom or ecriture.pour_plotly(lignes["zone"].iloc[0]),
        mode="lines+markers+text" if revues.any() else "lines+markers",
        text=["(r)" if r else "" for r in revues],
        textposition="top center",
        connectgaps=False,
        # Le dernier marqueur reste entier au bord du cadre.
        cliponaxis=False,
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
    chiffre = MASQUE if ligne.get("etat") == MASQUE else chiffre
    lignes = [
        f"<b>{ecriture.pour_plotly(ligne['zone'])}</b>, {francais.periode(ligne['periode'])}"
        + (" (en cours)" if ligne.get("finie") is False else ""),
        chiffre + (" (p) provisoire" if ligne["provisoire"] is True else ""),
        ecriture.completude(ligne["recues"], ligne["attendues"]),
    ]
    if not francais.absente(ligne["cible_due"]):
        lignes.insert(2, f"cible due {ecriture.valeur(ligne['cible_due'], unite)} : {ligne['etat']}")
    if not francais.absente(ligne.get("revision")):
        lignes.append(f"(r) {ligne['revision']} : {ecriture.valeur(ligne['valeur_avant'], unite)} avant")
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
    """Une bande grise et «n. d.» là où rien n'est connu : une absence se voit. Les trous voisins n'en font qu'une."""
    trous: list[list[pd.Timestamp]] = []
    ouvert = False
    for fin, periode, valeur in zip(serie["fin"], serie["periode"], serie["valeur"], strict=True):
        absente = francais.absente(valeur)
        if absente and ouvert:
            trous[-1][1] = fin
        elif absente:
            trous.append([theme.debut_de_palier(fin, str(periode)), fin])
        ouvert = absente
    for debut, fin in trous:
        figure.add_shape(
            type="rect",
            x0=debut,
            x1=fin,
            y0=0,
            y1=1,
            yref="y domain",
            fillcolor=theme.NEUTRE,
            opacity=0.15,
            line_width=0,
        )
        milieu = debut + (fin - debut) / 2
        figure.add_annotation(x=milieu, y=0.02, yref="y domain", text=francais.ND, showarrow=False, yanchor="bottom")


def tracer_ventilation(lignes: pd.DataFrame, unite: str, *, hauteur: int = 260) -> go.Figure:
    """Les modalités d'une ventilation dans le temps, une courbe chacune.

    Args:
        lignes: colonnes de `requetes.tendances.series.ventilations`, une seule dimension.
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
        _etiqueter_a_l_horizontale(figure)
        theme.axe_des_valeurs(figure, lignes["valeur"].min(), lignes["valeur"].max(), unite)
    # Dessous, comme celle de la grande courbe : repliée, elle couvrirait le titre.
    figure.update_layout(
        height=hauteur + 3 * CORPS, legend={"y": -4.4 * CORPS / hauteur, "yanchor": "top"}, margin={"t": CORPS}
    )
    theme.agrandir(figure, CORPS)
    return figure
