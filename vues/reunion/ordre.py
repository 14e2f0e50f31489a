"""L'ordre du jour d'une réunion : un brouillon que l'on range, complète et minute, puis que l'on enregistre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace

import streamlit as st

from domaine.acces.lecteur import PILOTER
from domaine.journal import CLOSE, LIGNE_MAX, Journal, Point, Reunion
from domaine.reglages import dossier_donnees
from figures.mots.reunion import TITRES
from requetes.edition.ouverture import Edition, EditionIllisible, edition_a_lire
from requetes.reunion.mouvements import phares_des_zones
from vues import donnees, lecteur
from vues.filtres.adresse import INVITE
from vues.reunion.seance import MINUTES, Seance, titre
from vues.textes import echapper

_MINUTES_MAX, _POINTS_MAX = 240, 30


def edition(identifiant: str) -> Edition:
    """L'édition que nomme un choix de la page.

    Raises:
        EditionIllisible: elle n'est pas là.
    """
    lue = edition_a_lire(dossier_donnees(), identifiant)
    if lue is None:
        raise EditionIllisible("Aucune édition n’est publiée.")
    return lue


def en_champs(points: Iterable[Point]) -> list[dict[str, object]]:
    """L'ordre du jour tel que le journal le reçoit."""
    return [asdict(p) for p in points]


def brouillon(reunion: Reunion) -> list[Point]:
    """Les points tels que la personne les a rangés ; ceux du journal tant qu'elle n'y a pas touché."""
    points: list[Point] = st.session_state.setdefault(_cle(reunion), list(reunion.ordre))
    return points


def fondement(tenu: Journal, reunion: Reunion) -> Reunion:
    """La version sur laquelle la personne travaille : la dernière, ou celle d'avant quand son brouillon en part.

    Quelqu'un d'autre a alors enregistré : le brouillon ne disparaît pas sans un mot, et l'enregistrer dira le conflit
    (règle D4).
    """
    base = st.session_state.get(_fondement(reunion))
    vieille = next((r for r in tenu.reunions if (r.id_reunion, r.version) == (reunion.id_reunion, base)), None)
    if vieille is None or vieille.version == reunion.version or brouillon(vieille) == list(vieille.ordre):
        return reunion
    st.warning(
        "Quelqu’un a enregistré cette réunion pendant que vous rangiez son ordre du jour : le vôtre est encore ici, et "
        "ne peut pas l’écraser.",
        icon="⚠️",
    )
    st.button("Reprendre celui qui est enregistré", on_click=oublier, args=(reunion,))
    return vieille


def oublier(reunion: Reunion) -> None:
    """Le brouillon est enregistré, ou abandonné : la page repart du journal."""
    st.session_state.pop(_fondement(reunion), None)


def _toucher(reunion: Reunion) -> list[Point]:
    st.session_state[_fondement(reunion)] = reunion.version
    return brouillon(reunion)


def _fondement(reunion: Reunion) -> str:
    return f"fondement_{reunion.id_reunion}"


def ranger(seance: Seance) -> None:
    """Un point par ligne : son titre, ses minutes, monter, descendre, retirer ; puis de quoi en ajouter."""
    reunion = seance.reunion
    points = brouillon(reunion)
    total = sum(p.minutes for p in points)
    st.subheader(f"Ordre du jour :gray[:small[{len(points)} points, {total} minutes]]", anchor=False)
    if reunion.etat == CLOSE or not lecteur.peut(PILOTER):
        lignes = [f"{n}. {echapper(titre(p))} :gray[{p.minutes} min]" for n, p in enumerate(points, 1)]
        st.markdown("\n".join(lignes) or "Aucun point.")
        return
    for rang, point in enumerate(points):
        _ligne(reunion, rang, point, len(points))
    if points != list(reunion.ordre):
        st.caption("⚠ Cet ordre du jour n’est pas encore enregistré.")
    _ajouter(seance)


def _ligne(reunion: Reunion, rang: int, point: Point, nombre: int) -> None:
    cle = f"{_cle(reunion)}_{rang}"
    # Ce que porte la ligne suit le brouillon : un point monté emmène son titre et ses minutes.
    st.session_state[f"{cle}_titre"], st.session_state[f"{cle}_minutes"] = titre(point), point.minutes
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f"{rang + 1}.", width=30)
        st.text_input(
            f"Titre du point {rang + 1}",
            key=f"{cle}_titre",
            max_chars=LIGNE_MAX,
            label_visibility="collapsed",
            on_change=_ecrire,
            args=(reunion, rang),
        )
        st.number_input(
            f"Minutes du point {rang + 1}",
            0,
            _MINUTES_MAX,
            step=5,
            key=f"{cle}_minutes",
            label_visibility="collapsed",
            width=72,
            on_change=_ecrire,
            args=(reunion, rang),
        )
        # Ensemble : sur un téléphone, les trois passent à la ligne, jamais un seul.
        with st.container(horizontal=True, gap="xsmall", width="content"):
            for signe, geste, vers, ferme in (
                ("↑", "Monter", rang - 1, rang == 0),
                ("↓", "Descendre", rang + 1, rang == nombre - 1),
                ("✕", "Retirer", -1, False),
            ):
                st.button(
                    signe,
                    key=f"{cle}_{geste}",
                    help=f"{geste} ce point",
                    disabled=ferme,
                    on_click=_deplacer,
                    args=(reunion, rang, vers),
                )


def _ecrire(reunion: Reunion, rang: int) -> None:
    cle, points = f"{_cle(reunion)}_{rang}", _toucher(reunion)
    ecrit = " ".join(str(st.session_state[f"{cle}_titre"]).split())
    ecrit = "" if ecrit == TITRES[points[rang].genre] else ecrit
    points[rang] = replace(points[rang], titre=ecrit, minutes=int(st.session_state[f"{cle}_minutes"]))


def _deplacer(reunion: Reunion, rang: int, vers: int) -> None:
    points = _toucher(reunion)
    point = points.pop(rang)
    if vers >= 0:
        points.insert(vers, point)


def _ajouter(seance: Seance) -> None:
    """Un point libre, une diapositive qui manque, l'écart d'un phare dans une zone."""
    offerts: dict[str, Point] = {TITRES[g]: Point(genre=g, minutes=m) for g, m in MINUTES.items() if g != "ecart"}
    for zone in donnees.lire(seance.edition, phares_des_zones, seance.reunion.code_zone):
        for phare in (p for p in zone.phares if p.periode is not None):
            nom = f"{zone.zone} — {phare.libelle_court}"
            cible = f"{phare.code_indicateur}|{zone.code_zone}"
            offerts[f"Écart : {nom}"] = Point(
                genre="ecart", titre=nom[:LIGNE_MAX], minutes=MINUTES["ecart"], cible=cible
            )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        cle = f"{_cle(seance.reunion)}_ajout"
        st.selectbox("Ajouter un point", list(offerts), index=len(MINUTES) - 2, key=cle, placeholder=INVITE, width=420)
        plein = len(brouillon(seance.reunion)) >= _POINTS_MAX
        st.button(
            "Ajouter", key=f"{cle}_bouton", disabled=plein, on_click=_inserer, args=(seance.reunion, cle, offerts)
        )


def _inserer(reunion: Reunion, cle: str, offerts: dict[str, Point]) -> None:
    """Avant la relecture, qui reste la dernière."""
    points, neuf = _toucher(reunion), offerts[st.session_state[cle]]
    fin = bool(points) and points[-1].genre == "relecture"
    points.insert(len(points) - fin, neuf)


def _cle(reunion: Reunion) -> str:
    return f"ordre_{reunion.id_reunion}_{reunion.version}"
