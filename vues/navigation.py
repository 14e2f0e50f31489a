"""Les pages offertes à chaque profil, et le lien de l'une à l'autre.

Offrir n'est pas garder : chaque page vérifie le profil elle-même (`cadre.ouvrir_page`).
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import Page

from domaine.reglages import ReglageInvalide, reglages

VUE_ENSEMBLE = "pages/suivi/vue_ensemble.py"
CARTE = "pages/suivi/carte.py"
PARCOURS = "pages/suivi/parcours.py"
TENDANCES = "pages/suivi/tendances.py"
COMPARAISONS = "pages/suivi/comparaisons.py"
QUALITE = "pages/suivi/qualite.py"
EDITIONS = "pages/suivi/editions.py"
AIDE = "pages/suivi/aide.py"
ACCUEIL_BAILLEUR = "pages/bailleur/accueil.py"

#: Ce que le serveur ajoute à l'adresse de l'accueil quand la page demandée n'existe pas.
INCONNUE = "page_inconnue"

#: Fichier → titre du menu, adresse.
_PAGES = {
    VUE_ENSEMBLE: ("Vue d’ensemble", "vue-d-ensemble"),
    CARTE: ("Carte des services", "carte-des-services"),
    PARCOURS: ("Parcours de restauration", "parcours-de-restauration"),
    TENDANCES: ("Tendances", "tendances"),
    COMPARAISONS: ("Comparaisons régionales", "comparaisons"),
    QUALITE: ("Qualité des données", "qualite"),
    EDITIONS: ("Éditions et rapports", "editions"),
    AIDE: ("Aide", "aide"),
    ACCUEIL_BAILLEUR: ("Édition remise", "edition"),
}
_SUIVI = (VUE_ENSEMBLE, CARTE, PARCOURS, TENDANCES, COMPARAISONS, QUALITE, EDITIONS, AIDE)


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


def adresses() -> tuple[str, frozenset[str]]:
    """L'adresse en toutes lettres de l'accueil, qui s'ouvre à la racine, et celles des autres pages du profil."""
    try:
        interne = reglages().profil == "interne"
    except ReglageInvalide:
        # La page dira le réglage à corriger ; d'ici là, rien n'est offert.
        interne = False
    accueil, autres = (VUE_ENSEMBLE, _SUIVI[1:]) if interne else (ACCUEIL_BAILLEUR, _SUIVI)
    return _PAGES[accueil][1], frozenset(_PAGES[fichier][1] for fichier in autres)


def lier(fichier: str, libelle: str, parametres: Mapping[str, str]) -> None:
    """Un lien vers une autre page, filtres compris ; `libelle` est du Markdown : un texte reçu y entre échappé."""
    st.page_link(fichier, label=libelle, query_params=dict(parametres))
