"""Qui signe un dépôt ou un retrait : le compte, quand l'application le connaît, sinon ce qui se tape (règle E36)."""

from __future__ import annotations

import streamlit as st

from vues import lecteur
from vues.textes import echapper


def demander(libelle: str, cle: str, exemple: str) -> str:
    """Le nom ; vide tant que la personne n'a rien tapé."""
    if nom := lecteur.nom():
        st.markdown(f"{libelle}\u00a0: **{echapper(nom)}**", width="content")
        return nom
    return st.text_input(libelle, max_chars=80, key=cle, placeholder=exemple, width=330)
