"""La carte posée dans la page : le fond envoyé une fois, puis une carte, ou deux côte à côte quand on compare."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit_folium import st_folium

from domaine import francais
from figures.bibliotheques import bibliotheques_presentes
from figures.carte import composition as figure
from figures.carte import etat as carte_etat
from figures.carte import marques
from figures.mots.limites import reserve_sur_les_limites
from requetes.carte.lecture import LectureTerrain, lire_fond
from requetes.carte.lieux import Lieux
from requetes.carte.services import ValeurDeZone
from requetes.edition.ouverture import Edition
from vues import donnees
from vues.carte import zone
from vues.carte.choix import Choix, dire_jour
from vues.page.entree import Contexte
from vues.redite import retenir
from vues.textes import echapper

#: Ce que prend la carte au plus ; le dessin la rapetisse quand la fenêtre est basse ou étroite.
_HAUTEUR_PX = 560
#: Rien d'autre : avec le compte des clics, le cadre répondrait dès son ouverture, et la page se ferait deux fois.
_RETOURS = ["last_active_drawing"]
#: Ce qu'une date montre : ses points, ses chantiers, ses étapes, et les valeurs de ses zones.
Instant = tuple[LectureTerrain, Sequence[ValeurDeZone]]


def dessiner(contexte: Contexte, choix: Choix, lieux: Lieux, instants: Sequence[Instant]) -> figure.EtatCarte | None:
    """La carte à la date choisie ; à gauche, quand on compare, celle de l'autre date.

    Args:
        contexte: celui de la page.
        choix: ce que la personne regarde.
        lieux: les zones de l'édition.
        instants: un par carte, dans l'ordre du temps.

    Returns:
        L'état de la carte la plus récente ; `None` quand rien ne peut se dessiner.
    """
    if not bibliotheques_presentes():
        st.error(
            "La carte ne peut pas se dessiner : ses bibliothèques manquent sur le serveur. Relancez l’installation."
        )
        return None
    st.html(_fond(contexte.edition, lieux.niveaux, contexte.remise))
    sujet = _sujet(contexte, choix, lieux)
    if choix.avant is None:
        # Un bloc, comme les deux colonnes : le navigateur refuse de mettre l'un là où il tient encore un élément seul.
        with st.container():
            return _poser(contexte, choix, sujet, lieux, instants[0])
    pose: figure.EtatCarte | None = None
    for colonne, instant in zip(st.columns(2, gap="small"), instants, strict=True):
        with colonne:
            st.markdown(f"**{echapper(dire_jour(instant[0].jour))}**")
            pose = _poser(contexte, choix, sujet, lieux, instant)
    return pose


@st.cache_data(max_entries=4, show_spinner=False, hash_funcs={Edition: lambda e: str(e.base)})
def _fond(edition: Edition, niveaux: tuple[str, ...], remise: bool) -> str:
    lu = donnees.lire(edition, lire_fond, niveaux, remise=remise)
    return figure.porter_fond(edition.id, figure.decrire_fond(lu))


def _sujet(contexte: Contexte, choix: Choix, lieux: Lieux) -> carte_etat.Sujet:
    return carte_etat.Sujet(
        fond=contexte.edition.id,
        zone=choix.zone,
        codes=lieux.decoupees(choix.zone, choix.niveau),
        autour=lieux.voisines(choix.zone),
        indicateur=choix.indicateur,
        points=choix.points,
        notes=(francais.majuscule(reserve),) if (reserve := reserve_sur_les_limites(contexte.info)) else (),
        bande=choix.avant is not None,
        comptes=contexte.remise,
        sombre=st.context.theme.type == "dark",
    )


def _poser(
    contexte: Contexte, choix: Choix, sujet: carte_etat.Sujet, lieux: Lieux, instant: Instant
) -> figure.EtatCarte:
    terrain, valeurs = instant
    # La carte principale garde sa place et sa clé d'une date à l'autre : son cadre ne se recharge pas.
    place = "carte" if terrain.jour == choix.jour else "carte_avant"

    def composer() -> tuple[figure.EtatCarte, str]:
        etat = carte_etat.composer_etat(sujet, terrain, valeurs, _poses(choix, sujet, lieux, terrain))
        return etat, figure.ecrire_etat(etat)

    etat, ecrit = retenir(contexte.edition, place, composer)
    retour = st_folium(
        figure.composer_carte(),
        key=f"{place}_{contexte.edition.id}",
        height=_HAUTEUR_PX,
        use_container_width=True,
        returned_objects=_RETOURS,
        feature_group_to_add=figure.composer_couche(ecrit),
    )
    zone.suivre_clic(contexte, retour, lieux, choix.zone, place)
    return etat


def _poses(choix: Choix, sujet: carte_etat.Sujet, lieux: Lieux, terrain: LectureTerrain) -> list[marques.Pose]:
    poses = []
    if sujet.comptes and sujet.points != carte_etat.AUCUN:
        # Les points retenus, une marque par zone : une édition remise n'en place aucun.
        retenus = carte_etat.points_retenus(terrain.etats, sujet.points)
        poses.append(marques.poser_les_points(retenus, lieux, sujet.codes))
    if marques.CHANTIERS.nom in choix.ajouts:
        poses.append(marques.CHANTIERS.poser(terrain.chantiers, lieux, sujet.codes))
    if marques.SPI.nom in choix.ajouts:
        poses.append(marques.SPI.poser(terrain.etapes, lieux, sujet.codes))
    return poses
