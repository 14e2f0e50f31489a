"""Tendances : un indicateur dans le temps, contre ses cibles, jusqu'aux lignes reçues."""

import streamlit as st

from requetes import referentiel, series
from requetes.rythme import rythme
from vues import (
    barre,
    cadre,
    chiffre,
    courbes,
    donnees,
    fiche_indicateur,
    filtres,
    multiples,
    sources,
    tables,
    ventilations,
)

contexte = cadre.ouvrir_page(
    "Tendances",
    "Comment cet indicateur évolue-t-il, contre quelle cible, et d’où vient son chiffre ?",
    filtres=("cherche", "indicateur", "type_periode", "periode", "region", "cercle"),
)
edition, choix = contexte.edition, contexte.filtres
if not choix.indicateur:
    cadre.montrer_cadre_vide()
code, zone, lecture, periode = choix.indicateur, choix.zone, choix.type_periode, choix.periode
indicateur = donnees.lire(edition, referentiel.indicateurs).set_index("code", drop=False).loc[code].to_dict()
cibles = donnees.lire(edition, series.cibles, code, zone)
parties = donnees.lire(edition, series.parties, zone, code)

grand = filtres.choisi("taille") == "grand"
serie = donnees.lire(edition, series.serie, code, (zone,), lecture)
titre = courbes.titrer(indicateur, barre.noms_des_zones(edition)[zone], serie, choix)

# Le chiffre d'abord : sur un téléphone, il précède la courbe.
cote, place = (st.container(), st.container()) if grand else st.columns([1, 2.6], gap="medium")
with cote:
    lignes = serie[serie["periode"] == periode].to_dict("records")
    pas = donnees.lire(edition, rythme, code, zone, lecture, periode)
    chiffre.afficher_chiffre(lignes[0] if lignes else None, indicateur, barre.zone_et_periode(edition, choix), pas)
    chiffre.afficher_calcul(indicateur)
with place:
    with st.container(horizontal=True, vertical_alignment="bottom", key="barre_de_filtres_courbe"):
        montrees = {"": "La zone, contre sa cible"} | ({"parties": "La zone et ses parties"} if parties else {})
        avec_parties = filtres.choisir("courbes", "Courbes", montrees, largeur=230)
        filtres.choisir("taille", "Taille", {"": "Normale", "grand": "En grand"}, largeur=130)
    tracee = serie
    if avec_parties:
        tracee = barre.sans_doublon(donnees.lire(edition, series.serie, code, (zone, *parties), lecture), edition)
    evenements = donnees.lire(edition, series.evenements, zone)
    courbes.afficher_courbe(tracee, evenements, cibles, indicateur, titre, grand=grand)

tableau, zones, ventilation, origine, fiche = st.tabs(
    ["Tableau", "Zone par zone", "Ventilations", "D’où vient ce chiffre", "Fiche"]
)
with tableau:
    tables.afficher_serie(tracee, str(indicateur["unite"]), titre, choix)
with zones:
    multiples.afficher(edition, indicateur, choix)
modalites = donnees.lire(edition, series.ventilations, code, zone, lecture)
with ventilation:
    ventilations.afficher(edition, modalites, indicateur, choix)
with origine:
    sources.afficher(edition, indicateur, barre.zone_et_periode(edition, choix), choix, modalites)
with fiche:
    fiche_indicateur.afficher_fiche(indicateur, cibles)
    fiche_indicateur.afficher_cibles(edition, indicateur, choix)
