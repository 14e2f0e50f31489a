"""La zone que la carte cadre : d'où elle vient (filtres, adresse, clic), le fil d'Ariane, passer de l'une à l'autre.

La région et le cercle sont ceux de la barre de filtres ; la commune n'est qu'à cette page. Toutes trois vivent dans
l'adresse : passer à une zone, c'est l'y écrire et redessiner toute la page, barre comprise.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from domaine.niveaux import DECOUPES
from requetes.carte import services
from vues import donnees
from vues.filtres import niveaux
from vues.filtres.adresse import INVITE
from vues.page.cadre import Contexte
from vues.textes import echapper


def commune_demandee(contexte: Contexte) -> str:
    """La commune de l'adresse, si elle est dans la zone des filtres : changer de région la quitte sans un mot."""
    if "commune" not in niveaux.dessines(contexte.edition):
        return ""
    demandee = st.query_params.get("commune", "")
    ascendance = donnees.lire(contexte.edition, services.ascendance)
    dedans = ascendance[(ascendance["ancetre"] == contexte.filtres.zone) & (ascendance["code"] == demandee)]
    communes = ascendance[(ascendance["code"] == ascendance["ancetre"]) & (ascendance["niveau"] == "commune")]
    if "commune" in st.query_params and (dedans.empty or demandee not in set(communes["code"])):
        st.query_params.pop("commune", None)
        return ""
    return demandee


def afficher_fil(contexte: Contexte, zone: str, zones: pd.DataFrame) -> None:
    """Le chemin de SOCLE à la zone, chaque étape cliquable, et la liste des zones où descendre."""
    ascendance = donnees.lire(contexte.edition, services.ascendance)
    chemin = ascendance[ascendance["code"] == zone]
    filles = zones[zones["parent"] == zone]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="fil_d_ariane", width="content"):
        for rang, (code, nom) in enumerate(zip(chemin["ancetre"], chemin["nom"], strict=True)):
            if rang:
                st.markdown("›", width="content")
            if code == zone:
                st.markdown(f"**{echapper(nom)}**", width="content")
            elif st.button(echapper(nom), key=f"aller_{rang}", type="tertiary"):
                aller(contexte, str(code))
        if not filles.empty:
            noms = {"": "Descendre dans…"} | dict(
                zip(filles["code"].astype(str), filles["nom"].astype(str), strict=True)
            )
            fille = st.selectbox(
                "Descendre dans une zone",
                list(noms),
                format_func=lambda c: noms.get(c, c),
                key=f"descendre_{zone}",
                placeholder=INVITE,
                label_visibility="collapsed",
                width=185,
            )
            if fille:
                del st.session_state[f"descendre_{zone}"]
                aller(contexte, fille)


def aller(contexte: Contexte, code: str) -> None:
    """Cadre une zone : l'adresse la porte, et toute la page se redessine avec elle."""
    ascendance = donnees.lire(contexte.edition, services.ascendance)
    chemin = ascendance[ascendance["code"] == code]
    par_niveau = dict(zip(chemin["niveau"], chemin["ancetre"], strict=True))
    gardes = {nom: valeur for nom, valeur in st.query_params.to_dict().items() if nom not in DECOUPES}
    # En une fois : chaque écriture de l'adresse est un pas de plus pour le bouton «précédent» du navigateur.
    st.query_params.from_dict(gardes | {n: str(par_niveau[n]) for n in DECOUPES if n in par_niveau})
    st.rerun()


def suivre_clic(contexte: Contexte, retour: dict[str, Any] | None, zones: pd.DataFrame, zone: str, carte: str) -> None:
    """Ce qu'un clic sur une carte demande : descendre dans une zone, ou ouvrir la fiche d'un point.

    Le dernier clic reste dans le retour à chaque passage : le dessin y met son heure, et seul un clic d'une autre heure
    est nouveau.

    Args:
        contexte: celui de la page.
        retour: ce que rend la carte ; il vient du navigateur, rien n'y est tenu pour vrai.
        zones: `code` des zones connues.
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
        if contexte.reduite:
            return
        points = donnees.lire(contexte.edition, services.points_places)
        if 0 <= rang < len(points):
            st.query_params["point"] = str(points["id_point"].iloc[rang])
        return
    code = str(demande.get("code", ""))
    if code in set(zones["code"]) and code != zone:
        aller(contexte, code)
