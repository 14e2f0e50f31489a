"""La page Qualité : de quoi juger les chiffres, relancer qui doit envoyer, et déposer un classeur."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.niveaux import DECOUPES, PLURIELS
from requetes.edition import referentiel
from requetes.qualite import bilans
from requetes.qualite import envois as qualite_envois
from vues import donnees
from vues.depot import envoi, fichiers, retrait
from vues.filtres.adresse import INVITE
from vues.page.cadre import Contexte
from vues.qualite import bilans as qualite_bilans
from vues.qualite import envois as relances
from vues.qualite import revisions, tableaux

#: L'adresse garde l'onglet : un lien ouvre la liste de relance.
_CLE_ONGLET = "onglet"
_DEPOT = "Déposer un classeur"


def afficher(contexte: Contexte | None) -> None:
    """Toute la page ; avant la première publication, le dépôt seul."""
    if contexte is None:
        st.info(
            "Aucune donnée n’est encore publiée. Déposez d’abord le classeur du **cadre logique**, puis ceux des "
            "coordinations : chaque dépôt publie une édition.",
            icon="ℹ️",
        )
        envoi.afficher(demonstration=False)
        _preparer_cadre()
        return
    envois = donnees.lire(contexte.edition, qualite_envois.envois_attendus, contexte.filtres.region)
    recente = relances.completude_recente(contexte)
    relances.afficher_reponse(contexte, recente, envois)
    _resumer(contexte, recente)
    retrait.dire_ce_qui_est_fait()
    vues: dict[str, Callable[[], None]] = {
        _DEPOT: lambda: _deposer(contexte),
        "À envoyer": lambda: relances.afficher_envois(contexte, envois),
        "Complétude": lambda: _completude(contexte),
        "Ponctualité": lambda: _ponctualite(contexte),
        "Niveaux de preuve": lambda: _preuves(contexte),
        "Anomalies": lambda: _anomalies(contexte),
        "Mis de côté": lambda: _mis_de_cote(contexte),
        "Dépôts reçus": lambda: tableaux.afficher_depots(donnees.lire(contexte.edition, bilans.depots)),
        "Révisions et corrections": lambda: _revisions(contexte),
    }
    onglets = st.tabs(list(vues), key=_CLE_ONGLET, bind="query-params")
    for (nom, montrer), onglet in zip(vues.items(), onglets, strict=True):
        # Le dépôt reste dessiné : regarder ailleurs ne doit pas perdre un fichier envoyé et pas encore confirmé.
        if onglet.open or nom == _DEPOT:
            with onglet:
                montrer()


def _resumer(contexte: Contexte, recente: pd.DataFrame) -> None:
    rapports = donnees.lire(contexte.edition, bilans.rapports)
    anomalies = donnees.lire(contexte.edition, bilans.anomalies)
    en_retard = int((_de_la_region(rapports, contexte.filtres.region)["situation"] == "en retard").sum())
    ecartees = len(donnees.lire(contexte.edition, bilans.lignes_en_quarantaine))
    with st.container(horizontal=True, key="resume_qualite"):
        if not recente.empty:
            st.metric(
                f"Valeurs, {francais.periode(recente['periode'].iloc[0])}",
                francais.fraction(recente["recues"].sum(), recente["attendues"].sum()),
                width=165,
                help="Couples indicateur × zone reçus sur attendus, à la dernière période.",
            )
        st.metric(
            "Rapports en retard", francais.nombre(en_retard), width=165, help="Échus à la date des données, pas reçus."
        )
        st.metric("Lignes mises de côté", francais.nombre(ecartees), width=165, help="Dans aucun chiffre.")
        a_verifier = int((anomalies["gravite"] != "bloquante").sum())
        st.metric("Anomalies à vérifier", francais.nombre(a_verifier), width=165, help="La ligne est entrée, signalée.")


def _deposer(contexte: Contexte) -> None:
    envoi.afficher(demonstration=contexte.demonstration)
    st.divider()
    st.subheader("Le modèle du mois", anchor=False)
    zones = donnees.lire(contexte.edition, referentiel.zones)
    regions = zones[zones["niveau"] == "region"]
    noms = dict(zip(regions["code"].astype(str), regions["nom"].astype(str), strict=True))
    # Avant la première valeur, le cadre logique seul n'a pas de date des données : le mois courant la remplace.
    jour = contexte.date_donnees if contexte.info.get("date_donnees") else dt.date.today()
    fichiers.proposer_modele(noms, jour)
    _preparer_cadre()


def _preparer_cadre() -> None:
    st.subheader("Le cadre logique", anchor=False)
    fichiers.proposer_cadre()


def _completude(contexte: Contexte) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        niveau = st.selectbox(
            "Par",
            DECOUPES,
            format_func=PLURIELS.__getitem__,
            key="completude_niveau",
            width=165,
            placeholder=INVITE,
        )
        types = {"trimestre": "trimestre", "mois": "mois", "semestre": "semestre", "annee": "année"}
        type_periode = st.selectbox(
            "Et par", list(types), format_func=lambda t: types[t], key="completude_type", width=165, placeholder=INVITE
        )
    region, en_clair = contexte.filtres.region, contexte.filtres.en_clair
    lignes = donnees.lire(contexte.edition, bilans.completude_des_valeurs, niveau, type_periode, region)
    qualite_bilans.afficher_completude(lignes, relances.plancher(contexte), en_clair)
    tableaux.afficher_perimees(donnees.lire(contexte.edition, bilans.valeurs_perimees, region))


def _ponctualite(contexte: Contexte) -> None:
    region = contexte.filtres.region
    bilan = donnees.lire(contexte.edition, bilans.ponctualite, region)
    rapports = _de_la_region(donnees.lire(contexte.edition, bilans.rapports), region)
    qualite_bilans.afficher_ponctualite(bilan, rapports, contexte.filtres.en_clair)


def _preuves(contexte: Contexte) -> None:
    preuves = donnees.lire(contexte.edition, bilans.niveaux_de_preuve, contexte.filtres.region)
    qualite_bilans.afficher_preuves(preuves, contexte.filtres.en_clair)


def _anomalies(contexte: Contexte) -> None:
    tableaux.afficher_par_fichier(donnees.lire(contexte.edition, bilans.depots))
    tableaux.afficher_anomalies(donnees.lire(contexte.edition, bilans.anomalies))


def _mis_de_cote(contexte: Contexte) -> None:
    tableaux.afficher_quarantaine(donnees.lire(contexte.edition, bilans.lignes_en_quarantaine))


def _revisions(contexte: Contexte) -> None:
    revisions.afficher(contexte.edition, contexte.filtres.region, contexte.filtres.en_clair)
    revisions.afficher_corrections(contexte.edition)


def _de_la_region(lignes: pd.DataFrame, region: str) -> pd.DataFrame:
    return lignes[lignes["code_zone"] == region] if region else lignes
