"""La zone que la carte cadre : d'où elle vient (filtres, adresse, clic), le fil d'Ariane, passer de l'une à l'autre.

La région et le cercle sont ceux de la barre de filtres ; la commune n'est qu'à cette page. Toutes trois vivent dans
l'adresse : passer à une zone, c'est l'y écrire et redessiner toute la page, barre comprise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from domaine.niveaux import DECOUPES
from requetes.carte import services
from requetes.carte.lieux import Lieux
from vues import donnees
from vues.filtres.adresse import INVITE
from vues.page.entree import Contexte
from vues.textes import echapper


def commune_demandee(contexte: Contexte, lieux: Lieux) -> str:
    """La commune de l'adresse, si elle est dans la zone des filtres : changer de région la quitte sans un mot."""
    if "commune" not in lieux.niveaux:
        return ""
    demandee = st.query_params.get("commune", "")
    zone = lieux.zones.get(demandee)
    if zone is None or zone.niveau != "commune" or not lieux.contient(contexte.filtres.zone, demandee):
        st.query_params.pop("commune", None)
        return ""
    return demandee


def afficher_fil(zone: str, lieux: Lieux, noms: Mapping[str, str], descente: DeltaGenerator) -> None:
    """Le chemin de SOCLE à la zone, chaque étape cliquable, et la liste des zones où descendre.

    Args:
        zone: la zone cadrée.
        lieux: les zones de l'édition.
        noms: code → nom avec son niveau : région, cercle et commune portent souvent le même.
        descente: où se dessine la liste, à côté du chemin ou dessous.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="fil_d_ariane", width="content"):
        for rang, etape in enumerate(lieux.chemin(zone)):
            nom = echapper(noms[etape.code] if rang else etape.nom)
            if rang:
                st.markdown("›", width="content")
            if etape.code == zone:
                st.markdown(f"**{nom}**", width="content")
            elif st.button(nom, key=f"aller_{rang}", type="tertiary"):
                aller(etape.code, lieux)
    if filles := lieux.filles(zone):
        choix = {"": "Descendre…"} | {z.code: z.nom for z in filles}
        fille = descente.selectbox(
            "Descendre dans une zone",
            list(choix),
            format_func=lambda c: choix.get(c, c),
            key=f"descendre_{zone}",
            placeholder=INVITE,
            label_visibility="collapsed",
            width=135,
        )
        if fille:
            del st.session_state[f"descendre_{zone}"]
            aller(fille, lieux)


def aller(code: str, lieux: Lieux) -> None:
    """Cadre une zone : l'adresse la porte, et toute la page se redessine avec elle."""
    par_niveau = {z.niveau: z.code for z in lieux.chemin(code)}
    gardes = {nom: valeur for nom, valeur in st.query_params.to_dict().items() if nom not in DECOUPES}
    # En une fois : chaque écriture de l'adresse est un pas de plus pour le bouton «précédent» du navigateur.
    st.query_params.from_dict(gardes | {n: par_niveau[n] for n in DECOUPES if n in par_niveau})
    st.rerun()


def suivre_clic(contexte: Contexte, retour: dict[str, Any] | None, lieux: Lieux, zone: str, carte: str) -> None:
    """Ce qu'un clic sur une carte demande : descendre dans une zone, ou ouvrir la fiche d'un point.

    Le dernier clic reste dans le retour à chaque passage : le dessin y met son heure, et seul un clic d'une autre heure
    est nouveau.

    Args:
        contexte: celui de la page.
        retour: ce que rend la carte ; il vient du navigateur, rien n'y est tenu pour vrai.
        lieux: les zones de l'édition ; la carte ne va qu'à celles qu'elle dessine.
        zone: la zone cadrée.
        carte: nom de la carte cliquée, quand il y en a deux.
    """
    dessin = (retour or {}).get("last_active_drawing")
    demande = dessin.get("properties") if isinstance(dessin, dict) else None
    if not isinstance(demande, dict):
        return
    cle, heure = f"clic_{carte}", str(demande.get("heure"))
    if st.session_state.get(cle) == heure:
        return
    st.session_state[cle] = heure
    if isinstance(rang := demande.get("point"), int):
        if contexte.remise:
            return
        points = donnees.lire(contexte.edition, services.points_places)
        if 0 <= rang < len(points):
            st.query_params["point"] = str(points["id_point"].iloc[rang])
        return
    code = str(demande.get("code", ""))
    if lieux.dessinee(code) and code != zone:
        aller(code, lieux)
