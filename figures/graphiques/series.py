"""Les courbes : un indicateur dans le temps, contre sa cible due, avec son contexte."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import plotly.graph_objects as go

from domaine import francais
from domaine.chiffre import Moment
from figures.graphiques import bandes, theme
from figures.graphiques.cibles import tracer_a_venir
from figures.mots import chiffre, ecriture
from requetes.tendances.series import CibleAVenir, Evenement

#: Assez pour se lire sur un écran partagé ; en grand, pour se lire à trois mètres.
CORPS, CORPS_GRAND = 14, 20


def tracer_serie(
    serie: Sequence[Moment],
    *,
    evenements: Sequence[Evenement] = (),
    cibles: Sequence[CibleAVenir] = (),
    hauteur: int = 330,
    corps: int = CORPS,
) -> go.Figure:
    """La série d'une ou de plusieurs zones ; avec une seule, ses cibles, sa référence, ses trous et sa complétude.

    Une valeur absente est un trou, jamais un zéro ni un pont ; un chiffre provisoire est un marqueur creux. La courbe
    s'arrête à la dernière valeur : seules les cibles se dessinent au-delà.

    Args:
        serie: par zone, puis dans l'ordre du temps.
        evenements: dans l'ordre du temps ; leurs numéros se lisent sous le graphique.
        cibles: celles qui ne sont pas encore dues ; d'une seule zone.
        hauteur: de la courbe seule, en pixels.
        corps: taille des textes, en pixels.

    Returns:
        La figure ; vide, mais habillée, quand la série l'est.
    """
    figure = go.Figure()
    codes = list(dict.fromkeys(str(m.code_zone) for m in serie))
    seule = len(codes) == 1
    couleurs = {codes[0]: theme.ACCENT} if seule else theme.couleurs_des_zones(codes)
    for rang, code in enumerate(codes):
        nom = "valeur" if seule else "ensemble du projet" if code == "SOCLE" else ""
        figure.add_trace(_trace_de_zone([m for m in serie if m.code_zone == code], couleurs[code], rang, nom))
    suivantes = cibles if seule else ()
    if seule:
        _tracer_cible(figure, serie)
        _tracer_reference(figure, serie)
        _marquer_les_trous(figure, serie)
        tracer_a_venir(figure, suivantes, serie)
    theme.habiller(figure, hauteur)
    if serie:
        _graduer(figure, serie, suivantes, seule=seule)
        _ajouter_les_bandes(figure, serie, evenements, hauteur, corps, seule=seule)
    theme.agrandir(figure, corps)
    return figure


def _graduer(figure: go.Figure, serie: Sequence[Moment], suivantes: Sequence[CibleAVenir], *, seule: bool) -> None:
    montrees = [m.valeur for m in serie] + [c.valeur for c in suivantes]
    if seule:
        montrees += [v for m in serie for v in (m.cible_due, m.valeur_reference)]
    periodes = _periodes(serie)
    derniere = max(periodes.values())
    apres = [c for c in suivantes if c.fin > derniere]
    theme.axe_du_temps(figure, periodes)
    debut, fin = (theme.instant(j) for j in (min(m.debut for m in serie), max([derniere, *(c.fin for c in apres)])))
    figure.update_xaxes(
        # Un peu d'air à droite : la dernière étiquette y tient, le dernier marqueur reste entier.
        range=[debut, fin + (fin - debut) * 0.03],
        tickvals=[*figure.layout.xaxis.tickvals, *(theme.instant(c.fin) for c in apres)],
        ticktext=[*figure.layout.xaxis.ticktext, *(theme.etiquette_courte(c.periode) for c in apres)],
    )
    _etiqueter_a_l_horizontale(figure)
    _ouvrir_l_axe(figure, montrees, serie[0].unite)


def _periodes(serie: Sequence[Moment]) -> dict[str, dt.date]:
    """Libellé → fin, dans l'ordre du temps."""
    return {m.periode: m.fin for m in sorted(serie, key=lambda m: m.fin)}


def _ouvrir_l_axe(figure: go.Figure, valeurs: Sequence[float | None], unite: str) -> None:
    connues = [v for v in valeurs if v is not None]
    theme.axe_des_valeurs(figure, min(connues, default=0), max(connues, default=0), unite)


def _etiqueter_a_l_horizontale(figure: go.Figure) -> None:
    """Sur deux lignes, les périodes tiennent à l'horizontale, même sur un téléphone."""
    coupees = [t.replace(" ", "<br>").replace("/", "<br>") for t in figure.layout.xaxis.ticktext]
    figure.update_xaxes(ticktext=coupees, tickangle=0)


def _ajouter_les_bandes(
    figure: go.Figure,
    serie: Sequence[Moment],
    evenements: Sequence[Evenement],
    hauteur: int,
    corps: int,
    *,
    seule: bool,
) -> None:
    noms = {}
    if evenements:
        bandes.tracer_evenements(figure, evenements, min(m.debut for m in serie), max(m.fin for m in serie))
        noms["y2"] = "Événements, numérotés dans la liste"
    if seule and bandes.attendues(serie):
        bandes.tracer_completude(figure, serie)
        noms["y3"] = bandes.nommer_completude(serie)
    total = bandes.poser_bandes(figure, hauteur, list(noms), noms, corps)
    # Dessous : au-dessus, une légende repliée sur un téléphone couvrirait le titre.
    figure.update_layout(
        height=total + 3 * corps, legend={"y": -4.4 * corps / total, "yanchor": "top"}, margin={"t": corps}
    )


def _trace_de_zone(suite: Sequence[Moment], couleur: str, rang: int, nom: str = "") -> go.Scatter:
    forme = theme.MARQUES[rang % len(theme.MARQUES)]
    return go.Scatter(
        x=[theme.instant(m.fin) for m in suite],
        y=[m.valeur for m in suite],
        name=nom or ecriture.pour_plotly(suite[0].zone),
        mode="lines+markers+text" if any(m.revision for m in suite) else "lines+markers",
        text=["(r)" if m.revision else "" for m in suite],
        textposition="top center",
        connectgaps=False,
        # Le dernier marqueur reste entier au bord du cadre.
        cliponaxis=False,
        line={"color": couleur, "width": 2.5},
        marker={
            "size": 9,
            "color": couleur,
            "symbol": [f"{forme}-open" if m.provisoire else forme for m in suite],
            "line": {"width": 2, "color": couleur},
        },
        customdata=[_bulle(m) for m in suite],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _bulle(m: Moment) -> str:
    lignes = [
        f"<b>{ecriture.pour_plotly(m.zone)}</b>, {francais.periode(m.periode)}"
        + (" (en cours)" if m.finie is False else ""),
        chiffre.valeur(m) + (" (p) provisoire" if m.provisoire else ""),
        chiffre.completude(m),
    ]
    if m.cible_due is not None:
        lignes.insert(2, f"cible due {chiffre.cible(m)} : {m.etat}")
    if m.revision:
        lignes.append(f"(r) {m.revision} : {ecriture.valeur(m.valeur_avant, m.unite)} avant")
    return "<br>".join(lignes)


def _tracer_cible(figure: go.Figure, serie: Sequence[Moment]) -> None:
    dues = [m for m in serie if m.cible_due is not None]
    if not dues:
        return
    bulles = [f"cible due à la fin de {francais.periode(m.periode)} : {chiffre.cible(m)}" for m in dues]
    figure.add_trace(
        go.Scatter(
            x=[theme.instant(jour) for m in dues for jour in (m.debut, m.fin)],
            y=[m.cible_due for m in dues for _ in range(2)],
            name="cible due",
            mode="lines",
            line={"color": theme.CIBLE, "width": 2, "dash": "dash"},
            customdata=[bulle for bulle in bulles for _ in range(2)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _tracer_reference(figure: go.Figure, serie: Sequence[Moment]) -> None:
    connues = [m.valeur_reference for m in serie if m.valeur_reference is not None]
    if not connues:
        return
    figure.add_trace(
        go.Scatter(
            x=[theme.instant(min(m.fin for m in serie)), theme.instant(max(m.fin for m in serie))],
            y=[connues[-1]] * 2,
            name=f"référence ({ecriture.valeur(connues[-1], serie[0].unite)})",
            mode="lines",
            line={"color": theme.NEUTRE, "width": 1.5, "dash": "dot"},
            hoverinfo="skip",
        )
    )


def _marquer_les_trous(figure: go.Figure, serie: Sequence[Moment]) -> None:
    """Une bande grise et «n. d.» là où rien n'est connu : une absence se voit. Les trous voisins n'en font qu'une."""
    trous: list[list[dt.datetime]] = []
    ouvert = False
    for m in serie:
        absente = m.valeur is None
        if absente and ouvert:
            trous[-1][1] = theme.instant(m.fin)
        elif absente:
            trous.append([theme.instant(m.debut), theme.instant(m.fin)])
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


#: Un nom plus long prend à lui seul une ligne de la légende d'un téléphone.
_NOM_COURT = 14


def tracer_ventilation(lignes: Sequence[Moment], *, hauteur: int = 260) -> go.Figure:
    """Les modalités d'une ventilation dans le temps, une courbe chacune.

    Args:
        lignes: une seule dimension, modalité par modalité, chacune dans l'ordre du temps.
        hauteur: en pixels.
    """
    figure = go.Figure()
    modalites = list(dict.fromkeys(str(m.modalite) for m in lignes))
    for rang, modalite in enumerate(modalites):
        prises = [replace(m, zone=modalite) for m in lignes if m.modalite == modalite]
        figure.add_trace(_trace_de_zone(prises, theme.SUITE[rang % len(theme.SUITE)], rang))
    theme.habiller(figure, hauteur)
    if lignes:
        theme.axe_du_temps(figure, _periodes(lignes))
        _etiqueter_a_l_horizontale(figure)
        _ouvrir_l_axe(figure, [m.valeur for m in lignes], lignes[0].unite)
    # Dessous, comme celle de la grande courbe : repliée, elle couvrirait le titre. Elle s'étend
    # vers le bas, sans prendre la place du dessin : une modalité par ligne si un nom est long, trois sinon.
    rangs = len(modalites) if max(map(len, modalites), default=0) > _NOM_COURT else -(-len(modalites) // 3)
    figure.update_layout(
        height=hauteur + round((1.4 + 1.6 * max(rangs, 1)) * CORPS),
        legend={"y": -4.4 * CORPS / hauteur, "yanchor": "top"},
        margin={"t": CORPS},
    )
    theme.agrandir(figure, CORPS)
    return figure
