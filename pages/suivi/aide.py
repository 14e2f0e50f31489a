"""Aide : dictionnaire des indicateurs, seuils, glossaire, sources. Utile avant la première publication."""

import streamlit as st

from vues.aide import ecran
from vues.page import entree

contexte = entree.ouvrir_page_sans_edition(
    "Aide", "Que veut dire chaque chiffre, comment se calcule-t-il, d’où vient-il ?"
)
if contexte is None:
    ecran.afficher_sans_edition()
    st.stop()
ecran.afficher_tout(contexte)
