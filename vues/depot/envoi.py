"""Le dépôt d'un classeur à l'écran : envoyer, voir ses anomalies, confirmer, suivre, reprendre ce qui est rejeté.

Rien n'entre avant la confirmation. La visite ne garde qu'un petit objet (`_CLE`) : où est le fichier reçu et ce que
la vérification en a dit ; le fichier lui-même est dans la réception, au soin de `vues.actions.porte`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.acces.lecteur import DEPOSER
from vues import lecteur
from vues.actions import porte
from vues.actions.porte import Chargement, FichierRecu, Verification
from vues.actions.processus import ActionImpossible
from vues.depot import effet, fichiers, signature
from vues.elements import avancement
from vues.elements.anomalies import phrase, tableau
from vues.elements.tableaux import afficher_tableau
from vues.textes import echapper

_CLE, _FAIT, _TOUR = "depot_en_cours", "depot_fait", "depot_tour"
_journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class EnCours:
    """Un fichier vérifié qui attend la confirmation ; `envoi` est l'identifiant que Streamlit donne à l'envoi."""

    envoi: str
    recu: FichierRecu
    verification: Verification


def afficher(*, demonstration: bool) -> None:
    """Le dépôt, de l'envoi à la nouvelle édition.

    Args:
        demonstration: l'édition en vigueur est la démonstration, et le restera : la page le rappelle.
    """
    _dire_ce_qui_est_fait()
    # Fixé à une édition, un dépôt en publierait une que cet écran ne montre pas : la personne croirait l'avoir perdu.
    if non := lecteur.empechement(DEPOSER, "il ne reçoit pas de dépôt"):
        st.info(non, icon="📌")
        return
    st.markdown(
        "Envoyez un classeur : il est lu et contrôlé, et **rien n’entre avant votre confirmation**. "
        "Les lignes saines entrent ; les lignes bloquées sont mises de côté, entières, à reprendre et à renvoyer."
    )
    tour = st.session_state.setdefault(_TOUR, 0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        par = signature.demander("Qui dépose", "depot_par", "nom ou fonction, écrit au journal")
    envoye = st.file_uploader(
        "Classeur .xlsx ou .xls, ou archive .zip de fichiers .csv",
        type=list(porte.EXTENSIONS),
        key=f"depot_fichier_{tour}",
        on_change=_oublier_le_precedent,
        help="Un .ods de LibreOffice s’enregistre d’abord en .xlsx : Fichier, Enregistrer sous.",
    )
    if envoye is None:
        _abandonner()
        return
    en_cours = _verifier(envoye)
    if en_cours is not None:
        _montrer_verification(en_cours)
        _proposer_confirmation(en_cours, par, demonstration)


def _verifier(envoye: Any) -> EnCours | None:
    """La vérification de cet envoi, faite une fois ; `None` quand elle n'a pas abouti."""
    garde = st.session_state.get(_CLE)
    if isinstance(garde, EnCours) and garde.envoi == envoye.file_id:
        return garde
    _abandonner()
    recu: FichierRecu | None = None
    try:
        recu = porte.recevoir(envoye.name, envoye.getvalue())
        with avancement.suivi("Lecture et contrôle du classeur…") as suivre:
            verification = porte.verifier(recu, suivre)
    except ActionImpossible as erreur:
        _echouer(erreur)
        if recu is not None:
            porte.oublier(recu)
        return None
    en_cours = EnCours(envoye.file_id, recu, verification)
    st.session_state[_CLE] = en_cours
    return en_cours


def _oublier_le_precedent() -> None:
    """Un nouvel envoi : ce qui a été dit du dépôt d'avant ne le concerne plus."""
    st.session_state.pop(_FAIT, None)


def _abandonner() -> None:
    garde = st.session_state.pop(_CLE, None)
    if isinstance(garde, EnCours):
        porte.oublier(garde.recu)


def _recommencer() -> None:
    """Vide l'envoi : la clé de la boîte change, Streamlit en dessine une neuve."""
    _abandonner()
    st.session_state[_TOUR] = st.session_state.get(_TOUR, 0) + 1


def _montrer_verification(en_cours: EnCours) -> None:
    verification, nom = en_cours.verification, echapper(en_cours.recu.nom)
    if verification.refuse:
        st.error(f"**{nom} est refusé en entier** : rien n’en a été gardé.", icon="✖️")
        for anomalie in verification.anomalies:
            st.markdown(f"- {echapper(phrase(f'{anomalie.constat} {anomalie.remede}'))}")
        return
    for deja in verification.deja:
        suite = ", qui a été retiré des chiffres : le confirmer ne l’y remettrait pas" if deja["retire"] else ""
        rien = verification.effet is None
        effet_dit = "Rien ne changerait." if rien else "Il n’est pas encore publié : le confirmer le publie."
        st.info(f"**{nom}** est déjà le dépôt n° {deja['rang']}, à l’octet près{suite}. {effet_dit}", icon="ℹ")
    if verification.effet is None:
        return
    if not verification.anomalies:
        st.success(f"**{nom}** : aucune anomalie.", icon="✔️")
    effet.afficher(verification.effet)
    if verification.anomalies:
        _montrer_les_anomalies(verification, nom)


def _montrer_les_anomalies(verification: Verification, nom: str) -> None:
    bloquantes, a_verifier = verification.bloquantes, verification.a_verifier
    # Les lignes se comptent par l'effet : mille anomalies pareilles en disent une de plus pour toutes les autres.
    a_part = sum(x["a_part"] for x in (verification.effet or {})["lignes"])
    feuilles = dict.fromkeys(a.feuille for a in bloquantes if a.ligne is None)
    if a_part:
        st.warning(f"**{nom}** : {_dire_mises_de_cote(a_part)}", icon="⚠️")
    if feuilles:
        st.error(f"**{nom}** : {_dire_feuilles_non_lues(list(feuilles))}", icon="✖️")
    if not bloquantes and not a_part:
        st.success(f"**{nom}** : aucune ligne bloquée ; ce qui est à vérifier est dit ci-dessous.", icon="✔️")
    for titre, anomalies, cle in (
        ("Bloquantes", bloquantes, "bloquantes"),
        ("À vérifier", a_verifier, "a_verifier"),
    ):
        if anomalies:
            st.markdown(f"**{titre} ({francais.nombre(len(anomalies))})**")
            emporte = pd.DataFrame([a.en_dict() for a in anomalies])
            afficher_tableau(tableau(emporte), emporte, f"Anomalies {titre.lower()}", cle=f"depot_{cle}")


def _dire_feuilles_non_lues(feuilles: list[str]) -> str:
    """Une feuille arrêtée en entier n'a aucune ligne en quarantaine : le compte des lignes ne la dirait pas."""
    nommees = francais.enumerer([f"«\u00a0{echapper(f)}\u00a0»" for f in feuilles], "et")
    if len(feuilles) == 1:
        return f"aucune ligne de la feuille {nommees} n’entre."
    return f"aucune ligne des feuilles {nommees} n’entre."


def _dire_mises_de_cote(nombre: int) -> str:
    if nombre < 2:
        return "1 ligne sera mise de côté : elle n’entrera dans aucun chiffre avant d’être corrigée et renvoyée."
    return (
        f"{francais.nombre(nombre)} lignes seront mises de côté : elles n’entreront dans aucun chiffre avant d’être "
        "corrigées et renvoyées."
    )


def _proposer_confirmation(en_cours: EnCours, par: str, demonstration: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if en_cours.verification.a_deposer:
            confirme = st.button("Confirmer le dépôt", type="primary", disabled=not par.strip(), key="depot_confirmer")
        else:
            confirme = False
        if st.button("Annuler" if en_cours.verification.a_deposer else "Choisir un autre fichier", key="depot_annuler"):
            _recommencer()
            st.rerun()
    if demonstration and en_cours.verification.a_deposer:
        st.info(
            "Les données montrées sont une **démonstration** : ce classeur s’y essaie, et l’édition reste dite "
            "«\u00a0démonstration\u00a0». Les données du projet s’ouvrent dans un dossier à elles (README).",
            icon="ℹ",
        )
    if en_cours.verification.a_deposer and not par.strip():
        st.caption("Écrivez qui dépose pour pouvoir confirmer.")
    if confirme:
        _charger(en_cours, par)


def _charger(en_cours: EnCours, par: str) -> None:
    try:
        with avancement.suivi("Envoi au dépôt…") as suivre:
            fait = porte.charger(en_cours.recu, par, suivre)
    except ActionImpossible as erreur:
        _echouer(erreur)
        return
    st.session_state[_FAIT] = (en_cours.recu.nom, fait)
    _recommencer()
    st.rerun()


def _dire_ce_qui_est_fait() -> None:
    nom, fait = st.session_state.get(_FAIT, ("", None))
    if not isinstance(fait, Chargement):
        return
    if fait.resultat.get("retires"):
        st.warning(
            f"**{echapper(nom)}** est un dépôt retiré des chiffres : il n’a pas été remis. L’onglet «\u00a0Dépôts "
            "reçus\u00a0» l’y remet.",
            icon="⚠️",
        )
        return
    if fait.resultat.get("deja"):
        st.info(f"**{echapper(nom)}** avait déjà été déposé, à l’octet près : rien n’a changé.", icon="ℹ")
        return
    if fait.refuse:
        st.error(f"**{echapper(nom)}** a été refusé en entier : rien n’en a été gardé.", icon="✖️")
        return
    depots = fait.resultat.get("depots") or [{}]
    rang, edition = depots[0].get("rang"), fait.resultat.get("edition")
    apport = _apport_en_mots(depots[0])
    suite = {0: "Toutes ses lignes sont entrées.", 1: "Toutes ses lignes sont entrées, certaines signalées à vérifier."}
    # Sans publication, l'apport n'a pas été compté : ne pas savoir n'est pas «rien».
    comptes = [depots[0].get(c) for c in ("nouvelles", "revues", "inchangees")]
    rien_entre = fait.code == 2 and None not in comptes and not any(comptes)
    dire = st.error if rien_entre else st.success
    mais = ", mais aucune de ses lignes n’est entrée" if rien_entre else ""
    dire(
        f"**Dépôt n° {rang} reçu : {echapper(nom)}{mais}.** "
        f"{apport}Nouvelle édition en vigueur : {echapper(edition)}. "
        + suite.get(fait.code, "Ce qui est bloqué est mis de côté : la page Qualité dit que faire."),
        icon="✖️" if rien_entre else "✔️",
    )
    if fait.code == 2 and isinstance(rang, int):
        fichiers.proposer_rejets(rang, nom, lieu="depot")


def _apport_en_mots(depot: dict[str, Any]) -> str:
    """«41 lignes nouvelles, 3 revues» : ce que ce dépôt change des précédents ; vide quand rien ne l'a compté."""
    if "nouvelles" not in depot:
        return ""
    nouvelles = francais.compte(int(depot["nouvelles"]), "ligne nouvelle", "lignes nouvelles")
    redites = francais.compte(int(depot["inchangees"]), "redite à l’identique", "redites à l’identique")
    return f"{nouvelles}, {francais.compte(int(depot['revues']), 'revue')}, {redites}. "


def _echouer(erreur: ActionImpossible) -> None:
    _journal.error("Action impossible : %s\n%s", erreur, erreur.detail)
    st.error(echapper(erreur), icon="⚠️")
