"""Vue d'ensemble : les neuf indicateurs phares, les écarts à regarder, ce qui a bougé, ce qui manque, où."""

import streamlit as st

from requetes.accueil import ecarts, mouvements, situation
from requetes.edition import referentiel, revisions
from requetes.qualite import manques
from vues import donnees
from vues.accueil import ensemble, petite_carte, phares
from vues.elements import etats, methode, tables
from vues.page import cadre

contexte = cadre.ouvrir_page(
    "Vue d’ensemble",
    "Où sommes-nous hors trajectoire, et les données suffisent-elles pour le dire ?",
    filtres=("type_periode", "periode", "region"),
)
edition, filtres = contexte.edition, contexte.filtres
lecture = (filtres.type_periode, filtres.periode)
vers_tendances = {"type_periode": filtres.type_periode, "region": filtres.region}

phares_lus = donnees.lire(edition, situation.situation, filtres.zone, *lecture)
if phares_lus.empty:
    cadre.montrer_cadre_vide()

# L'ordre est celui de l'importance, donc celui du téléphone ; `socle.css` compose l'écran large.
with st.container(key="essentiel", gap=None):
    ensemble.afficher_reponse(phares_lus, donnees.lire(edition, referentiel.completude_des_rapports, filtres.zone))
    with st.container(key="essentiel_ecarts", gap="xsmall"):
        lus = donnees.lire(edition, ecarts.ecarts_a_regarder, *lecture, filtres.region)
        ensemble.afficher_ecarts(lus, vers_tendances)
    with st.container(key="essentiel_phares"):
        tendances = donnees.lire(edition, situation.tendances_des_phares, filtres.zone, *lecture)
        phares.afficher_cartes(phares_lus, tendances, vers_tendances)
    with st.container(key="essentiel_bouge", gap="xsmall"):
        ensemble.afficher_mouvements(
            mouvements.mouvements_notables(phares_lus),
            donnees.lire(edition, revisions.edition_precedente),
            donnees.lire(edition, mouvements.bilan_des_revisions, filtres.region),
            donnees.lire(edition, mouvements.phares_revus, filtres.zone, *lecture),
        )
    with st.container(key="essentiel_manque", gap="xsmall"):
        retards = donnees.lire(edition, manques.retards_par_zone, filtres.zone)
        muettes = donnees.lire(edition, manques.regions_muettes, filtres.zone)
        trous = donnees.lire(edition, manques.zones_sans_donnee, filtres.zone, *lecture)
        ensemble.afficher_manques(retards, muettes, trous, phares_lus)
    with st.container(key="essentiel_carte", gap="xsmall"):
        petite_carte.afficher(contexte, phares_lus)

etats.afficher_legende(*donnees.lire(edition, referentiel.seuils_par_defaut))
st.caption(methode.lecture_en_mots(filtres.type_periode))
tables.afficher_situation(phares_lus, filtres)
