"""Les cibles qui ne sont pas encore dues, dessinées après les données : elles seules vont au-delà."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import plotly.graph_objects as go

from domaine import francais
from domaine.chiffre import Moment
from domaine.periodes import lire_periode, periode_contenant
from figures.graphiques import theme
from figures.mots import ecriture
from requetes.tendances.series import CibleAVenir

#: Abscisse, ordonnée et bulle d'un bout de marche ; tout est absent là où le trait s'interrompt.
Bout = tuple[dt.datetime | None, float | None, str | None]


def tracer_a_venir(figure: go.Figure, suivantes: Sequence[CibleAVenir], serie: Sequence[Moment]) -> None:
    """Les marches des cibles suivantes, en pointillé léger, leur valeur écrite ; rien quand il n'y en a pas."""
    if not suivantes or not serie:
        return
    unite = serie[0].unite
    bouts = _marches(suivantes, serie, unite)
    figure.add_trace(
        go.Scatter(
            x=[x for x, _, _ in bouts],
            y=[y for _, y, _ in bouts],
            name="cible suivante, non échue",
            mode="lines",
            opacity=0.75,
            line={"color": theme.CIBLE, "width": 2, "dash": "dot"},
            customdata=[bulle for _, _, bulle in bouts],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    derniere = suivantes[-1]
    figure.add_annotation(
        x=theme.instant(derniere.fin),
        y=derniere.valeur,
        text=ecriture.nombre(derniere.valeur, unite),
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        font={"color": theme.CIBLE},
    )


def _marches(suivantes: Sequence[CibleAVenir], serie: Sequence[Moment], unite: str) -> list[Bout]:
    bouts: list[Bout] = []
    fin, niveau = serie[-1].fin, serie[-1].cible_due
    for cible in suivantes:
        debut = _debut_du_palier(cible, serie[-1].periode)
        bulle = f"cible à la fin de {francais.periode(cible.periode)}, pas encore due : "
        bulle += ecriture.valeur(cible.valeur, unite)
        arrivee: Bout = (theme.instant(cible.fin), cible.valeur, bulle)
        if cible.nature_cible == "periode":
            # Chacune ne vaut que sa période : rien ne les relie.
            bouts += [(None, None, None), (theme.instant(debut), cible.valeur, bulle), arrivee]
            continue
        if niveau is not None and debut > fin:
            # Jusqu'à elle, c'est la cible d'avant qui reste due.
            bouts += [(theme.instant(x), niveau, "cible due") for x in (fin, debut)]
        depart = debut if niveau is None else max(debut, fin)
        # La dernière ligne court encore jusque-là : la marche part alors du début de la période de la cible.
        depart = depart if depart < cible.fin else cible.debut
        bouts += [(theme.instant(depart), cible.valeur, bulle), arrivee]
        fin, niveau = cible.fin, cible.valeur
    return bouts


def _debut_du_palier(cible: CibleAVenir, periode_de_la_serie: str) -> dt.date:
    """Une cible de période couvre la sienne ; une cible cumulée, la période de la série qui s'achève avec elle."""
    lue = lire_periode(periode_de_la_serie)
    if cible.nature_cible == "periode" or lue is None:
        return cible.debut
    return periode_contenant(lue.type, cible.fin).debut
