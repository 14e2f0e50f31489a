"""SOCLE — tableau de bord : réglages de la page, profil, navigation. Rien d'autre.

À lancer par `streamlit run app.py` (ou `make lancer`).
"""

import streamlit as st

from domaine.reglages import RACINE
from vues import lecteur
from vues.page import acces, chronometre, navigation

lecteur.se_presenter()
st.set_page_config("SOCLE — tableau de bord", page_icon=str(RACINE / "static/favicon.png"), layout="wide")
st.logo(str(RACINE / "static/socle.svg"), size="small")
page = st.navigation(navigation.pages(acces.profil_en_vigueur()), position="top")
with chronometre.noter_si_lente(page.url_path):
    page.run()
