"""L'essentiel d'une édition, du plus important au moins : le même pour l'équipe et pour qui lit une édition remise."""

from __future__ import annotations

import streamlit as st

from requetes.accueil.lecture import LectureAccueil, lire_accueil
from vues import donnees
from vues.accueil import ensemble, petite_carte, phares
from vues.elements import etats, methode, tables
from vues.page import entree, navigation
from vues.page.entree import Contexte
from vues.redite import redire
from vues.textes import echapper


def afficher(contexte: Contexte) -> None:
    """La réponse, les écarts, les phares, ce qui a bougé, ce qui manque, où ; puis la légende et le tableau.

    Une édition remise n'a ni révisions ni rapports attendus : les commentaires du projet y tiennent leur place.
    """
    filtres = contexte.filtres
    lire = (lire_accueil, filtres.type_periode, filtres.periode, filtres.region, contexte.jour_du_suivi)
    lecture = donnees.lire(contexte.edition, *lire)
    if not lecture.phares:
        entree.montrer_cadre_vide()
    vers_tendances = {"type_periode": filtres.type_periode, "region": filtres.region}
    # L'ordre est celui de l'importance, donc celui du téléphone ; `socle.css` compose l'écran large.
    with st.container(key="essentiel", gap=None):
        redire(contexte.edition, "essentiel", _afficher_essentiel, contexte, lecture, vers_tendances)
        with st.container(key="essentiel_carte", gap="xsmall"):
            petite_carte.afficher(contexte, min(lecture.fin or contexte.date_donnees, contexte.date_donnees))
    redire(contexte.edition, "suite", _afficher_suite, contexte)
    tables.afficher_situation(contexte.edition, lecture.phares, filtres)


def _afficher_essentiel(contexte: Contexte, lecture: LectureAccueil, vers_tendances: dict[str, str]) -> None:
    ensemble.afficher_reponse(lecture)
    with st.container(key="essentiel_ecarts", gap="xsmall"):
        ensemble.afficher_ecarts(lecture, contexte, vers_tendances)
    with st.container(key="essentiel_phares"):
        phares.afficher_vignettes(lecture.phares, lecture.suites, vers_tendances)
    if contexte.remise:
        with st.container(key="essentiel_commentaires", gap="xsmall"):
            _afficher_commentaires(contexte, lecture)
        return
    with st.container(key="essentiel_bouge", gap="xsmall"):
        ensemble.afficher_mouvements(lecture)
    with st.container(key="essentiel_manque", gap="xsmall"):
        ensemble.afficher_manques(lecture, contexte.jour_du_suivi)


def _afficher_suite(contexte: Contexte) -> None:
    navigation.lier_les_pages()
    etats.afficher_legende(contexte.referentiel.seuils[0], masque=contexte.remise)
    st.caption(methode.lecture_en_mots(contexte.filtres.type_periode))


def _afficher_commentaires(contexte: Contexte, lecture: LectureAccueil) -> None:
    if not lecture.commentaires:
        st.caption("Aucun commentaire n’a été écrit avec cette édition.")
        return
    st.subheader("Commentaires, résultat par résultat", anchor=False)
    libelles = {i.resultat: i.libelle_resultat for i in contexte.referentiel.indicateurs.values()}
    for code, texte in lecture.commentaires.items():
        nom = f" — {echapper(libelles[code], 200)}" if code in libelles else ""
        st.markdown(f"**{echapper(code)}**{nom}  \n{echapper(texte, 2000)}")
