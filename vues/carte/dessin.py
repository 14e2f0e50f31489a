"""La carte posée dans la page : le fond envoyé une fois, puis une carte, ou deux côte à côte quand on compare."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from figures.bibliotheques import bibliotheques_presentes
from figures.carte import composition as figure
from figures.carte import etat as carte_etat
from figures.carte import marques as carte_marques
from requetes.carte import reperes, services, terrain
from requetes.edition.ouverture import Edition
from vues import donnees
from vues.carte import zone
from vues.carte.choix import Choix, dire_jour
from vues.filtres import niveaux
from vues.page.cadre import Contexte
from vues.textes import echapper

#: Deux cartes se partagent la largeur : leur légende se couche dessous, il lui faut sa place.
_HAUTEUR_PX, _HAUTEUR_A_DEUX_PX = 470, 560
#: Rien d'autre : avec le compte des clics, le cadre répondrait dès son ouverture, et la page se ferait deux fois.
_RETOURS = ["last_active_drawing"]


def dessiner(contexte: Contexte, choix: Choix, zones: pd.DataFrame, valeurs: dict[dt.date, pd.DataFrame]) -> None:
    """La carte à la date choisie ; à gauche, quand on compare, celle de l'autre date.

    Args:
        contexte: celui de la page.
        choix: ce que la personne regarde.
        zones: sortie de `requetes.carte.services.zones_placees`.
        valeurs: sortie de `vues.carte.choix.valeurs`.
    """
    if not bibliotheques_presentes():
        st.error(
            "La carte ne peut pas se dessiner : ses bibliothèques manquent sur le serveur. Relancez l’installation."
        )
        return
    st.html(_fond(contexte.edition))
    sujet = _sujet(contexte, choix, zones)
    if choix.avant is None:
        # Un bloc, comme les deux colonnes : le navigateur refuse de mettre l'un là où il tient encore un élément seul.
        with st.container():
            _poser(contexte, choix, sujet, zones, valeurs[choix.jour], choix.jour)
        return
    for colonne, jour in zip(st.columns(2, gap="small"), (choix.avant, choix.jour), strict=True):
        with colonne:
            st.markdown(f"**{echapper(dire_jour(jour))}**")
            _poser(contexte, choix, sujet, zones, valeurs[jour], jour)


def zones(contexte: Contexte) -> pd.DataFrame:
    """Les zones que la carte peut montrer : celles des niveaux dont l'édition a les limites."""
    placees = donnees.lire(contexte.edition, services.zones_placees)
    return placees[placees["niveau"].isin(niveaux.dessines(contexte.edition))]


@st.cache_data(max_entries=4, show_spinner=False, hash_funcs={Edition: lambda e: str(e.base)})
def _fond(edition: Edition) -> str:
    placees, points = (donnees.lire(edition, q) for q in (services.zones_placees, services.points_places))
    if niveaux.reduite(edition):
        # Ni nom ni position : rien à poser. Les comptes par zone sont dans l'état de la carte.
        points = points.iloc[:0]
    fond = figure.decrire_fond(
        placees[placees["niveau"].isin(niveaux.dessines(edition))],
        donnees.lire(edition, services.limites),
        points,
        donnees.lire(edition, reperes.reperes),
    )
    return figure.porter_fond(edition.id, fond)


def _sujet(contexte: Contexte, choix: Choix, zones: pd.DataFrame) -> carte_etat.Sujet:
    ascendance = donnees.lire(contexte.edition, services.ascendance)
    return carte_etat.Sujet(
        fond=contexte.edition.id,
        zone=choix.zone,
        codes=tuple(carte_etat.zones_choisies(ascendance, zones, choix.zone, choix.niveau)),
        autour=tuple(carte_etat.voisines(ascendance, zones, choix.zone)),
        indicateur=choix.indicateur,
        points=choix.points,
        notes=("Limites schématiques",) if contexte.info.get("limites") == "schematiques" else (),
        bande=choix.avant is not None,
        comptes=contexte.reduite,
    )


def _poser(
    contexte: Contexte,
    choix: Choix,
    sujet: carte_etat.Sujet,
    zones: pd.DataFrame,
    valeurs: pd.DataFrame,
    jour: dt.date,
) -> None:
    etats = donnees.lire(contexte.edition, services.etats_des_points, jour, choix.zone, choix.service)
    marques, comptes = _marques(contexte.edition, choix, sujet, jour)
    if sujet.comptes:
        marques, comptes = _avec_les_points(contexte.edition, sujet, etats, marques, comptes)
    etat = carte_etat.composer_etat(sujet, valeurs, etats, jour, marques, comptes)
    # La carte principale garde sa place et sa clé d'une date à l'autre : son cadre ne se recharge pas.
    place = "carte" if jour == choix.jour else "carte_avant"
    retour = st_folium(
        figure.composer_carte(),
        key=f"{place}_{contexte.edition.id}",
        height=_HAUTEUR_A_DEUX_PX if sujet.bande else _HAUTEUR_PX,
        use_container_width=True,
        returned_objects=_RETOURS,
        feature_group_to_add=figure.composer_couche(etat),
    )
    zone.suivre_clic(contexte, retour, zones, choix.zone, place)


def _marques(
    edition: Edition, choix: Choix, sujet: carte_etat.Sujet, jour: dt.date
) -> tuple[tuple[figure.Marque, ...], tuple[Any, ...]]:
    chantiers = donnees.lire(edition, terrain.chantiers_a, jour, choix.zone)
    etapes = donnees.lire(edition, terrain.etapes_spi_passees, jour, choix.zone)
    ascendance = donnees.lire(edition, services.ascendance)
    marques: list[figure.Marque] = []
    if carte_marques.CHANTIERS in choix.ajouts:
        marques += carte_marques.marques_des_chantiers(chantiers, ascendance, sujet.codes)
    if carte_marques.SPI in choix.ajouts:
        marques += carte_marques.marques_des_etapes(etapes, ascendance, sujet.codes)
    return tuple(marques), carte_marques.legende_des_marques(marques, chantiers, etapes)


def _avec_les_points(
    edition: Edition,
    sujet: carte_etat.Sujet,
    etats: pd.DataFrame,
    marques: tuple[figure.Marque, ...],
    comptes: tuple[Any, ...],
) -> tuple[tuple[figure.Marque, ...], tuple[Any, ...]]:
    """Les points retenus, une marque par zone : une édition réduite n'en place aucun."""
    if sujet.points == carte_etat.AUCUN:
        return marques, comptes
    # Même ordre dans les deux : celui des identifiants.
    places = donnees.lire(edition, services.points_places)
    retenus = carte_etat.points_retenus(etats.assign(code_zone=list(places["code_zone"])), sujet.points)
    ascendance = donnees.lire(edition, services.ascendance)
    posees = carte_marques.marques_des_points(retenus, ascendance, sujet.codes)
    return (*posees, *marques), (*carte_marques.legende_des_points(len(retenus)), *comptes)
