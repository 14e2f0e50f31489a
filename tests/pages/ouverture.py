"""Ouvrir une page comme un lien profond : la première chose demandée, par app.py, sans navigateur."""

from __future__ import annotations

import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from domaine.reglages import RACINE
from vues.page import navigation


def ouvrir_page(page: str, **adresse: str) -> AppTest:
    """La page de ce fichier, ouverte par app.py, avec les paramètres de son adresse."""
    essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    for nom, valeur in adresse.items():
        essai.query_params[nom] = valeur
    # `AppTest.switch_page` veut un premier passage, qui ouvrirait chaque fois l'accueil : le double du temps.
    accueil, _ = navigation.adresses()
    voulue = navigation._PAGES[page][1]
    essai._page_hash = calc_hash("" if voulue == accueil else voulue)
    return essai.run()


def vider_les_caches() -> None:
    """Ce que les pages ont lu, et les éditions qu'elles tiennent ouvertes."""
    st.cache_data.clear()
    st.cache_resource.clear()
