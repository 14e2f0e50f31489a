"""La page Comparaisons, la même pour l'équipe et pour qui lit une édition remise."""

from __future__ import annotations

import streamlit as st

from requetes.comparaisons import diviseurs
from requetes.comparaisons.lecture import LectureComparaisons, lire_comparaisons
from vues import donnees
from vues.comparaisons import mesures, parties
from vues.comparaisons.equite import afficher_equite
from vues.elements import etats, methode
from vues.filtres import barre
from vues.filtres.adresse import Filtres, choisir
from vues.page import entree
from vues.page.entree import Contexte
from vues.page.receptions import dire_ce_qui_manque_a_un_indicateur
from vues.redite import redire


def afficher(contexte: Contexte) -> None:
    """La réponse, les barres, les deux périodes, les rangs, puis tous les indicateurs par état et l'équité."""
    edition, filtres, referentiel = contexte.edition, contexte.filtres, contexte.referentiel
    code, type_periode, periode = filtres.indicateur, filtres.type_periode, filtres.periode
    if not code:
        entree.montrer_cadre_vide()
    indicateur = referentiel.indicateurs[code]
    periodes = barre.choix_periodes(referentiel, code, type_periode, contexte.date_donnees)
    with st.container(horizontal=True, vertical_alignment="bottom", key="barre_de_filtres_comparaisons"):
        niveau = parties.choisir_niveau(referentiel.niveaux_lus[code])
        offertes = donnees.lire(edition, diviseurs.mesures_offertes, code, niveau, periode)
        mesure = mesures.choisir_mesure(offertes)
        anterieures = barre.periodes_anterieures(periodes, periode)
        avant = choisir("periode_b", "Comparer à", anterieures, next(reversed(anterieures), None), largeur=170)
        etendue = choisir("etendue", "Grille", {"": "Indicateurs phares", "tous": "Tous les indicateurs"}, largeur=190)
    redire(edition, "mesure", mesures.expliquer_mesure, offertes, indicateur.nature)
    choix = {"avant": avant, "region": filtres.region, "mesure": mesure, "phares": not etendue}
    lecture = donnees.lire(edition, lire_comparaisons, code, niveau, type_periode, periode, **choix)
    sujet = f"{indicateur.libelle_court}, {periodes.get(periode, '')}"
    filtres = mesures.preciser(filtres, niveau, mesure, periodes.get(avant, ""))
    redire(edition, "manques", dire_ce_qui_manque_a_un_indicateur, contexte, indicateur)
    redire(edition, "reponse", parties.afficher_reponse, lecture, indicateur, sujet, mesure, filtres)
    gauche, droite = st.columns(2, gap="medium")
    with gauche:
        parties.afficher_barres(edition, lecture.zones, sujet, mesure, filtres)
    if avant:
        with droite:
            libelles = (periodes[avant], periodes[periode])
            parties.afficher_deux_periodes(edition, lecture.deux_periodes, indicateur, libelles, mesure, filtres)
    gauche, droite = st.columns(2, gap="medium")
    with gauche:
        parties.afficher_rangs(edition, lecture.rangs, indicateur, mesure, filtres)
    with droite:
        redire(edition, "appuis", parties.afficher_appuis, lecture.appuis, lecture.grille)
    _afficher_tous(contexte, lecture, filtres)


def _afficher_tous(contexte: Contexte, lecture: LectureComparaisons, filtres: Filtres) -> None:
    """Tous les indicateurs par état, puis l'équité ; `filtres` : les choix de la page compris."""
    st.subheader("Indicateurs et zones, par état", anchor=False)
    parties.afficher_grille(contexte.edition, lecture.grille, "Indicateurs et zones, par état", filtres)
    etats.afficher_legende(contexte.referentiel.seuils[0], masque=contexte.remise)
    afficher_equite(contexte.edition, lecture.femmes, lecture.nomades, filtres)
    if contexte.remise:
        st.caption("Dans l’équité, n.\u00a0d. se lit aussi là où l’un des deux effectifs est masqué.")
    st.caption(methode.lecture_en_mots(filtres.type_periode))
