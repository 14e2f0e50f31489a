"""Comparaisons régionales : les zones sur un indicateur, deux périodes, tous les indicateurs par état."""

import streamlit as st

from requetes import referentiel, series
from vues import barre, cadre, comparaison, donnees, etats, methode
from vues.filtres import choisir

contexte = cadre.ouvrir_page(
    "Comparaisons régionales",
    "Qui est en avance, qui est en retard, à données comparables ?",
    filtres=("indicateur", "type_periode", "periode", "region"),
)
edition, filtres = contexte.edition, contexte.filtres
code, lecture, periode = filtres.indicateur, filtres.type_periode, filtres.periode
if not code:
    cadre.montrer_cadre_vide()
indicateur = donnees.lire(edition, referentiel.indicateurs).set_index("code", drop=False).loc[code].to_dict()
periodes = barre.choix_periodes(edition, code, lecture, contexte.date_donnees)

with st.container(horizontal=True, vertical_alignment="bottom"):
    niveau = comparaison.choisir_niveau(edition, code)
    anterieures = barre.periodes_anterieures(periodes, periode)
    avant = choisir("periode_b", "Comparer à", anterieures, next(reversed(anterieures), None), largeur=170)
    etendue = choisir("etendue", "Grille", {"": "Indicateurs phares", "tous": "Tous les indicateurs"}, largeur=190)

gauche, droite = st.columns(2, gap="medium")
with gauche:
    lignes = donnees.lire(edition, series.valeurs_par_zone, code, niveau, lecture, periode, filtres.region)
    titre = f"{indicateur['libelle_court']}, {periodes.get(periode, '')}, contre la cible due"
    comparaison.afficher_barres(lignes, indicateur, titre, filtres)
with droite:
    if avant:
        deux = donnees.lire(edition, series.deux_periodes, code, niveau, lecture, (avant, periode), filtres.region)
        comparaison.afficher_deux_periodes(deux, indicateur, (periodes[avant], periodes[periode]), filtres)

st.subheader("Indicateurs et zones, par état", anchor=False)
grille = donnees.lire(edition, series.grille_des_etats, niveau, lecture, periode, filtres.region, not etendue)
comparaison.afficher_grille(grille, "Indicateurs et zones, par état", filtres)
etats.afficher_legende(*donnees.lire(edition, referentiel.seuils_par_defaut))
st.caption(methode.lecture_en_mots(lecture))
