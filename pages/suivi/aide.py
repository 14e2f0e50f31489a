"""Aide : dictionnaire des indicateurs, seuils, glossaire, sources. Utile avant la première publication."""

import streamlit as st

from vues import cadre, dictionnaire

contexte = cadre.ouvrir_page_sans_edition(
    "Aide", "Que veut dire chaque chiffre, comment se calcule-t-il, d’où vient-il ?"
)
if contexte is None:
    dictionnaire.afficher_sans_edition()
    st.stop()
dictionnaire.afficher_tout(contexte)
