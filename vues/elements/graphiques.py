"""Le graphique, unique : dessiné pour l'écran, décrit pour qui ne le voit pas, à emporter en image."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domaine import francais
from figures.graphiques import theme
from requetes.edition import referentiel
from vues import donnees
from vues.elements.tableaux import nom_de_fichier


def afficher_graphique(figure: Any, titre: str, *, cle: str, grand: bool = False, emportable: bool = True) -> None:
    """Affiche une figure, titrée et datée ; son bouton «Télécharger en image» donne un PNG nommé d'après le titre.

    Args:
        figure: une figure de `figures`.
        titre: ce qu'elle montre ; c'est aussi son texte de remplacement.
        cle: clé unique sur la page.
        grand: pour un écran partagé, à trois mètres.
        emportable: faux pour ce qui ne doit pas sortir de l'écran : sans bouton.
    """
    theme.titrer(figure, titre, _source())
    if grand:
        theme.agrandir_titre(figure)
    config = theme.config(nom_de_fichier(titre)) | ({} if emportable else {"displayModeBar": False})
    st.plotly_chart(figure, config=config, key=cle, alt=titre)


def _source() -> str:
    """La date des données, et leur nature fictive : une image circule sans le bandeau de la page."""
    edition = donnees.edition_en_cours()
    info = donnees.lire(edition, referentiel.informations) if edition else {}
    arrete = f"données arrêtées au {francais.date(info.get('date_donnees'))}"
    return f"DÉMONSTRATION, {arrete}" if info.get("demonstration") == "1" else f"SOCLE, {arrete}"
