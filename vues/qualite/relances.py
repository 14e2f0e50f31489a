"""Relancer les coordinations : un message chacune, relu et corrigé avant de partir ; la dernière relance (règle B5)."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import PILOTER
from domaine.chemins import DESTINATAIRES
from domaine.courriel import destinataires, journal
from domaine.courriel.destinataires import Destinataire
from domaine.courriel.journal import RELANCE, Courriel
from domaine.reglages import ReglageInvalide, dossier_donnees
from figures.mots import phrases_qualite
from requetes.qualite.envois import AEnvoyer, Envoi
from vues import lecteur
from vues.actions.courriels import AEnvoyer as Demande
from vues.courriel import lettres
from vues.textes import echapper


def proposer(a_envoyer: AEnvoyer, jour: dt.date) -> None:
    """Un message par coordination, à envoyer d'ici, ou à copier dans une messagerie."""
    siens = a_envoyer.par_coordination
    with st.expander(f"Messages de relance prêts à envoyer ({len(siens)})"):
        try:
            liste = destinataires.lire(dossier_donnees())
        except ReglageInvalide as erreur:
            st.error(echapper(erreur, 1000), icon="⚠️")
            liste = ()
        for nom, envois in siens.items():
            _proposer_un(nom, envois, jour, liste)


def _proposer_un(nom: str, envois: list[Envoi], jour: dt.date, liste: tuple[Destinataire, ...]) -> None:
    code = envois[0].code_zone or ""
    texte = st.text_area(
        f"À relancer : {nom}",
        phrases_qualite.message_de_relance(nom, envois, jour),
        height=170,
        key=f"message_{nom}_{jour}",
    )
    if not code:
        # Rien ne dit de qui vient ce dépôt : personne à qui l'écrire.
        return
    relances = journal.courriels(dossier_donnees(), RELANCE, code)
    dite = _derniere(relances[0] if relances else None)
    a_qui = destinataires.de_la_coordination(liste, code) if lecteur.peut(PILOTER) else ()
    if lecteur.peut(PILOTER) and not a_qui:
        dite += f' Pour l’envoyer\u00a0: une adresse de `{DESTINATAIRES}` avec `coordination = "{code}"`.'
    st.caption(dite)
    if not a_qui:
        return
    dits = ", ".join(f"{d.fonction} ({d.adresse})" for d in a_qui)
    demandee = st.button(f"Relire, puis envoyer à\u00a0: {dits}", key=f"relancer_{code}", disabled=not texte.strip())
    demande = Demande(("relancer", code), tuple(d.adresse for d in a_qui), texte)
    lettres.relire_puis_envoyer(demande, f"relance_{code}", demandee=demandee)


def _derniere(relance: Courriel | None) -> str:
    if relance is None:
        return "Jamais relancée d’ici."
    par = "" if relance.par == "poste" else f", par {echapper(relance.par)}"
    etat = "" if relance.etat == journal.PARTI else f" ({echapper(relance.en_mots)})"
    return f"Dernière relance : {francais.horodatage(relance.le)}{par}{etat}."
