"""Le graphique, unique : dessiné pour l'écran, décrit pour qui ne le voit pas, à emporter en image."""

from __future__ import annotations

from typing import Any

import streamlit as st

from figures import theme
from vues.tableaux import nom_de_fichier


def afficher_graphique(figure: Any, titre: str, *, cle: str) -> None:
    """Affiche une figure ; son bouton «Télécharger en image» donne un PNG nommé d'après le titre.

    Args:
        figure: une figure de `figures`.
        titre: ce qu'elle montre ; c'est aussi son texte de remplacement.
        cle: clé unique sur la page.
    """
    st.plotly_chart(figure, config=theme.config(nom_de_fichier(titre)), key=cle, alt=titre)
