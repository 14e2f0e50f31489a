"""Les pages offertes à chaque profil, et le lien de l'une à l'autre.

Offrir n'est pas garder : chaque page vérifie le profil elle-même (`cadre.ouvrir_page`).
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import Page

VUE_ENSEMBLE = "pages/suivi/vue_ensemble.py"
CARTE = "pages/suivi/carte.py"
PARCOURS = "pages/suivi/parcours.py"
TENDANCES = "pages/suivi/tendances.py"
COMPARAISONS = "pages/suivi/comparaisons.py"
QUALITE = "pages/suivi/qualite.py"
AIDE = "pages/suivi/aide.py"
ACCUEIL_BAILLEUR = "pages/bailleur/accueil.py"

#: Fichier → titre du menu, adresse.
_PAGES = {
    VUE_ENSEMBLE: ("Vue d’ensemble", "vue-d-ensemble"),
    CARTE: ("Carte des services", "carte-des-services"),
    PARCOURS: ("Parcours de restauration", "parcours-de-restauration"),
    TENDANCES: ("Tendances", "tendances"),
    COMPARAISONS: ("Comparaisons régionales", "comparaisons"),
    QUALITE: ("Qualité des données", "qualite"),
    AIDE: ("Aide", "aide"),
    ACCUEIL_BAILLEUR: ("Édition remise", "edition"),
}
_SUIVI = (VUE_ENSEMBLE, CARTE, PARCOURS, TENDANCES, COMPARAISONS, QUALITE, AIDE)


def pages(profil: str) -> list[Page]:
    """Les pages du profil, la première étant l'accueil.

    Les pages de l'équipe restent connues, hors du menu, des autres profils : un lien reçu y mène au refus dessiné par
    leur garde, et non à une boîte anglaise «Page not found».
    """
    offertes = _SUIVI if profil == "interne" else (ACCUEIL_BAILLEUR,)
    cachees = () if profil == "interne" else _SUIVI
    return [
        st.Page(
            fichier,
            title=_PAGES[fichier][0],
            url_path=_PAGES[fichier][1],
            default=rang == 0,
            visibility="visible" if fichier in offertes else "hidden",
        )
        for rang, fichier in enumerate((*offertes, *cachees))
    ]


def lier(fichier: str, libelle: str, parametres: Mapping[str, str]) -> None:
    """Un lien vers une autre page, filtres compris."""
    st.page_link(fichier, label=libelle, query_params=dict(parametres))
