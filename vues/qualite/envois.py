"""La réponse de la page Qualité, et la liste de relance : qui doit envoyer quoi avant la prochaine réunion."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures.mots import phrases_qualite
from requetes.edition import referentiel
from requetes.qualite import bilans
from requetes.qualite import envois as qualite_envois
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.page.cadre import Contexte
from vues.textes import echapper

_ICONES = {"suffisent": "✔️", "ne suffisent pas": "⛔"}
#: La complétude se dit à la période qu'on suit d'abord, sinon à la plus fine qui existe.
_TYPES = ("trimestre", "mois", "semestre", "annee")


def completude_recente(contexte: Contexte) -> pd.DataFrame:
    """La complétude des régions à la dernière période, vide quand rien n'est attendu."""
    for type_periode in _TYPES:
        lignes = donnees.lire(
            contexte.edition, bilans.completude_des_valeurs, "region", type_periode, contexte.filtres.region
        )
        if not lignes.empty:
            return lignes[lignes["fin"] == lignes["fin"].max()]
    return pd.DataFrame(columns=["nom", "periode", "recues", "attendues"])


def plancher(contexte: Contexte) -> float:
    """Le plancher de complétude du jeu d'origine, en pourcentage : en dessous, un chiffre est provisoire."""
    return float(donnees.lire(contexte.edition, referentiel.seuils)["plancher_completude"].iloc[0])


def afficher_reponse(contexte: Contexte, recente: pd.DataFrame, envois: pd.DataFrame) -> None:
    """La réponse à la question de la page, en tête et en une phrase de chaque côté."""
    zones = [
        (str(n), float(r), float(a)) for n, r, a in recente[["nom", "recues", "attendues"]].itertuples(index=False)
    ]
    periode = francais.periode(recente["periode"].iloc[0]) if len(recente) else ""
    seuil = plancher(contexte)
    icone = _ICONES.get(phrases_qualite.verdict(zones, seuil), "⚠️")
    suffit = echapper(phrases_qualite.suffisance(periode, zones, seuil))
    with st.container(key="reponse"):
        a_corriger = int(envois.loc[envois["nature"] == "correction", "nombre"].sum())
        relances = phrases_qualite.relances(_compter(envois), a_corriger)
        # Quand rien n'est attendu, «rien à envoyer» se lirait comme un satisfecit.
        st.markdown(f"{icone} **{suffit}** {echapper(relances) if zones or len(envois) else ''}".strip())


def _compter(envois: pd.DataFrame) -> dict[str, phrases_qualite.Envois]:
    """Par coordination, dans l'ordre de la liste : le plus long retard d'abord."""
    comptes = {}
    for nom, siens in envois.groupby("coordination", sort=False):
        rapports = siens[siens["nature"] == "rapport"]
        valeurs = siens.loc[siens["nature"] == "valeur", "nombre"].sum()
        echus = int(rapports["retard_jours"].notna().sum())
        muette = bool((siens["nature"] == "silence").any())
        comptes[str(nom)] = phrases_qualite.Envois(len(rapports), echus, int(valeurs), muette)
    return comptes


def afficher_envois(contexte: Contexte, envois: pd.DataFrame) -> None:
    """La liste que la réunion distribue : coordination, feuille, période, échéance, retard."""
    region = contexte.filtres.region
    reunion = donnees.lire(contexte.edition, qualite_envois.prochaine_reunion, region)
    if reunion is None:
        st.caption(
            "Aucune réunion à venir n’est écrite dans la feuille «\u00a0Réunions\u00a0» : ce qui est à rendre dans les "
            f"{qualite_envois.HORIZON_JOURS} jours qui suivent la date des données y est aussi."
        )
    else:
        st.caption(f"Prochaine réunion prévue : **{francais.date(reunion)}**.")
    if envois.empty:
        st.success("Rien n’est à envoyer.", icon="✔️")
        return
    montre = pd.DataFrame([_ligne(e) for e in envois.to_dict("records")])
    afficher_tableau(
        montre, envois, "À envoyer avant la prochaine réunion", cle="envois", filtres=contexte.filtres.en_clair
    )
    motivees = donnees.lire(contexte.edition, qualite_envois.absences_motivees, region)
    if motivees:
        absences = francais.compte(motivees, "valeur attendue manque", "valeurs attendues manquent")
        st.caption(f"{absences} avec un motif (non collecté, zone inaccessible) : il n’y a pas à relancer.")


def _ligne(envoi: dict[Hashable, Any]) -> dict[str, str]:
    zones = "" if francais.absente(envoi["zones"]) else f" : {envoi['zones']}"
    lignes = f" ({francais.compte(envoi['nombre'], 'ligne')})" if envoi["nature"] == "correction" else ""
    # Le plus utile d'abord : un téléphone ne montre que les premières colonnes.
    return {
        "Coordination": str(envoi["coordination"]),
        "Feuille": str(envoi["feuille"]),
        "Période": "" if francais.absente(envoi["periode"]) else francais.periode(envoi["periode"]),
        "Retard": _retard(envoi),
        "Échéance": "" if francais.absente(envoi["date_echeance"]) else francais.date_courte(envoi["date_echeance"]),
        "Quoi": f"{envoi['objet']}{zones}{lignes}",
    }


def _retard(envoi: dict[Hashable, Any]) -> str:
    if francais.absente(envoi["retard_jours"]):
        return {"silence": "jamais reçue", "rapport": "à rendre", "correction": "à corriger", "registre": "périmé"}.get(
            str(envoi["nature"]), ""
        )
    return francais.compte(envoi["retard_jours"], "jour")
