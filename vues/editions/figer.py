"""Figer une édition à l'écran : pour qui, quelle période, ce qui est écrit ; relire, voir, puis figer."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import PILOTER
from domaine.chemins import FIGEES
from domaine.figees import PUBLICS
from domaine.periodes import lire_periode
from requetes.edition import editions
from requetes.edition.validations import lire_suivies
from vues import donnees, lecteur
from vues.actions import editions as actions_editions
from vues.actions.editions import AFiger
from vues.actions.processus import ActionImpossible
from vues.editions import apercu, redaction
from vues.elements import avancement
from vues.filtres.adresse import INVITE
from vues.page.acces import LIBELLES
from vues.page.entree import Contexte
from vues.textes import echapper

_FAIT, _TOUR, _VU = "edition_figee", "figer_tour", "figer_apercu"
#: Ce que chaque public ne lira pas (règles M2 à M6), dans l'ordre où l'on s'en inquiète.
_ABSENT = {
    "interne": "Tout y est, noms, positions et fichiers reçus compris : **elle ne se remet à personne au-dehors.**",
    "partenaires": (
        "N’y seront **pas** : les positions, les noms et identifiants (points, opérateurs, responsables, entreprises, "
        "participants), les effectifs de moins de 5 personnes, la présence par poste ou sous la région, les tournées "
        "SPI à venir, le budget, les fichiers reçus et leurs commentaires, ce qui suit la fin de la période, sauf le "
        "prévu des chantiers et des activités."
    ),
    "bailleur": (
        "N’y seront **pas** : les valeurs par commune (des comptes de points seulement), les positions, les noms et "
        "identifiants (points, opérateurs, responsables, entreprises, participants), les effectifs de moins de "
        "5 personnes, la présence par poste ou sous la région, les tournées SPI à venir, les fichiers reçus et leurs "
        "commentaires, ce qui suit la fin de la période, sauf le prévu des chantiers et des activités."
    ),
}
_journal = logging.getLogger(__name__)


def dire_ce_qui_est_fait() -> None:
    """L'édition qui vient d'être figée, en haut de la page, une fois."""
    numero = st.session_state.pop(_FAIT, "")
    if numero:
        st.success(
            f"**Édition {echapper(numero)} figée.** Elle est dans le dossier {FIGEES}/{numero} des données, et dans la "
            "liste ci-dessous. Ce numéro ne servira jamais à une autre.",
            icon="✔️",
        )


def afficher(contexte: Contexte) -> None:
    """Le formulaire ; rien d'autre quand l'écran est fixé à une édition."""
    if non := lecteur.empechement(PILOTER, "il ne fige rien"):
        st.info(non, icon="📌")
        return
    st.markdown(
        f"Sera figée l’édition en vigueur, **{echapper(contexte.edition.id)}**, arrêtée au "
        f"**{francais.date(contexte.info.get('date_donnees'))}**. Une édition figée ne se corrige pas : on en fige une "
        "autre, sous un autre numéro."
    )
    lecture = donnees.lire(contexte.edition, editions.lire_gel)
    periodes = {p.libelle: _nommer(p) for p in lecture.periodes}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        public = st.selectbox(
            "Pour qui",
            list(PUBLICS),
            index=2,
            format_func=lambda p: LIBELLES[p],
            key="figer_public",
            width=220,
            placeholder=INVITE,
        )
        periode = st.selectbox(
            "Période",
            list(periodes),
            format_func=lambda p: periodes.get(p, p),
            key="figer_periode",
            width=220,
            placeholder=INVITE,
        )
    st.info(_ABSENT[public], icon="🔒" if public != "interne" else "⚠️")
    _dire_ce_qui_n_est_pas_valide(contexte, periode)
    _relire_puis_figer(contexte, _remplir(contexte, lecture.resultats, public, periode), public, periode)


def _dire_ce_qui_n_est_pas_valide(contexte: Contexte, periode: str) -> None:
    """L'édition le dira aussi : qui fige le sait avant (règle A12)."""
    lue = lire_periode(periode)
    suivies = donnees.lire(contexte.edition, lire_suivies)
    manquent = Counter(x.zone for x in suivies if not x.validee and lue is not None and x.fin <= lue.fin)
    if manquent:
        dits = ", ".join(f"{zone} {nombre}" for zone, nombre in manquent.items())
        seule, plusieurs = "période de coordination n’est pas validée", "périodes de coordination ne sont pas validées"
        st.warning(
            f"{francais.compte(manquent.total(), seule, plusieurs)} ({echapper(dits)}) : leurs chiffres porteront "
            "(n.\u00a0v.), et le rapport les nommera.",
            icon="⚠️",
        )


def _relire_puis_figer(contexte: Contexte, ecrite: AFiger | None, public: str, periode: str) -> None:
    """Ce qui vient d'être écrit se relit ; ce qui a été relu, et vu, se fige."""
    if ecrite is not None:
        st.session_state.pop(_VU, None)
        _relire(ecrite)
    demande, vu = st.session_state.get(_VU, (None, None))
    # Un autre public, une autre période, une autre édition : ce qui est montré ne serait plus ce qui serait figé.
    if demande is None or (demande.public, demande.periode, demande.edition) != (public, periode, contexte.edition.id):
        return
    decidee = apercu.montrer(demande, vu)
    if decidee is not None:
        _figer(decidee)


def _nommer(periode: editions.PeriodeAFiger) -> str:
    return francais.periode(periode.libelle) + ("" if periode.finie else " (en cours : provisoire)")


def _remplir(contexte: Contexte, resultats: Mapping[str, str], public: str, periode: str) -> AFiger | None:
    """Le formulaire, envoyé d'un coup ; `None` tant qu'il ne l'est pas."""
    tour = st.session_state.setdefault(_TOUR, 0)
    with st.form(f"figer_{tour}", border=True):
        titre = st.text_input(
            "Titre",
            max_chars=200,
            key=f"figer_titre_{tour}",
            placeholder=f"Rapport d’avancement, {francais.periode(periode)}",
            help="Une ligne, sur la page de garde.",
        )
        note = st.text_area(
            "Note (facultative)",
            max_chars=2000,
            height=80,
            key=f"figer_note_{tour}",
            help="Ce que le lecteur doit savoir avant de lire : une région absente, un chiffre en discussion.",
        )
        st.markdown("**Un commentaire par résultat** (facultatif)")
        commentaires = {
            code: st.text_area(
                echapper(f"{code} — {libelle}"), max_chars=3000, height=80, key=f"figer_commentaire_{tour}_{code}"
            )
            for code, libelle in resultats.items()
        }
        recit = redaction.demander(contexte.referentiel, public, periode, tour)
        envoye = st.form_submit_button("Relire et voir le document", type="primary", key="figer_relire")
    if not envoye:
        return None
    ecrits = {code: texte for code, texte in commentaires.items() if texte.strip()}
    return AFiger(contexte.edition.id, public, titre, periode, note, ecrits, recit)


def _relire(demande: AFiger) -> None:
    """Bâtit l'aperçu de ce qui est demandé ; rien n'est figé."""
    if not demande.titre.strip():
        st.error("Le titre est vide : donnez-en un, il est sur la page de garde. Rien n’a été figé.", icon="⚠️")
        return
    try:
        with avancement.suivi("Préparation…") as suivre:
            st.session_state[_VU] = demande, actions_editions.apercevoir(demande, suivre)
    except ActionImpossible as erreur:
        _refuser(erreur)


def _figer(demande: AFiger) -> None:
    try:
        with avancement.suivi("Préparation…") as suivre:
            numero = actions_editions.figer(demande, suivre)
    except ActionImpossible as erreur:
        _refuser(erreur)
        return
    st.session_state[_FAIT] = numero
    st.session_state.pop(_VU, None)
    # Une clé neuve vide le formulaire ; un refus, lui, garde ce qui a été écrit.
    st.session_state[_TOUR] += 1
    st.rerun()


def _refuser(erreur: ActionImpossible) -> None:
    _journal.error("Gel impossible : %s\n%s", erreur, erreur.detail)
    st.error(echapper(erreur), icon="⚠️")
