"""La page Qualité : de quoi juger les chiffres, relancer qui doit envoyer, et déposer un classeur."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from domaine import francais
from domaine.niveaux import DECOUPES, PLURIELS
from requetes.qualite import depots
from requetes.qualite.bilans import derniers_recus
from requetes.qualite.lecture import (
    LectureQualite,
    lire_anomalies,
    lire_completude,
    lire_ponctualite,
    lire_preuves,
    lire_qualite,
)
from vues import donnees
from vues.depot import envoi, fichiers, fond, retrait
from vues.filtres.adresse import INVITE
from vues.page.entree import Contexte
from vues.qualite import bilans, envois, revisions, tableaux, validations

#: L'adresse garde l'onglet : un lien ouvre la liste de relance.
_CLE_ONGLET = "onglet"
_DEPOT, _FOND = "Déposer un classeur", "Fond de carte"


def afficher(contexte: Contexte | None) -> None:
    """Toute la page ; avant la première publication, le dépôt seul."""
    if contexte is None:
        st.info(
            "Aucune donnée n’est encore publiée. Déposez d’abord le classeur du **cadre logique**, puis ceux des "
            "coordinations : chaque dépôt publie une édition.",
            icon="ℹ",
        )
        envoi.afficher(demonstration=False)
        _preparer_cadre()
        return
    edition, filtres = contexte.edition, contexte.filtres
    jour = contexte.jour_du_suivi
    lecture = donnees.lire(edition, lire_qualite, filtres.region, jour)
    envois.afficher_reponse(lecture)
    _resumer(lecture, jour)
    retrait.dire_ce_qui_est_fait()
    vues: dict[str, Callable[[], None]] = {
        _DEPOT: lambda: _deposer(contexte),
        "À envoyer": lambda: envois.afficher_envois(lecture.a_envoyer, filtres.en_clair, jour),
        "Complétude": lambda: _completude(contexte, lecture.plancher),
        "Ponctualité": lambda: bilans.afficher_ponctualite(
            donnees.lire(edition, lire_ponctualite, filtres.region, jour), filtres.en_clair
        ),
        "Niveaux de preuve": lambda: bilans.afficher_preuves(
            donnees.lire(edition, lire_preuves, filtres.region), filtres.en_clair
        ),
        "Validation": lambda: validations.afficher(contexte),
        "Anomalies": lambda: _anomalies(contexte),
        "Mis de côté": lambda: tableaux.afficher_quarantaine(donnees.lire(edition, depots.lignes_en_quarantaine)),
        "Dépôts reçus": lambda: tableaux.afficher_depots(donnees.lire(edition, depots.depots)),
        "Révisions et corrections": lambda: _revisions(contexte),
        _FOND: lambda: fond.afficher(contexte.info),
    }
    onglets = st.tabs(list(vues), key=_CLE_ONGLET, bind="query-params")
    for (nom, montrer), onglet in zip(vues.items(), onglets, strict=True):
        # Le dépôt reste dessiné : regarder ailleurs ne doit pas perdre un fichier envoyé et pas encore confirmé.
        if onglet.open or nom == _DEPOT:
            with onglet:
                montrer()


def _resumer(lecture: LectureQualite, jour: dt.date) -> None:
    with st.container(horizontal=True, key="resume_qualite"):
        if lecture.recente:
            st.metric(
                f"Valeurs, {francais.periode(lecture.recente[0].periode)}",
                francais.fraction(lecture.recues, lecture.attendues),
                width=165,
                help="Couples indicateur × zone reçus sur attendus, à la dernière période.",
            )
        st.metric(
            f"Rapports en retard au {francais.date_courte(jour)}",
            francais.nombre(lecture.rapports_en_retard),
            width=245,
            help="Un par coordination et par mois (ou trimestre), annoncé ou non : échus ce jour-là, pas reçus.",
        )
        ecartees, a_verifier = francais.nombre(lecture.ecartees), francais.nombre(lecture.a_verifier)
        st.metric("Lignes mises de côté", ecartees, width=165, help="Dans aucun chiffre.")
        st.metric("Anomalies à vérifier", a_verifier, width=165, help="La ligne est entrée, signalée.")


def _deposer(contexte: Contexte) -> None:
    envoi.afficher(demonstration=contexte.demonstration)
    st.divider()
    st.subheader("Le modèle du mois", anchor=False)
    noms = {z.code: z.nom for z in contexte.referentiel.zones.values() if z.niveau == "region"}
    # Avant la première valeur, le cadre logique seul n'a pas de date des données : le mois courant la remplace.
    jour = contexte.date_donnees if contexte.info.get("date_donnees") else dt.date.today()
    fichiers.proposer_modele(noms, jour, donnees.lire(contexte.edition, derniers_recus, contexte.jour_du_suivi))
    st.subheader("Les formulaires de téléphone", anchor=False)
    fichiers.proposer_formulaires(noms)
    _preparer_cadre()


def _preparer_cadre() -> None:
    st.subheader("Le cadre logique", anchor=False)
    fichiers.proposer_cadre()


def _completude(contexte: Contexte, plancher: float) -> None:
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
    lecture = donnees.lire(contexte.edition, lire_completude, niveau, type_periode, contexte.filtres.region)
    bilans.afficher_completude(lecture.cases, plancher, contexte.filtres.en_clair)
    tableaux.afficher_perimees(lecture.perimees)


def _anomalies(contexte: Contexte) -> None:
    lecture = donnees.lire(contexte.edition, lire_anomalies)
    tableaux.afficher_par_fichier(lecture.touches)
    tableaux.afficher_anomalies(lecture.anomalies)


def _revisions(contexte: Contexte) -> None:
    revisions.afficher(contexte)
    revisions.afficher_corrections(contexte.edition)
