"""Ouvrir une page comme un lien profond : la première chose demandée, par app.py, sans navigateur."""

from __future__ import annotations

import functools

import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from domaine.acces.lecteur import Lecteur
from domaine.reglages import RACINE
from vues.page import navigation
from web.acces.jugement import LECTEUR, public_de

#: Chaque passage d'`AppTest` relit ce que dit de lui chaque paquet installé : quatre dixièmes du prix d'une page.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


def ouvrir_page(page: str, **adresse: str) -> AppTest:
    """La page de ce fichier, ouverte par app.py, avec les paramètres de son adresse."""
    essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    for nom, valeur in adresse.items():
        essai.query_params[nom] = valeur
    # `AppTest.switch_page` veut un premier passage, qui ouvrirait chaque fois l'accueil : le double du temps.
    accueil, _ = adresses_servies()
    voulue = navigation._PAGES[page][1]
    essai._page_hash = calc_hash("" if voulue == accueil else voulue)
    return essai.run()


def adresses_servies() -> tuple[str, frozenset[str]]:
    """L'accueil et les autres pages de qui lit sur ce poste, au profil et à l'édition réglés."""
    return navigation.adresses(public_de({LECTEUR: Lecteur()}))


def vider_les_caches() -> None:
    """Ce que les pages ont lu, et les éditions qu'elles tiennent ouvertes."""
    st.cache_data.clear()
    st.cache_resource.clear()
