"""Suivre une décision : exécutée, reportée, abandonnée. Le même formulaire en réunion et dans une fiche."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from domaine import francais
from domaine.journal import MOTIF_MAX, Journal
from requetes.registres.decisions import Decision
from vues.actions import reunions
from vues.actions.processus import ActionImpossible
from vues.filtres.adresse import INVITE
from vues.textes import echapper

#: Ce qu'une page montre du dernier geste : ce qui est écrit, ou pourquoi rien ne l'est.
_DIT, _REFUS = "decision_dernier_geste", "decision_dernier_refus"
_GESTES = {"Exécutée": "executer", "Reportée": "reporter", "Abandonnée": "abandonner"}
_FAITS = {"executer": "exécutée", "reporter": "reportée", "abandonner": "abandonnée"}
#: De quoi la reconnaître dans une boîte étroite ; le numéro est devant.
_TEXTE = 60
Inscrire = Callable[[], str]


def formulaire(
    decisions: Sequence[Decision],
    jour: dt.date,
    version_lue: Callable[[str], int],
    *,
    cle: str,
    geste: str,
    reunion: str = "",
    apres: Callable[[], None] = lambda: None,
) -> None:
    """Une décision à choisir, ce qu'elle devient, quand et pourquoi.

    Args:
        decisions: celles qu'on peut choisir.
        jour: la date offerte d'abord.
        version_lue: celle que la personne avait sous les yeux (règle D4).
        cle: préfixe des clés des champs ; neuve à chaque ouverture.
        geste: la clé du geste pour le journal (règle D3).
        reunion: celle où il se fait ; vide hors réunion.
        apres: ce qui se fait une fois la ligne écrite.
    """
    noms = {d.identifiant: f"{d.identifiant} — {d.texte[:_TEXTE]}" for d in decisions}

    def ecrire() -> str:
        lu = {nom: st.session_state.get(f"{cle}_{nom}") for nom in ("decision", "geste", "faite", "reportee", "motif")}
        action, identifiant = _GESTES[str(lu["geste"])], str(lu["decision"])
        date, jour = {"executer": ("date_execution", lu["faite"]), "reporter": ("echeance", lu["reportee"])}.get(
            action, ("", None)
        )
        champs: dict[str, Any] = {
            "cle": geste,
            "id_decision": identifiant,
            "version_lue": version_lue(identifiant),
            "reunion_du_geste": reunion,
            "motif": " ".join(str(lu["motif"] or "").split()),
        }
        ligne = reunions.inscrire(action, champs | ({date: jour.isoformat() if jour else ""} if date else {}))
        au = f" au {francais.date(ligne['echeance'])}" if action == "reporter" else ""
        return f"**{echapper(ligne['id_decision'])}** {_FAITS[action]}{au}, enregistrée {heure(ligne)}"

    with st.form(cle, border=False):
        st.selectbox("Décision", list(noms), key=f"{cle}_decision", format_func=noms.__getitem__, placeholder=INVITE)
        st.radio("Elle est", list(_GESTES), key=f"{cle}_geste", horizontal=True)
        st.date_input("Exécutée le", jour, key=f"{cle}_faite", format="DD/MM/YYYY")
        st.date_input("Reportée au", None, key=f"{cle}_reportee", format="DD/MM/YYYY")
        st.text_input("Motif d’un report ou d’un abandon", key=f"{cle}_motif", max_chars=MOTIF_MAX)
        enregistrer(ecrire, cle, apres)


def enregistrer(ecrire: Inscrire, cle: str, apres: Callable[[], None]) -> None:
    """Le bouton d'un formulaire qui écrit au journal ; refusé, le formulaire reste rempli et dit pourquoi."""

    def tenter() -> None:
        oublier_le_refus()
        try:
            st.session_state[_DIT] = ecrire()
        except reunions.ConflitDeVersion as conflit:
            st.session_state[_REFUS] = f"{echapper(conflit, 900)} Fermez et rouvrez pour voir ce qui vaut."
        except ActionImpossible as refus:
            st.session_state[_REFUS] = echapper(refus, 900)
        else:
            apres()

    st.form_submit_button("Enregistrer (Ctrl+Entrée)", type="primary", on_click=tenter, key=f"{cle}_enregistrer")


def redire() -> None:
    """Le dernier geste enregistré, son numéro et son heure : ils restent en vue jusqu'au suivant."""
    if dit := st.session_state.get(_DIT):
        st.markdown(f":green[✔ {dit}]", width="content")


def redire_le_refus() -> None:
    """Pourquoi le dernier geste n'est pas enregistré ; rien quand il l'est.

    Sa place est toujours tenue : un refus qui pousserait le formulaire en ferait un autre, et le clavier s'y perdrait.
    """
    with st.container(key="reunion_refus"):
        if refus := st.session_state.get(_REFUS):
            st.markdown(f":red[**{refus}**]")


def oublier_le_refus() -> None:
    """Ce qui refusait n'est plus affaire de personne : le formulaire se ferme, ou se renvoie."""
    st.session_state.pop(_REFUS, None)


def version_a(tenu: Journal, identifiant: str, rang: int) -> int:
    """La version qu'avait une décision quand le journal s'arrêtait à ce rang ; 0 quand il ne la tenait pas."""
    return max((d.version for d in tenu.vie(identifiant) if d.rang <= rang), default=0)


def heure(ligne: Mapping[str, Any]) -> str:
    """L'heure d'une ligne écrite, qui est celle de Bamako (règle F7)."""
    return f"à {francais.heure(dt.datetime.fromisoformat(str(ligne['inscrit_le'])))}"
