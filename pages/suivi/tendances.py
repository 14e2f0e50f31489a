"""Tendances : un indicateur dans le temps, contre sa cible due, jusqu'aux lignes reçues."""

import streamlit as st

from requetes import referentiel, series
from vues import barre, cadre, chiffre, courbes, donnees, filtres, sources, tables

contexte = cadre.ouvrir_page(
    "Tendances",
    "Comment cet indicateur évolue-t-il, contre quelle cible, et d’où vient son chiffre ?",
    filtres=("indicateur", "type_periode", "periode", "region", "cercle"),
)
edition, choix = contexte.edition, contexte.filtres
if not choix.indicateur:
    cadre.montrer_cadre_vide()
code, zone, lecture, periode = choix.indicateur, choix.zone, choix.type_periode, choix.periode
cadre_logique = donnees.lire(edition, referentiel.indicateurs).set_index("code", drop=False)
indicateur = cadre_logique.loc[code].to_dict()
noms_des_zones = barre.noms_des_zones(edition)
serie = donnees.lire(edition, series.serie, code, (zone,), lecture)
parties = donnees.lire(edition, series.parties, zone, code)
titre = f"{indicateur['libelle_court']}, {noms_des_zones[zone]}, {courbes.lecture_en_titre(choix)}"

gauche, droite = st.columns([2.6, 1], gap="medium")
with gauche:
    montrees = {"": "La zone, contre sa cible"} | ({"parties": "La zone et ses parties"} if parties else {})
    if filtres.choisir("courbes", "Courbes", montrees, largeur=250):
        tracee = barre.sans_doublon(donnees.lire(edition, series.serie, code, (zone, *parties), lecture), edition)
    else:
        tracee = serie
    courbes.afficher_courbe(tracee, donnees.lire(edition, series.evenements, zone), indicateur, titre)
with droite:
    lignes = serie[serie["periode"] == periode].to_dict("records")
    chiffre.afficher_chiffre(lignes[0] if lignes else None, indicateur, barre.zone_et_periode(edition, choix))
    chiffre.afficher_calcul(indicateur)

tableau, ventilation, origine, fiche = st.tabs(["Tableau", "Ventilations", "D’où vient ce chiffre", "Fiche"])
with tableau:
    tables.afficher_serie(tracee, str(indicateur["unite"]), titre, choix)
modalites = donnees.lire(edition, series.ventilations, code, zone, lecture)
with ventilation:
    courbes.afficher_ventilations(modalites, str(indicateur["unite"]), choix)
with origine:
    sources.afficher(edition, indicateur, barre.zone_et_periode(edition, choix), choix, modalites)
with fiche:
    chiffre.afficher_fiche(indicateur, donnees.lire(edition, series.cibles, code, zone))
