"""Vue d'ensemble : les neuf indicateurs phares, les écarts à regarder, ce qui manque."""

import streamlit as st

from requetes import ecarts, manques, referentiel, situation
from vues import cadre, donnees, etats, methode, phares, tables

contexte = cadre.ouvrir_page(
    "Vue d’ensemble",
    "Où sommes-nous hors trajectoire, et les données suffisent-elles pour le dire ?",
    filtres=("type_periode", "periode", "region"),
)
edition, filtres = contexte.edition, contexte.filtres
lecture = (filtres.type_periode, filtres.periode)
vers_tendances = {"type_periode": filtres.type_periode, "region": filtres.region}

phares_lus = donnees.lire(edition, situation.situation, filtres.zone, *lecture)
if phares_lus.empty:
    cadre.montrer_cadre_vide()
tendances = donnees.lire(edition, situation.tendances_des_phares, filtres.zone, *lecture)

with st.container(key="essentiel"):
    gauche, droite = st.columns([3, 1], gap="medium")
with gauche:
    phares.afficher_cartes(phares_lus, tendances, vers_tendances)
with droite:
    phares.afficher_ecarts(donnees.lire(edition, ecarts.ecarts_a_regarder, *lecture, filtres.region), vers_tendances)
    phares.afficher_manques(
        donnees.lire(edition, manques.retards_par_zone, filtres.zone),
        donnees.lire(edition, manques.zones_sans_donnee, filtres.zone, *lecture),
        phares_lus,
    )

etats.afficher_legende(*donnees.lire(edition, referentiel.seuils_par_defaut))
st.caption(methode.lecture_en_mots(filtres.type_periode))
tables.afficher_situation(phares_lus, filtres)
