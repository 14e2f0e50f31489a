"""Un morceau de page qui se redessine seul repasse par la garde : qui n'a plus le même droit ne lit plus rien.

Un fragment et une boîte de Streamlit se rejouent sans la page qui les a ouverts, donc sans sa garde (règle E31).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec

import streamlit as st

from vues import lecteur
from vues.page import acces

P = ParamSpec("P")


def fragment(dessiner: Callable[P, None]) -> Callable[P, None]:
    """`st.fragment`, gardé."""
    return st.fragment(_garder(dessiner))


def boite(titre: str, **options: Any) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """`st.dialog`, gardée."""

    def poser(dessiner: Callable[P, None]) -> Callable[P, None]:
        return st.dialog(titre, **options)(_garder(dessiner))

    return poser


def _garder(dessiner: Callable[P, None]) -> Callable[P, None]:
    lu_par = (lecteur.public(), lecteur.edition_fixee())

    @functools.wraps(dessiner)
    def garde(*args: P.args, **kwargs: P.kwargs) -> None:
        public = acces.profil_en_vigueur()
        if (public, lecteur.edition_fixee()) != lu_par:
            st.warning("Votre accès a changé depuis que cette page s’est ouverte\u00a0: rechargez-la.", icon="⚠️")
            return
        dessiner(*args, **kwargs)

    return garde
