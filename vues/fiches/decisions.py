"""Les décisions qui concernent une commune ou un point : en retard et ouvertes d'abord, le reste replié."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from vues.elements.tableaux import afficher_tableau

_A_FAIRE = ("en retard", "ouverte")
_SIGNES = {"en retard": "■", "ouverte": "○", "exécutée": "✓", "abandonnée": "–"}


def titre(decisions: pd.DataFrame) -> str:
    """Le titre de l'onglet, avec ce qui reste à faire."""
    ouvertes = int(decisions["situation"].isin(_A_FAIRE).sum())
    return f"Décisions ({francais.nombre(ouvertes)} à faire)" if ouvertes else "Décisions"


def afficher(decisions: pd.DataFrame, sujet: str, *, cle: str) -> None:
    """Les deux tableaux, jugés à la date des données.

    Args:
        decisions: `requetes.fiches.commune.decisions_de_commune` ou `decisions_du_point`.
        sujet: de quoi elles parlent, pour les titres.
        cle: préfixe des clés, unique sur la page.
    """
    if decisions.empty:
        st.info("Aucune décision reçue ne concerne ce lieu.", icon="ℹ️")
        return
    a_faire = decisions[decisions["situation"].isin(_A_FAIRE)]
    closes = decisions[~decisions["situation"].isin(_A_FAIRE)]
    if a_faire.empty:
        st.markdown("Aucune décision ouverte : tout ce qui a été décidé est exécuté ou abandonné.")
    else:
        afficher_tableau(_montrer(a_faire), a_faire, f"Décisions à faire : {sujet}", cle=f"{cle}_ouvertes")
    if len(closes):
        with st.expander(francais.compte(len(closes), "décision close", "décisions closes")):
            afficher_tableau(_montrer(closes), closes, f"Décisions closes : {sujet}", cle=f"{cle}_closes")


def _montrer(decisions: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Situation": [_dire_situation(d["situation"], d["retard_jours"]) for d in decisions.to_dict("records")],
            "Décision": decisions["texte"],
            "Échéance": [francais.date_courte(d) if pd.notna(d) else "sans date" for d in decisions["echeance"]],
            "Concerne": decisions["portee"],
            "Responsable": decisions["responsable"].fillna(francais.ND),
            "Prise le": [francais.date_courte(d) for d in decisions["date"]],
        }
    )


def _dire_situation(situation: object, retard: object) -> str:
    mot = f"{_SIGNES[str(situation)]}{francais.INSECABLE}{situation}"
    return mot if francais.absente(retard) else f"{mot} de {francais.compte(retard, 'jour')}"
