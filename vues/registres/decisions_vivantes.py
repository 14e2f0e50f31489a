"""Ce qu'une décision devient après la réunion : sa vie au journal, son indicateur depuis, son suivi."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import PILOTER
from domaine.chiffre import Moment
from domaine.journal import ABANDONNEE, EXECUTEE, DecisionPrise, Journal
from figures.mots import chiffre
from requetes.registres.decisions import Decision
from requetes.tendances.series import serie
from vues import donnees, lecteur
from vues.actions import reunions
from vues.elements import etats
from vues.fiches import suivi
from vues.page.entree import Contexte
from vues.page.journal import journal_vivant
from vues.registres.declaration import Vue
from vues.textes import echapper


def montrer(vue: Vue[Decision], decision: Decision) -> None:
    """Dans la fiche d'une décision : ce que le journal en garde, ce qu'a fait son indicateur, de quoi la suivre."""
    tenu = journal_vivant()
    _dire_sa_vie(tenu.vie(decision.identifiant))
    _dire_l_effet(vue, decision)
    _suivre(decision, tenu)


def dernier_jour(contexte: Contexte) -> dt.date:
    """La date des données ; aujourd'hui dès qu'un journal est tenu ici, car ce qui s'y décide échoit chaque jour."""
    return max(contexte.date_donnees, dt.date.today()) if journal_vivant() else contexte.date_donnees


def _dire_sa_vie(versions: Sequence[DecisionPrise]) -> None:
    """Ce que le journal en garde, version après version ; rien d'une décision qui n'est venue que par classeur."""
    lignes = []
    for avant, apres in itertools.pairwise(versions):
        ou = f", à {echapper(apres.reunion_du_geste)}" if apres.reunion_du_geste else ""
        fait = {EXECUTEE: f"exécutée le {francais.date(apres.date_execution)}", ABANDONNEE: "abandonnée"}.get(
            apres.statut, f"reportée du {francais.date(avant.echeance)} au {francais.date(apres.echeance)}"
        )
        lignes.append(f"- {fait}{ou}" + (f" : {echapper(apres.motif)}" if apres.motif else ""))
    if lignes:
        st.markdown("**Depuis**\n" + "\n".join(lignes))


def _dire_l_effet(vue: Vue[Decision], decision: Decision) -> None:
    """Ce que son indicateur était quand elle fut prise, et ce qu'il est : sans dire que l'un a fait l'autre."""
    if decision.code_indicateur is None:
        return
    lus = donnees.lire(vue.contexte.edition, serie, decision.code_indicateur, (decision.code_zone,), "cumul")
    connus = [m for m in lus if m.valeur is not None]
    avant = next((m for m in reversed(connus) if m.fin <= decision.date), None)
    if not connus:
        st.markdown(f"Son indicateur n’a aucune valeur connue à {echapper(decision.zone)}.")
    elif avant is None:
        st.markdown(
            "Son indicateur n’avait aucune valeur connue quand elle fut prise ; "
            f"depuis : {_dire_un_moment(connus[-1])}."
        )
    elif avant.periode == connus[-1].periode:
        st.markdown(f"Son indicateur : {_dire_un_moment(connus[-1])} ; aucune période n’est encore finie depuis.")
    else:
        st.markdown(
            f"Son indicateur, quand elle fut prise : {_dire_un_moment(avant)} ; depuis : {_dire_un_moment(connus[-1])}."
        )


def _dire_un_moment(moment: Moment) -> str:
    etat = f" {etats.marque(moment.etat)}" if moment.etat else ""
    return f"**{echapper(chiffre.valeur(moment))}** ({francais.periode(moment.periode)}){etat}"


def _suivre(decision: Decision, tenu: Journal) -> None:
    """Entre deux réunions aussi, une décision s'exécute, se reporte, s'abandonne."""
    if not decision.a_faire or not lecteur.peut(PILOTER):
        return
    suivi.redire_le_refus()
    cle = st.session_state.setdefault(f"suivre_{decision.identifiant}", reunions.nouvelle_cle())
    vue_a = st.session_state.setdefault(f"vue_{cle}", len(tenu.vie(decision.identifiant)))
    with st.expander("Elle est exécutée, reportée ou abandonnée"):
        suivi.formulaire(
            [decision],
            dt.date.today(),
            lambda _: vue_a,
            cle=f"suivi_{cle}",
            geste=cle,
            apres=lambda: st.session_state.pop(f"suivre_{decision.identifiant}", None),
        )
