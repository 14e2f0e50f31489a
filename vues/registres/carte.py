"""La carte d'un registre : ce qu'il compte, zone par zone, chaque ligne là où elle est dite et pas plus finement."""

from __future__ import annotations

import streamlit as st

from domaine.niveaux import NOMS, PLURIELS
from figures.svg.comptes import Comptee, dessiner_comptes
from requetes.carte.lecture import LectureZones, lire_zones
from requetes.registres.commun import grouper
from vues import donnees
from vues.registres.declaration import Ligne, Vue
from vues.textes import echapper


def afficher(vue: Vue[Ligne]) -> None:
    """Les régions, ou les cercles de la région choisie ; ce qui relève d'une zone plus large est écrit dessous."""
    registre, filtres = vue.registre, vue.contexte.filtres
    if registre.sur_la_carte is None:
        return
    niveau = "cercle" if filtres.region else "region"
    lues: LectureZones = donnees.lire(vue.contexte.edition, lire_zones, niveau, filtres.region)
    groupes = grouper(vue.lignes, lambda x: lues.hotes.get(x.code_zone, x.code_zone))
    dites = [Comptee(z, lues.limites.get(z.code), registre.sur_la_carte(groupes.get(z.code, ()))
                     if z.code in groupes else "") for z in lues.zones]  # fmt: skip
    titre = f"{registre.titre}, par {NOMS[niveau]}"
    st.markdown(f"**{titre}** — {registre.legende_de_la_carte}")
    st.image(dessiner_comptes(dites, titre, sombre=st.context.theme.type == "dark"), width=900, alt=titre)
    dessinees = {z.code for z in lues.zones}
    larges = {siennes[0].zone: siennes for code, siennes in groupes.items() if code not in dessinees}
    if larges:
        morceaux = [f"{echapper(nom)}\u00a0: **{registre.sur_la_carte(siennes)}**" for nom, siennes in larges.items()]
        st.caption(f"Au-dessus des {PLURIELS[niveau]}, et d’aucun d’eux — " + " ; ".join(morceaux))
    if vue.contexte.info.get("limites") == "schematiques":
        st.caption("⚠️ Limites schématiques\u00a0: calculées, sans valeur administrative.")
