"""Choisir un point dans une liste pour ouvrir sa fiche, au clavier aussi : la toile de la carte ne le permet pas."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

#: Au-delà, la liste pèserait plus que la carte : on descend d'abord dans une zone.
MAXIMUM = 300


def choisir_point(noms: Mapping[str, str], ouvrir_point: Callable[[str], None], *, cle: str) -> None:
    """La liste des points, et l'ouverture de celui qu'on y choisit.

    Args:
        noms: identifiant → nom de chaque point ; au-delà de `MAXIMUM`, rien ne se dessine.
        ouvrir_point: reçoit l'identifiant choisi.
        cle: distingue deux listes d'une même page.
    """
    if not noms or len(noms) > MAXIMUM:
        return
    choix, demande = f"choisir_point_{cle}", f"point_demande_{cle}"
    st.selectbox(
        "Ouvrir la fiche d’un point",
        list(noms),
        index=None,
        placeholder="Choisir un point…",
        format_func=lambda i: f"{noms.get(i, '')} ({i})",
        key=choix,
        on_change=_retenir,
        args=(choix, demande),
        width=420,
    )
    voulu = st.session_state.pop(demande, None)
    if voulu in noms:
        ouvrir_point(voulu)


def _retenir(choix: str, demande: str) -> None:
    """Le choix se vide en se faisant : fermée, la fiche d'un point ne se rouvre pas au passage suivant."""
    st.session_state[demande] = st.session_state[choix]
    st.session_state[choix] = None
