"""Aide : dictionnaire des indicateurs, seuils, glossaire, sources. Utile avant la première publication."""

import streamlit as st

from requetes import referentiel
from vues import cadre, dictionnaire, donnees

contexte = cadre.ouvrir_page_sans_edition(
    "Aide", "Que veut dire chaque chiffre, comment se calcule-t-il, d’où vient-il ?"
)
if contexte is None:
    dictionnaire.afficher_sans_edition()
    st.stop()
edition = contexte.edition
indicateurs = donnees.lire(edition, referentiel.indicateurs)

onglets = st.tabs(["Dictionnaire des indicateurs", "États et seuils", "Glossaire", "Sources et crédits"])
with onglets[0]:
    dictionnaire.afficher_dictionnaire(indicateurs)
    dictionnaire.afficher_fiche(contexte, indicateurs)
with onglets[1]:
    dictionnaire.afficher_seuils(donnees.lire(edition, referentiel.seuils))
with onglets[2]:
    dictionnaire.afficher_glossaire()
with onglets[3]:
    dictionnaire.afficher_sources(contexte, donnees.lire(edition, referentiel.projet))
