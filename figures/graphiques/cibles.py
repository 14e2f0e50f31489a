"""Les cibles qui ne sont pas encore dues, dessinées après les données : elles seules vont au-delà."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from domaine import francais
from domaine.periodes import lire_periode, periode_contenant
from figures.graphiques import theme
from figures.mots import ecriture

#: Natures dont une cible cumulée se compare à toute lecture (règle J4) ; les autres, au cumul seulement.
_A_TOUTE_LECTURE = ("stock", "ratio", "score")


def a_venir(cibles: pd.DataFrame, nature: str, type_periode: str) -> pd.DataFrame:
    """Les cibles pas encore dues qui s'appliqueront à cette lecture, dans l'ordre du temps.

    Args:
        cibles: `requetes.tendances.series.cibles` d'une zone.
        nature: nature de l'indicateur.
        type_periode: la lecture.
    """
    cumulee = cibles["nature_cible"] == "cumul"
    if type_periode != "cumul" and nature not in _A_TOUTE_LECTURE:
        cumulee = cumulee & False
    de_periode = (cibles["nature_cible"] == "periode") & (cibles["type"] == type_periode)
    pas_due = ~cibles["due"].astype(bool) & cibles["fin"].notna()
    return cibles[pas_due & (cumulee | de_periode)].sort_values("fin")


def tracer_a_venir(figure: go.Figure, suivantes: pd.DataFrame, serie: pd.DataFrame, unite: str) -> None:
    """Les marches des cibles suivantes, en pointillé léger, leur valeur écrite ; rien quand il n'y en a pas."""
    if suivantes.empty or serie.empty:
        return
    abscisses, ordonnees, bulles = _marches(suivantes, serie, unite)
    figure.add_trace(
        go.Scatter(
            x=abscisses,
            y=ordonnees,
            name="cible suivante, non échue",
            mode="lines",
            opacity=0.75,
            line={"color": theme.CIBLE, "width": 2, "dash": "dot"},
            customdata=bulles,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    derniere = suivantes.iloc[-1]
    figure.add_annotation(
        x=derniere["fin"],
        y=derniere["valeur"],
        text=ecriture.nombre(derniere["valeur"], unite),
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        font={"color": theme.CIBLE},
    )


def _marches(suivantes: pd.DataFrame, serie: pd.DataFrame, unite: str) -> tuple[list[Any], list[Any], list[Any]]:
    abscisses: list[Any] = []
    ordonnees: list[Any] = []
    bulles: list[Any] = []
    fin, niveau = _dernier_palier(serie)
    for cible in suivantes.to_dict("records"):
        debut = _debut_du_palier(cible, str(serie["periode"].iloc[-1]))
        bulle = f"cible à la fin de {francais.periode(cible['periode'])}, pas encore due : "
        bulle += ecriture.valeur(cible["valeur"], unite)
        if cible["nature_cible"] == "periode":
            # Chacune ne vaut que sa période : rien ne les relie.
            abscisses += [None, debut, cible["fin"]]
            ordonnees += [None, cible["valeur"], cible["valeur"]]
            bulles += [None, bulle, bulle]
            continue
        if niveau is not None and debut > fin:
            # Jusqu'à elle, c'est la cible d'avant qui reste due.
            abscisses += [fin, debut]
            ordonnees += [niveau, niveau]
            bulles += ["cible due"] * 2
        depart = debut if niveau is None else max(debut, fin)
        # La dernière ligne court encore jusque-là : la marche part alors du début de la période de la cible.
        abscisses += [depart if depart < cible["fin"] else cible["debut"], cible["fin"]]
        ordonnees += [cible["valeur"]] * 2
        bulles += [bulle] * 2
        fin, niveau = cible["fin"], float(cible["valeur"])
    return abscisses, ordonnees, bulles


def _dernier_palier(serie: pd.DataFrame) -> tuple[pd.Timestamp, float | None]:
    derniere = serie.iloc[-1]
    cible = derniere["cible_due"]
    return pd.Timestamp(derniere["fin"]), None if francais.absente(cible) else float(cible)


def _debut_du_palier(cible: dict[Any, Any], periode_de_la_serie: str) -> pd.Timestamp:
    """Une cible de période couvre la sienne ; une cible cumulée, la période de la série qui s'achève avec elle."""
    if cible["nature_cible"] == "periode":
        return pd.Timestamp(cible["debut"])
    lue = lire_periode(periode_de_la_serie)
    jour = pd.Timestamp(cible["fin"]).date()
    if lue is None:
        return pd.Timestamp(cible["debut"])
    return pd.Timestamp(periode_contenant(lue.type, jour).debut)
