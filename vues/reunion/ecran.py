"""La page Réunion : la réunion de l'adresse, présentée ou préparée."""

from __future__ import annotations

import streamlit as st

from vues.page.entree import Contexte
from vues.page.journal import lire_journal
from vues.reunion import preparation, presentation
from vues.textes import echapper


def afficher(contexte: Contexte) -> None:
    """La présentation d'une réunion ; sinon la préparation de celle de l'adresse, ou d'une nouvelle."""
    tenu = lire_journal()
    demandee = st.query_params.get("reunion", "")
    reunion = tenu.dernieres_reunions().get(demandee)
    if demandee and reunion is None:
        st.warning(f"Aucune réunion «\u00a0{echapper(demandee, 40)}\u00a0» n’est au journal.", icon="⚠️")
    if reunion is not None and presentation.demandee():
        presentation.afficher(contexte, reunion)
    else:
        preparation.afficher(contexte, tenu, reunion)
