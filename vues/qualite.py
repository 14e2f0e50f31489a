"""La page Qualité : de quoi juger les chiffres, relancer qui doit envoyer, et déposer un classeur."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from domaine import francais
from requetes import qualite, referentiel
from vues import depot, depot_fichiers, depot_retrait, donnees, qualite_bilans, qualite_tableaux, revisions
from vues.cadre import Contexte

_ONGLETS = (
    "Déposer un classeur",
    "Complétude",
    "Rapports attendus",
    "Dépôts reçus",
    "Anomalies",
    "Mis de côté",
    "Révisions et corrections",
)


def afficher(contexte: Contexte | None) -> None:
    """Toute la page ; avant la première publication, le dépôt seul."""
    if contexte is None:
        st.info(
            "Aucune donnée n’est encore publiée. Déposez d’abord le classeur du **cadre logique**, puis ceux des "
            "coordinations : chaque dépôt publie une édition.",
            icon="ℹ️",
        )
        depot.afficher(demonstration=False)
        _preparer_cadre()
        return
    rapports = donnees.lire(contexte.edition, qualite.rapports)
    anomalies = donnees.lire(contexte.edition, qualite.anomalies)
    quarantaine = donnees.lire(contexte.edition, qualite.lignes_en_quarantaine)
    _resumer(contexte, rapports, anomalies, quarantaine)
    depot_retrait.dire_ce_qui_est_fait()
    onglets = st.tabs(list(_ONGLETS), key="onglets_qualite")
    with onglets[0]:
        _deposer(contexte)
    with onglets[1]:
        _completude(contexte)
    with onglets[2]:
        qualite_tableaux.afficher_rapports(_de_la_region(rapports, contexte.filtres.region))
    with onglets[3]:
        qualite_tableaux.afficher_depots(donnees.lire(contexte.edition, qualite.depots))
    with onglets[4]:
        qualite_tableaux.afficher_anomalies(anomalies)
    with onglets[5]:
        qualite_tableaux.afficher_quarantaine(quarantaine)
    with onglets[6]:
        revisions.afficher(contexte.edition, contexte.filtres.region, contexte.filtres.en_clair)
        revisions.afficher_corrections(contexte.edition)


def _resumer(contexte: Contexte, rapports: pd.DataFrame, anomalies: pd.DataFrame, quarantaine: pd.DataFrame) -> None:
    valeurs = donnees.lire(
        contexte.edition, qualite.completude_des_valeurs, "region", "trimestre", contexte.filtres.region
    )
    siens = _de_la_region(rapports, contexte.filtres.region)
    en_retard = int((siens["situation"] == "en retard").sum())
    with st.container(horizontal=True, key="resume_qualite"):
        if not valeurs.empty:
            derniere = valeurs[valeurs["fin"] == valeurs["fin"].max()]
            st.metric(
                f"Valeurs, {francais.periode(derniere['periode'].iloc[0])}",
                francais.fraction(derniere["recues"].sum(), derniere["attendues"].sum()),
                width=165,
                help="Couples indicateur × zone reçus sur attendus, au dernier trimestre.",
            )
        st.metric(
            "Rapports en retard", francais.nombre(en_retard), width=165, help="Échus à la date des données, pas reçus."
        )
        st.metric("Lignes mises de côté", francais.nombre(len(quarantaine)), width=165, help="Dans aucun chiffre.")
        a_verifier = int((anomalies["gravite"] != "bloquante").sum())
        st.metric("Anomalies à vérifier", francais.nombre(a_verifier), width=165, help="La ligne est entrée, signalée.")


def _deposer(contexte: Contexte) -> None:
    depot.afficher(demonstration=contexte.demonstration)
    st.divider()
    st.subheader("Le modèle du mois", anchor=False)
    zones = donnees.lire(contexte.edition, referentiel.zones)
    regions = zones[zones["niveau"] == "region"]
    noms = dict(zip(regions["code"].astype(str), regions["nom"].astype(str), strict=True))
    # Avant la première valeur, le cadre logique seul n'a pas de date des données : le mois courant la remplace.
    jour = contexte.date_donnees if contexte.info.get("date_donnees") else dt.date.today()
    depot_fichiers.proposer_modele(noms, jour)
    _preparer_cadre()


def _preparer_cadre() -> None:
    st.subheader("Le cadre logique", anchor=False)
    depot_fichiers.proposer_cadre()


def _completude(contexte: Contexte) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        niveaux = {"region": "régions", "cercle": "cercles", "commune": "communes"}
        niveau = st.selectbox(
            "Par", list(niveaux), format_func=lambda n: niveaux[n], key="completude_niveau", width=165
        )
        types = {"trimestre": "trimestre", "mois": "mois", "semestre": "semestre", "annee": "année"}
        type_periode = st.selectbox(
            "Et par", list(types), format_func=lambda t: types[t], key="completude_type", width=165
        )
    lignes = donnees.lire(
        contexte.edition, qualite.completude_des_valeurs, niveau, type_periode, contexte.filtres.region
    )
    qualite_tableaux.afficher_completude(lignes)
    qualite_bilans.afficher_preuves(donnees.lire(contexte.edition, qualite.niveaux_de_preuve, contexte.filtres.region))
    qualite_tableaux.afficher_perimees(donnees.lire(contexte.edition, qualite.valeurs_perimees))


def _de_la_region(lignes: pd.DataFrame, region: str) -> pd.DataFrame:
    return lignes[lignes["code_zone"] == region] if region else lignes
