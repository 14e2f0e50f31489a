"""Sortir un dépôt des chiffres, ou l'y remettre : un geste motivé, jamais un effacement."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import streamlit as st

from domaine.acces.lecteur import DEPOSER
from requetes.qualite.depots import Depot
from vues import lecteur
from vues.actions import porte
from vues.actions.processus import ActionImpossible
from vues.depot import signature
from vues.elements import avancement
from vues.filtres.adresse import INVITE
from vues.textes import echapper

_FAIT = "depot_geste_fait"
_journal = logging.getLogger(__name__)


def dire_ce_qui_est_fait() -> None:
    """Le dernier geste, en haut de la page : l'onglet où il a été fait peut s'être refermé."""
    if dit := st.session_state.pop(_FAIT, ""):
        st.success(echapper(dit), icon="✔️")


def proposer(depots: Sequence[Depot]) -> None:
    """Le choix d'un dépôt, son motif, et le bouton ; rien quand l'écran est fixé à une édition."""
    if not lecteur.peut(DEPOSER):
        return
    with st.expander("Sortir un dépôt des chiffres, ou l’y remettre"):
        st.markdown("Le fichier reçu reste gardé, à son rang : seul ce qu’il apporte aux chiffres s’en va, ou revient.")
        par_rang = {d.id_chargement: d for d in depots}
        choisi = st.selectbox(
            "Dépôt à changer",
            list(par_rang),
            format_func=lambda n: _nom(par_rang[n]) if n in par_rang else str(n),
            key="geste_depot",
            width=420,
            placeholder=INVITE,
        )
        retire = par_rang[choisi].retire
        with st.container(horizontal=True):
            par = signature.demander("Qui le demande", "geste_par", "nom ou fonction")
            motif = "" if retire else st.text_input("Pourquoi", max_chars=400, key="geste_motif", width=420)
        pret = bool(par.strip()) and (retire or bool(motif.strip()))
        if st.button("Remettre dans les chiffres" if retire else "Sortir des chiffres", disabled=not pret, key="geste"):
            _agir(choisi, "remettre" if retire else "retirer", motif, par)


def _nom(depot: Depot) -> str:
    return f"n° {depot.id_chargement} — {depot.nom_fichier}" + (" (retiré)" if depot.retire else "")


def _agir(depot: int, geste: str, motif: str, par: str) -> None:
    try:
        with avancement.suivi("Demande transmise…") as suivre:
            porte.changer_depot(depot, geste, motif, par, suivre)
    except ActionImpossible as erreur:
        _journal.error("Geste impossible : %s\n%s", erreur, erreur.detail)
        st.error(echapper(erreur), icon="⚠️")
        return
    ou = "est sorti des chiffres" if geste == "retirer" else "est de nouveau dans les chiffres"
    st.session_state[_FAIT] = f"Le dépôt n° {depot} {ou} ; une nouvelle édition est en vigueur."
    st.rerun()
