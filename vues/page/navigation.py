"""Les pages offertes à chaque profil, et le lien de l'une à l'autre.

Offrir n'est pas garder : chaque page vérifie le profil elle-même (`entree.ouvrir_page`).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import Page

from domaine.reglages import ReglageInvalide
from vues import lecteur
from vues.filtres.adresse import SEULE
from vues.lecteur import AccesFerme

VUE_ENSEMBLE = "pages/suivi/vue_ensemble.py"
CARTE = "pages/suivi/carte.py"
PARCOURS = "pages/suivi/parcours.py"
SERVICES_ITINERANTS = "pages/suivi/services_itinerants.py"
REPRESENTANTS = "pages/suivi/representants.py"
CHANTIERS = "pages/suivi/chantiers.py"
ACTIVITES = "pages/suivi/activites.py"
OPERATEURS = "pages/suivi/operateurs.py"
FORMATIONS = "pages/suivi/formations.py"
TENDANCES = "pages/suivi/tendances.py"
COMPARAISONS = "pages/suivi/comparaisons.py"
DECISIONS = "pages/suivi/decisions.py"
REUNION = "pages/suivi/reunion.py"
QUALITE = "pages/suivi/qualite.py"
EDITIONS = "pages/suivi/editions.py"
AIDE = "pages/suivi/aide.py"
ACCUEIL_BAILLEUR = "pages/bailleur/accueil.py"
CARTE_BAILLEUR = "pages/bailleur/carte.py"
CHANTIERS_BAILLEUR = "pages/bailleur/chantiers.py"
ACTIVITES_BAILLEUR = "pages/bailleur/activites.py"
SERVICES_ITINERANTS_BAILLEUR = "pages/bailleur/services_itinerants.py"
TENDANCES_BAILLEUR = "pages/bailleur/tendances.py"
COMPARAISONS_BAILLEUR = "pages/bailleur/comparaisons.py"
FICHES_BAILLEUR = "pages/bailleur/fiches.py"

#: Ce que le serveur ajoute à l'adresse de l'accueil quand la page demandée n'existe pas.
INCONNUE = "page_inconnue"

#: Le nom, dans l'adresse d'une page ouverte depuis une réunion, de la diapositive où revenir («COO-30.3»).
RETOUR = "retour"
#: L'onglet de Tendances que d'autres pages ouvrent.
POURQUOI = "Pourquoi\u00a0?"

#: Fichier → titre du menu, adresse. Celles d'une édition remise ont les leurs : un lien de l'équipe mène au refus.
_PAGES = {
    VUE_ENSEMBLE: ("Vue d’ensemble", "vue-d-ensemble"),
    CARTE: ("Carte des services", "carte-des-services"),
    PARCOURS: ("Parcours de restauration", "parcours-de-restauration"),
    SERVICES_ITINERANTS: ("Services itinérants", "services-itinerants"),
    REPRESENTANTS: ("Représentants de l’État", "representants"),
    OPERATEURS: ("Opérateurs et projets", "operateurs"),
    CHANTIERS: ("Chantiers", "chantiers"),
    ACTIVITES: ("Plan d’activités", "plan-d-activites"),
    FORMATIONS: ("Formations", "formations"),
    TENDANCES: ("Tendances", "tendances"),
    COMPARAISONS: ("Comparaisons régionales", "comparaisons"),
    DECISIONS: ("Décisions", "decisions"),
    REUNION: ("Réunion", "reunion"),
    QUALITE: ("Qualité des données", "qualite"),
    EDITIONS: ("Éditions et rapports", "editions"),
    AIDE: ("Aide", "aide"),
    ACCUEIL_BAILLEUR: ("Édition remise", "edition"),
    CARTE_BAILLEUR: ("Carte des services", "edition-carte"),
    CHANTIERS_BAILLEUR: ("Chantiers", "edition-chantiers"),
    ACTIVITES_BAILLEUR: ("Plan d’activités", "edition-plan-d-activites"),
    SERVICES_ITINERANTS_BAILLEUR: ("Services itinérants", "edition-services-itinerants"),
    TENDANCES_BAILLEUR: ("Tendances", "edition-tendances"),
    COMPARAISONS_BAILLEUR: ("Comparaisons régionales", "edition-comparaisons"),
    FICHES_BAILLEUR: ("Fiches des indicateurs", "edition-fiches"),
}
#: Le menu de l'équipe, groupe par groupe ; le premier, sans titre, est l'accueil, à un clic de partout.
_MENU: dict[str, tuple[str, ...]] = {
    "": (VUE_ENSEMBLE,),
    "Suivre": (TENDANCES, COMPARAISONS),
    "Services": (CARTE, PARCOURS, SERVICES_ITINERANTS, OPERATEURS),
    "État": (REPRESENTANTS, CHANTIERS, FORMATIONS),
    "Piloter": (ACTIVITES, DECISIONS, REUNION),
    "Données": (QUALITE, EDITIONS, AIDE),
}
_SUIVI = tuple(fichier for groupe in _MENU.values() for fichier in groupe)
_REMISES = (
    ACCUEIL_BAILLEUR,
    CARTE_BAILLEUR,
    SERVICES_ITINERANTS_BAILLEUR,
    CHANTIERS_BAILLEUR,
    ACTIVITES_BAILLEUR,
    TENDANCES_BAILLEUR,
    COMPARAISONS_BAILLEUR,
    FICHES_BAILLEUR,
)
#: Page de l'équipe → celle qui la remplace dans une édition remise ; une page absente d'ici n'y est pas offerte.
_EQUIVALENTES = {
    VUE_ENSEMBLE: ACCUEIL_BAILLEUR,
    CARTE: CARTE_BAILLEUR,
    SERVICES_ITINERANTS: SERVICES_ITINERANTS_BAILLEUR,
    CHANTIERS: CHANTIERS_BAILLEUR,
    ACTIVITES: ACTIVITES_BAILLEUR,
    TENDANCES: TENDANCES_BAILLEUR,
    COMPARAISONS: COMPARAISONS_BAILLEUR,
    AIDE: FICHES_BAILLEUR,
}


def pages(profil: str) -> dict[str, list[Page]]:
    """Les pages du profil, groupe par groupe, la première étant l'accueil.

    Les pages de l'équipe restent connues, hors du menu, des autres profils : un lien reçu y mène au refus dessiné par
    leur garde, et non à une boîte anglaise «Page not found».
    """
    # Chaque passage a les siennes : Streamlit y écrit laquelle peut courir.
    return {groupe: [copy.copy(page) for page in siennes] for groupe, siennes in _declarees(profil).items()}


@st.cache_resource(show_spinner=False)
def _declarees(profil: str) -> dict[str, list[Page]]:
    """Une fois par public : Streamlit cherche le fichier de chacune sur le disque."""
    menu = _MENU if profil == "interne" else {"": _REMISES}
    accueil = menu[""][0]
    offertes = {groupe: [_page(f, accueil=f == accueil) for f in fichiers] for groupe, fichiers in menu.items()}
    if profil != "interne":
        offertes[""] += [_page(fichier, visible=False) for fichier in _SUIVI]
    return offertes


def _page(fichier: str, *, accueil: bool = False, visible: bool = True) -> Page:
    titre, adresse = _PAGES[fichier]
    return st.Page(
        fichier, title=titre, url_path=adresse, default=accueil, visibility="visible" if visible else "hidden"
    )


def titres(public: str) -> dict[str, str]:
    """L'adresse de chaque page → son titre ; la clé vide est l'accueil de ce public."""
    accueil = VUE_ENSEMBLE if public == "interne" else ACCUEIL_BAILLEUR
    return {adresse: titre for titre, adresse in _PAGES.values()} | {"": _PAGES[accueil][0]}


def adresses(public: str) -> tuple[str, frozenset[str]]:
    """L'adresse en toutes lettres de l'accueil, qui s'ouvre à la racine, et celles des autres pages de ce public."""
    interne = public == "interne"
    accueil, autres = (VUE_ENSEMBLE, _SUIVI[1:]) if interne else (ACCUEIL_BAILLEUR, (*_REMISES[1:], *_SUIVI))
    return _PAGES[accueil][1], frozenset(_PAGES[fichier][1] for fichier in autres)


def lier(fichier: str, libelle: str, parametres: Mapping[str, str]) -> None:
    """Un lien vers une autre page, filtres compris ; rien quand elle n'est pas offerte à qui lit.

    `libelle` est du Markdown : un texte reçu y entre échappé.
    """
    offerte = fichier if _interne() else _EQUIVALENTES.get(fichier)
    if offerte is not None:
        st.page_link(offerte, label=libelle, query_params=dict(parametres))


def adresse(fichier: str, parametres: Mapping[str, str], *, seule: bool = False) -> str:
    """L'adresse d'une page vue d'une autre, pour un lien d'un tableau ; vide quand elle n'est pas offerte à qui lit.

    Args:
        fichier: la page.
        parametres: les choix qu'elle porte.
        seule: vrai quand les choix de la visite écarteraient ce qui s'ouvre : ils s'oublient en y arrivant.
    """
    offerte = fichier if _interne() else _EQUIVALENTES.get(fichier)
    if offerte is None:
        return ""
    return f"./{_PAGES[offerte][1]}?" + urlencode({**parametres, **({SEULE: "1"} if seule else {})})


def adresse_d_un_point(id_point: str) -> str:
    """La carte, la fiche de ce point ouverte."""
    return adresse(CARTE, {"point": id_point}, seule=True)


def lier_les_pages() -> None:
    """Toutes les pages de l'équipe, d'un clic, groupe par groupe : le menu en demande deux."""
    if not _interne():
        return
    with st.container(horizontal=True, gap="small", key="toutes_les_pages"):
        for groupe, fichiers in _MENU.items():
            if groupe:
                st.markdown(f":gray[:small[{groupe}]]", width="content")
                for fichier in fichiers:
                    st.page_link(fichier, label=f":small[{_PAGES[fichier][0]}]", width="content")


def _interne() -> bool:
    try:
        return lecteur.public() == "interne"
    except (AccesFerme, ReglageInvalide):
        # La page dira ce qui ne va pas ; d'ici là, rien n'est offert.
        return False
