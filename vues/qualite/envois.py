"""La réponse de la page Qualité, et la liste de relance : qui doit envoyer quoi avant la prochaine réunion."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from domaine import francais
from figures.mots import phrases_qualite
from requetes.qualite.envois import HORIZON_JOURS, AEnvoyer, Envoi
from requetes.qualite.lecture import LectureQualite
from tableurs.objets import en_tableau
from vues.elements.tableaux import afficher_tableau
from vues.qualite import relances
from vues.textes import echapper

_ICONES = {"suffisent": "✔️", "ne suffisent pas": "✖️"}
_SANS_RETARD = {"rapport": "à rendre", "correction": "à corriger", "registre": "périmé"}


def afficher_reponse(lecture: LectureQualite) -> None:
    """La réponse à la question de la page, en tête et en une phrase de chaque côté."""
    zones = [(c.nom, c.recues, c.attendues) for c in lecture.recente]
    periode = francais.periode(lecture.recente[0].periode) if zones else ""
    icone = _ICONES.get(phrases_qualite.verdict(zones, lecture.plancher), "⚠️")
    suffit = echapper(phrases_qualite.suffisance(periode, zones, lecture.plancher))
    a_envoyer = lecture.a_envoyer
    with st.container(key="reponse"):
        dues = phrases_qualite.relances(a_envoyer.relances, a_envoyer.lignes_a_corriger)
        # Quand rien n'est attendu, «rien à envoyer» se lirait comme un satisfecit.
        st.markdown(f"{icone} **{suffit}** {echapper(dues) if zones or a_envoyer.envois else ''}".strip())


def afficher_envois(a_envoyer: AEnvoyer, filtres: str, jour: dt.date) -> None:
    """La liste que la réunion distribue : coordination, feuille, période, échéance, retard."""
    if a_envoyer.reunion is None:
        st.caption(
            "Aucune réunion à venir n’est écrite dans la feuille «\u00a0Réunions\u00a0» : ce qui est à rendre dans les "
            f"{HORIZON_JOURS} jours qui suivent le {francais.date(jour)} y est aussi."
        )
    else:
        st.caption(f"Prochaine réunion prévue : **{francais.date(a_envoyer.reunion)}**.")
    if not a_envoyer.envois:
        st.success("Rien n’est à envoyer.", icon="✔️")
        return
    montre = pd.DataFrame([_ligne(e) for e in a_envoyer.envois])
    emporte = en_tableau(Envoi, a_envoyer.envois).drop(columns="ordre")
    afficher_tableau(montre, emporte, "À envoyer avant la prochaine réunion", cle="envois", filtres=filtres)
    relances.proposer(a_envoyer, jour)
    if a_envoyer.motivees:
        absences = francais.compte(a_envoyer.motivees, "valeur attendue manque", "valeurs attendues manquent")
        st.caption(f"{absences} avec un motif (non collecté, zone inaccessible) : il n’y a pas à relancer.")


def _ligne(envoi: Envoi) -> dict[str, str]:
    zones = "" if envoi.zones is None else f" : {envoi.zones}"
    lignes = f" ({francais.compte(envoi.nombre, 'ligne')})" if envoi.nature == "correction" else ""
    # Le plus utile d'abord : un téléphone ne montre que les premières colonnes.
    return {
        "Coordination": envoi.coordination,
        "Feuille": envoi.feuille,
        "Période": "" if envoi.periode is None else francais.periode(envoi.periode),
        "Retard": _retard(envoi),
        "Échéance": "" if envoi.date_echeance is None else francais.date_courte(envoi.date_echeance),
        "Quoi": f"{envoi.objet}{zones}{lignes}",
    }


def _retard(envoi: Envoi) -> str:
    if envoi.retard_jours is None:
        return _SANS_RETARD.get(envoi.nature, "")
    return francais.compte(envoi.retard_jours, "jour")
