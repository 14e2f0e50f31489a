"""Le graphique des rangs : qui passe devant qui, période après période."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from domaine import francais
from figures.graphiques import theme
from figures.mots import chiffre, ecriture
from requetes.comparaisons.zones import Rang

#: Écart vertical entre deux ex æquo, en rangs : assez pour les voir, trop peu pour un autre rang.
_ECART_DES_EGAUX = 0.3
#: (code de zone, période) → la hauteur de son marqueur.
Places = Mapping[tuple[str, str], float]


def tracer_rangs(lignes: Sequence[Rang], unite: str) -> go.Figure:
    """Une ligne par zone ; le premier rang est en haut.

    Une zone sans rang à une période laisse un trou, un chiffre provisoire est un marqueur creux, des ex æquo sont
    posés côte à côte autour de leur rang. «(!)» suit une période où la complétude n'est pas la même partout.

    Args:
        lignes: zone par zone, chacune dans l'ordre du temps.
        unite: unité de la valeur rapportée.
    """
    figure = go.Figure()
    places = _places(lignes)
    suites = {
        code: [r for r in lignes if r.code_zone == code] for code in dict.fromkeys(str(r.code_zone) for r in lignes)
    }
    couleurs = theme.couleurs_des_zones(list(suites))
    for numero, (code, suite) in enumerate(suites.items()):
        figure.add_trace(_trace(suite, places, unite, couleurs[code], numero))
    dernier = max((r.rang for r in lignes if r.rang is not None), default=1)
    theme.habiller(figure, 46 * max(dernier, 3) + 90, legende=False)
    _nommer_les_lignes(figure, suites, places, couleurs)
    periodes = {r.periode: r.fin for r in sorted(lignes, key=lambda r: r.fin)}
    if periodes:
        theme.axe_du_temps(figure, periodes)
        reservees = {theme.instant(r.fin) for r in lignes if r.completude_differe}
        axe = figure.layout.xaxis
        axe.ticktext = [
            f"{texte} (!)" if fin in reservees else texte for fin, texte in zip(axe.tickvals, axe.ticktext, strict=True)
        ]
    rangs = list(range(1, dernier + 1))
    figure.update_yaxes(
        range=[dernier + 0.5, 0.5], tickmode="array", tickvals=rangs, ticktext=[rang_en_mots(r) for r in rangs]
    )
    return figure


def _nommer_les_lignes(
    figure: go.Figure, suites: Mapping[str, Sequence[Rang]], places: Places, couleurs: Mapping[str, str]
) -> None:
    """Le nom de chaque zone au bout de sa ligne : une légende obligerait à l'aller-retour des yeux.

    L'axe s'étend de lui-même pour que les noms tiennent.
    """
    for code, suite in suites.items():
        if bouts := [r for r in suite if (code, r.periode) in places]:
            figure.add_annotation(
                x=theme.instant(bouts[-1].fin),
                y=places[code, bouts[-1].periode],
                text=ecriture.pour_plotly(bouts[-1].zone),
                showarrow=False,
                xanchor="left",
                xshift=10,
                font={"size": 12, "color": couleurs[code]},
            )


def rang_en_mots(rang: int | None, ex_aequo: bool = False) -> str:
    r"""Un rang, tel qu'on l'écrit ; sans rang, «–» n'est pas un chiffre : «n. c.» (non classée).

    >>> rang_en_mots(1), rang_en_mots(2, True), rang_en_mots(None)
    ('1er', '2e ex æquo', 'n.\xa0c.')
    """
    if rang is None:
        return f"n.{francais.INSECABLE}c."
    texte = "1er" if rang == 1 else f"{rang}e"
    return f"{texte} ex æquo" if ex_aequo else texte


def _places(lignes: Sequence[Rang]) -> Places:
    """La hauteur de chaque marqueur : son rang, où les ex æquo s'écartent de part et d'autre ; rien sans rang."""
    egales = defaultdict(list)
    for r in lignes:
        if r.rang is not None:
            egales[r.periode, r.rang].append(str(r.code_zone))
    return {
        (code, periode): rang + _ECART_DES_EGAUX * (n - (len(codes) - 1) / 2)
        for (periode, rang), codes in egales.items()
        for n, code in enumerate(codes)
    }


def _trace(suite: Sequence[Rang], places: Places, unite: str, couleur: str, numero: int) -> go.Scatter:
    forme = theme.MARQUES[numero % len(theme.MARQUES)]
    return go.Scatter(
        x=[theme.instant(r.fin) for r in suite],
        y=[places.get((str(r.code_zone), r.periode)) for r in suite],
        name=ecriture.pour_plotly(suite[0].zone),
        mode="lines+markers",
        connectgaps=False,
        line={"color": couleur, "width": 2.5},
        marker={
            "size": 12,
            "color": couleur,
            "symbol": [f"{forme}-open" if r.provisoire else forme for r in suite],
            "line": {"width": 2, "color": couleur},
        },
        customdata=[_bulle(r, unite) for r in suite],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _bulle(r: Rang, unite: str) -> str:
    textes = [
        f"<b>{ecriture.pour_plotly(r.zone)}</b>, {francais.periode(r.periode)} : "
        f"{rang_en_mots(r.rang, r.ex_aequo)} sur {r.classees}",
        ecriture.valeur(r.valeur_rapportee, unite) + (" (p) provisoire" if r.provisoire else ""),
        chiffre.completude(r),
    ]
    if r.fondement == "taux" and r.taux is not None:
        textes.insert(1, f"{ecriture.nombre(r.taux, '%')} de la cible due")
    return "<br>".join(textes)
