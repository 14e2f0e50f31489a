"""Remettre une édition par un lien, à qui n'a pas de compte : le créer, voir s'il est ouvert, le révoquer (E32)."""

from __future__ import annotations

import datetime as dt
import logging

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.acces import registre
from domaine.acces.lecteur import PILOTER
from domaine.acces.registre import POUR_MAX, Lien
from domaine.reglages import dossier_donnees
from requetes.edition.editions import EditionFigee
from vues import lecteur
from vues.actions import editions as actions_editions
from vues.actions.processus import ActionImpossible
from vues.elements import tableaux
from vues.filtres.adresse import INVITE
from vues.textes import echapper

_NEUF, _DUREE_J = "lien_neuf", 30
_journal = logging.getLogger(__name__)


def proposer(figee: EditionFigee) -> None:
    """Les liens de cette édition, et de quoi en faire un autre ; rien d'une édition de l'équipe."""
    if figee.public not in ("partenaires", "bailleur") or not lecteur.peut(PILOTER):
        return
    siens = [x for x in registre.liens(dossier_donnees()) if x.edition == figee.numero]
    with st.expander(f"Remettre par un lien, sans compte ({len(siens)})", expanded=_NEUF in st.session_state):
        st.markdown(
            "Qui a le lien lit cette édition, et rien d’autre, jusqu’au jour que vous dites. Envoyez-le à une "
            "personne, pas à une liste : vous pourrez le révoquer sans gêner les autres."
        )
        _montrer_le_neuf(figee.numero)
        _creer(figee.numero)
        _montrer(siens)


def _montrer_le_neuf(numero: str) -> None:
    de, pour, adresse = st.session_state.get(_NEUF, ("", "", ""))
    if de == numero:
        st.success(f"Lien pour **{echapper(pour)}**, à copier maintenant : il n’est gardé nulle part.", icon="✔️")
        st.code(adresse, language=None, wrap_lines=True)


def _creer(numero: str) -> None:
    aujourd_hui = dt.date.today()
    with st.form(f"lien_{numero}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        pour = st.text_input("À qui", max_chars=POUR_MAX, placeholder="AFD Bamako", width=330)
        jusqu_au = st.date_input(
            "Dernier jour",
            aujourd_hui + dt.timedelta(days=_DUREE_J),
            min_value=aujourd_hui,
            max_value=aujourd_hui + dt.timedelta(days=730),
            format="DD/MM/YYYY",
            width=180,
        )
        envoye = st.form_submit_button("Créer le lien")
    if not envoye:
        return
    if not pour.strip():
        st.error("Dites à qui vous remettez ce lien : c’est ce qui vous dira lequel révoquer.", icon="⚠️")
        return
    try:
        _, adresse = actions_editions.creer_un_lien(numero, pour, jusqu_au)
    except ActionImpossible as erreur:
        _refuser(erreur)
        return
    ici = str(st.context.url or "").rsplit("/", 1)[0]
    st.session_state[_NEUF] = (numero, pour, adresse if "://" in adresse else f"{ici}{adresse}")
    st.rerun()


def _montrer(siens: list[Lien]) -> None:
    if not siens:
        st.caption("Aucun lien n’a encore été remis.")
        return
    jour = dt.datetime.now(dt.UTC).date()
    tableaux.montrer(
        pd.DataFrame(
            {
                "N°": [x.rang for x in siens],
                "À qui": [x.pour for x in siens],
                "Jusqu’au": [francais.date_courte(x.jusqu_au) for x in siens],
                "État": [x.etat(jour) for x in siens],
                "Ouvertures": [x.ouvertures for x in siens],
                "Dernière": [francais.horodatage(x.ouvert_le) if x.ouvert_le else "jamais" for x in siens],
            }
        ),
        "Liens remis",
        cle="liens",
    )
    if en_vigueur := {x.rang: x for x in siens if x.etat(jour) == "en vigueur"}:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            rang = st.selectbox(
                "Lien à révoquer",
                list(en_vigueur),
                format_func=lambda n: f"n° {n} — {en_vigueur[n].pour}" if n in en_vigueur else str(n),
                key="lien_a_revoquer",
                width=330,
                placeholder=INVITE,
            )
            if st.button("Révoquer", key="lien_revoquer"):
                _revoquer(rang)


def _revoquer(rang: int) -> None:
    try:
        actions_editions.revoquer_un_lien(rang)
    except ActionImpossible as erreur:
        _refuser(erreur)
        return
    st.session_state.pop(_NEUF, None)
    st.rerun()


def _refuser(erreur: ActionImpossible) -> None:
    _journal.error("Lien : %s\n%s", erreur, erreur.detail)
    st.error(echapper(erreur), icon="⚠️")
