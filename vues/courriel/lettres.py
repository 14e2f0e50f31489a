"""Une lettre avant qu'elle ne parte : ce qu'elle dit, ce qui y est à relire ; puis l'envoi, et ce qu'il en advient."""

from __future__ import annotations

import logging
from dataclasses import replace

import streamlit as st

from domaine import francais
from domaine.courriel import journal
from domaine.reglages import ReglageInvalide, reglages
from vues.actions import courriels
from vues.actions.courriels import AEnvoyer, Lettre
from vues.actions.processus import ActionImpossible
from vues.textes import echapper

_VUE, _ISSUES, _TOUR = "lettre_vue", "lettre_issues", "lettre_tour"
#: D'une lettre entière, le cadre défile.
_HAUTEUR_MAX = 340
_VONT = (journal.PARTI, "déjà parti")
_journal = logging.getLogger(__name__)


def tour(cle: str) -> int:
    """Change à chaque envoi : une clé neuve vide le formulaire."""
    fait: int = st.session_state.get(f"{_TOUR}_{cle}", 0)
    return fait


def pret_a_envoyer() -> bool:
    """Dit ce qui manque quand aucun serveur d'envoi n'est réglé ; vrai quand on peut écrire."""
    try:
        if reglages().smtp_hote:
            return True
    except ReglageInvalide as erreur:
        st.error(echapper(erreur), icon="⚠️")
        return False
    st.info(
        "Aucun serveur d’envoi n’est réglé ici (`SOCLE_SMTP_HOTE`) : la lettre se montre, elle ne part pas.", icon="✉️"
    )
    return False


def relire_puis_envoyer(demande: AEnvoyer, cle: str, *, demandee: bool) -> None:
    """Montre la lettre demandée, puis l'envoie quand la personne le dit.

    Args:
        demande: telle qu'elle est à l'écran ; changée depuis l'aperçu, elle se remontre d'abord.
        cle: ce qui la distingue des autres lettres de la page.
        demandee: vrai au passage où la personne demande à la voir.
    """
    _dire_les_issues(cle)
    if demandee:
        try:
            with st.spinner("Préparation de la lettre…"):
                st.session_state[f"{_VUE}_{cle}"] = demande, courriels.apercevoir(demande)
        except ActionImpossible as erreur:
            _refuser(erreur)
    vue, lettre = st.session_state.get(f"{_VUE}_{cle}", (None, None))
    if lettre is None:
        return
    if vue != demande:
        st.caption("Ce que vous avez choisi ou écrit a changé : voyez de nouveau la lettre avant de l’envoyer.")
        return
    gardees = _montrer(demande, lettre, cle)
    nombre = francais.compte(len(demande.adresses), "destinataire")
    if pret_a_envoyer() and st.button(
        f"Envoyer à {nombre}", type="primary", key=f"envoyer_{cle}", disabled=gardees is None, icon="✉️"
    ):
        _envoyer(replace(demande, gardees=gardees or ()), cle)


def _montrer(demande: AEnvoyer, lettre: Lettre, cle: str) -> tuple[str, ...] | None:
    """La lettre ; rend les passages gardés, `None` tant qu'ils attendent une réponse."""
    with st.container(border=True, key=f"lettre_{cle}"):
        chacun = " (un message chacun)" if len(demande.adresses) > 1 else ""
        st.markdown(f"**À** : {echapper(', '.join(demande.adresses), 1000)}{chacun}")
        st.markdown(f"**Sujet** : {echapper(lettre.sujet)}")
        if lettre.pieces:
            st.markdown(f"**Pièces** : {echapper(', '.join(lettre.pieces))}")
        st.code(
            lettre.texte,
            language=None,
            wrap_lines=True,
            height=min(_HAUTEUR_MAX, 60 + 21 * len(lettre.texte.splitlines())),
        )
    if not lettre.passages:
        return ()
    dits = " ; ".join(f"«{texte}» ({genre})" for texte, genre in lettre.passages.items())
    st.warning(f"À relire avant d’envoyer : {echapper(dits, 1000)}.", icon="⚠️")
    garde = st.checkbox("J’ai relu ces passages : ils restent", key=f"garder_{cle}_{dits}")
    return tuple(lettre.passages) if garde else None


def _envoyer(demande: AEnvoyer, cle: str) -> None:
    try:
        with st.spinner("Envoi…"):
            st.session_state[f"{_ISSUES}_{cle}"] = courriels.envoyer(demande)
    except ActionImpossible as erreur:
        _refuser(erreur)
        return
    st.session_state.pop(f"{_VUE}_{cle}", None)
    st.session_state[f"{_TOUR}_{cle}"] = tour(cle) + 1
    st.rerun()


def _dire_les_issues(cle: str) -> None:
    """Ce qu'il est advenu de chacun, une fois."""
    for issue in st.session_state.pop(f"{_ISSUES}_{cle}", ()):
        dite = f"**{echapper(issue.fonction)}** ({echapper(issue.adresse)}) : {echapper(issue.etat)}"
        suite = f", {echapper(issue.dit, 400)}" if issue.dit else ""
        (st.success if issue.etat in _VONT else st.error)(f"{dite}{suite}.", icon="✉️")


def _refuser(erreur: ActionImpossible) -> None:
    _journal.error("Courriel : %s\n%s", erreur, erreur.detail)
    st.error(echapper(erreur, 1000), icon="⚠️")
