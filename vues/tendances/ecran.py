"""La page Tendances, la même pour l'équipe et pour qui lit une édition remise : le chiffre, sa courbe, ses détails."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from requetes.edition import referentiel
from requetes.tendances import series
from requetes.tendances.rythme import rythme
from vues import donnees
from vues.elements import tables
from vues.fiches import indicateur as fiche_indicateur
from vues.fiches import sources
from vues.filtres import barre
from vues.page import cadre
from vues.page.cadre import Contexte
from vues.tendances import chiffre, courbes, multiples
from vues.tendances.ventilations import afficher as afficher_ventilations


def afficher(contexte: Contexte) -> None:
    """Le chiffre choisi, la courbe, puis un onglet par détail ; une édition réduite n'a pas les lignes reçues."""
    edition, choix = contexte.edition, contexte.filtres
    if not choix.indicateur:
        cadre.montrer_cadre_vide()
    code, zone, lecture = choix.indicateur, choix.zone, choix.type_periode
    indicateur = donnees.lire(edition, referentiel.indicateurs).set_index("code", drop=False).loc[code].to_dict()
    parties = donnees.lire(edition, series.parties, zone, code)
    grand = courbes.en_grand()
    serie = donnees.lire(edition, series.serie, code, (zone,), lecture)
    # Le chiffre d'abord : sur un téléphone, il précède la courbe.
    cote, place = (st.container(), st.container()) if grand else st.columns([1, 2.6], gap="medium")
    with cote:
        lignes = serie[serie["periode"] == choix.periode].to_dict("records")
        pas = donnees.lire(edition, rythme, code, zone, lecture, choix.periode)
        afficher_ = chiffre.afficher_en_grand if grand else chiffre.afficher_chiffre
        afficher_(lignes[0] if lignes else None, indicateur, barre.zone_et_periode(edition, choix), pas)
        if not grand:
            chiffre.afficher_calcul(indicateur)
    with place:
        zones_tracees = (zone, *parties) if courbes.choisir(bool(parties)) else (zone,)
        tracee = barre.sans_doublon(donnees.lire(edition, series.serie, code, zones_tracees, lecture), edition)
        titre = courbes.titrer(indicateur, barre.noms_des_zones(edition)[zone], tracee, choix)
        evenements = donnees.lire(edition, series.evenements, zone)
        cibles = donnees.lire(edition, series.cibles, code, zone)
        courbes.afficher_courbe(tracee, evenements, cibles, indicateur, titre, grand=grand)
    _afficher_details(contexte, indicateur, tracee, titre)


def _afficher_details(contexte: Contexte, indicateur: dict[Hashable, Any], tracee: pd.DataFrame, titre: str) -> None:
    edition, choix = contexte.edition, contexte.filtres
    noms = ["Tableau", "Zone par zone", "Ventilations"]
    noms += [] if contexte.reduite else ["D’où vient ce chiffre"]
    tableau, zones, ventilation, *origine, fiche = st.tabs([*noms, "Fiche"])
    with tableau:
        tables.afficher_serie(tracee, str(indicateur["unite"]), titre, choix)
    with zones:
        multiples.afficher(edition, indicateur, choix)
    modalites = donnees.lire(edition, series.ventilations, choix.indicateur, choix.zone, choix.type_periode)
    with ventilation:
        afficher_ventilations(edition, modalites, indicateur, choix)
    for onglet in origine:
        with onglet:
            sources.afficher(edition, indicateur, barre.zone_et_periode(edition, choix), choix, modalites)
    with fiche:
        cibles = donnees.lire(edition, series.cibles, choix.indicateur, choix.zone)
        fiche_indicateur.afficher_fiche(indicateur, cibles, reduite=contexte.reduite)
        fiche_indicateur.afficher_cibles(edition, indicateur, choix)
