"""La page Comparaisons, la même pour l'équipe et pour qui lit une édition remise."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from requetes.comparaisons import equite, zones
from requetes.edition import referentiel
from vues import donnees
from vues.comparaisons import mesures, parties
from vues.comparaisons.equite import afficher_equite
from vues.elements import etats, methode
from vues.filtres import barre
from vues.filtres.adresse import Filtres, choisir
from vues.page import cadre
from vues.page.cadre import Contexte


def afficher(contexte: Contexte) -> None:
    """La réponse, les barres, les deux périodes, les rangs, puis tous les indicateurs par état et l'équité."""
    edition, filtres = contexte.edition, contexte.filtres
    code, lecture, periode, region = filtres.indicateur, filtres.type_periode, filtres.periode, filtres.region
    if not code:
        cadre.montrer_cadre_vide()
    indicateur = donnees.lire(edition, referentiel.indicateurs).set_index("code", drop=False).loc[code].to_dict()
    periodes = barre.choix_periodes(edition, code, lecture, contexte.date_donnees)
    with st.container(horizontal=True, vertical_alignment="bottom", key="barre_de_filtres_comparaisons"):
        niveau = parties.choisir_niveau(edition, code)
        mesure = mesures.choisir_mesure(edition, code, niveau, periode)
        anterieures = barre.periodes_anterieures(periodes, periode)
        avant = choisir("periode_b", "Comparer à", anterieures, next(reversed(anterieures), None), largeur=170)
        etendue = choisir("etendue", "Grille", {"": "Indicateurs phares", "tous": "Tous les indicateurs"}, largeur=190)
    mesures.expliquer_mesure(edition, code, niveau, periode, parties.additif(indicateur))

    tout = (niveau, lecture, periode, region)
    lignes = donnees.lire(edition, zones.valeurs_par_zone, code, *tout, mesure)
    grille = donnees.lire(edition, zones.grille_des_etats, *tout, not etendue)
    sujet = f"{indicateur['libelle_court']}, {periodes.get(periode, '')}"
    filtres = mesures.preciser(filtres, niveau, mesure, periodes.get(avant, ""))
    parties.afficher_reponse(lignes, indicateur, sujet, mesure, filtres)
    gauche, droite = st.columns(2, gap="medium")
    with gauche:
        parties.afficher_barres(lignes, indicateur, sujet, mesure, filtres)
    with droite:
        if avant:
            deux = donnees.lire(edition, zones.deux_periodes, code, niveau, lecture, (avant, periode), region, mesure)
            parties.afficher_deux_periodes(deux, indicateur, (periodes[avant], periodes[periode]), mesure, filtres)
    gauche, droite = st.columns(2, gap="medium")
    with gauche:
        rangs = donnees.lire(edition, zones.rangs, code, *tout, mesure)
        parties.afficher_rangs(rangs, indicateur, mesure, filtres)
    with droite:
        parties.afficher_appuis(grille)
    _afficher_tous(contexte, tout, grille, filtres)


def _afficher_tous(contexte: Contexte, tout: tuple[str, str, str, str], grille: pd.DataFrame, filtres: Filtres) -> None:
    """Tous les indicateurs par état, puis l'équité.

    Args:
        contexte: celui de la page.
        tout: niveau, lecture, période, région.
        grille: `requetes.comparaisons.zones.grille_des_etats`.
        filtres: les filtres en vigueur, choix de la page compris.
    """
    edition = contexte.edition
    st.subheader("Indicateurs et zones, par état", anchor=False)
    parties.afficher_grille(grille, "Indicateurs et zones, par état", filtres)
    etats.afficher_legende(*donnees.lire(edition, referentiel.seuils_par_defaut), masque=contexte.reduite)
    femmes, nomades = (donnees.lire(edition, q, *tout) for q in (equite.part_des_femmes, equite.etapes_nomades))
    afficher_equite(femmes, nomades, filtres)
    if contexte.reduite:
        st.caption("Dans l’équité, n. d. se lit aussi là où l’un des deux effectifs est masqué.")
    st.caption(methode.lecture_en_mots(tout[1]))
