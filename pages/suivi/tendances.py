"""Tendances : un indicateur dans le temps, contre ses cibles, jusqu'aux lignes reçues."""

import streamlit as st

from requetes import referentiel, series
from requetes.rythme import rythme
from vues import barre, cadre, chiffre, courbes, donnees, fiche_indicateur, multiples, sources, tables
from vues.ventilations import afficher as afficher_ventilations

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

grand = courbes.en_grand()
serie = donnees.lire(edition, series.serie, code, (zone,), lecture)

# Le chiffre d'abord : sur un téléphone, il précède la courbe.
cote, place = (st.container(), st.container()) if grand else st.columns([1, 2.6], gap="medium")
with cote:
    lignes = serie[serie["periode"] == periode].to_dict("records")
    pas = donnees.lire(edition, rythme, code, zone, lecture, periode)
    afficher = chiffre.afficher_en_grand if grand else chiffre.afficher_chiffre
    afficher(lignes[0] if lignes else None, indicateur, barre.zone_et_periode(edition, choix), pas)
    if not grand:
        chiffre.afficher_calcul(indicateur)
with place:
    zones_tracees = (zone, *parties) if courbes.choisir(bool(parties)) else (zone,)
    tracee = barre.sans_doublon(donnees.lire(edition, series.serie, code, zones_tracees, lecture), edition)
    titre = courbes.titrer(indicateur, barre.noms_des_zones(edition)[zone], tracee, choix)
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
    afficher_ventilations(edition, modalites, indicateur, choix)
with origine:
    sources.afficher(edition, indicateur, barre.zone_et_periode(edition, choix), choix, modalites)
with fiche:
    fiche_indicateur.afficher_fiche(indicateur, cibles)
    fiche_indicateur.afficher_cibles(edition, indicateur, choix)
