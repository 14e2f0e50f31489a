"""Les décisions qui concernent une commune ou un point : en retard et ouvertes d'abord, le reste replié."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from requetes.registres.decisions import Decision
from tableurs.objets import en_tableau
from vues.elements.tableaux import afficher_tableau

_SIGNES = {"en retard": "■", "ouverte": "○", "exécutée": "✓", "abandonnée": "–"}


def titre(decisions: Sequence[Decision]) -> str:
    """Le titre de l'onglet, avec ce qui reste à faire."""
    ouvertes = sum(d.a_faire for d in decisions)
    return f"Décisions ({francais.nombre(ouvertes)} à faire)" if ouvertes else "Décisions"


def afficher(decisions: Sequence[Decision], sujet: str, *, cle: str) -> None:
    """Les deux tableaux, jugés à la date des données.

    Args:
        decisions: dans l'ordre où les montrer.
        sujet: de quoi elles parlent, pour les titres.
        cle: préfixe des clés, unique sur la page.
    """
    if not decisions:
        st.info("Aucune décision reçue ne concerne ce lieu.", icon="ℹ")
        return
    a_faire, closes = [d for d in decisions if d.a_faire], [d for d in decisions if not d.a_faire]
    if a_faire:
        montrer(a_faire, f"Décisions à faire : {sujet}", cle=f"{cle}_ouvertes")
    else:
        st.markdown("Aucune décision ouverte : tout ce qui a été décidé est exécuté ou abandonné.")
    if closes:
        with st.expander(francais.compte(len(closes), "décision close", "décisions closes")):
            montrer(closes, f"Décisions closes : {sujet}", cle=f"{cle}_closes")


def montrer(decisions: Sequence[Decision], titre: str, *, cle: str, filtres: str = "") -> None:
    """Le tableau de quelques décisions, et ce qui s'en emporte."""
    montre = [
        {
            "Situation": dire_situation(d),
            "Décision": d.texte,
            "Échéance": dire_echeance(d.echeance),
            "Concerne": d.portee,
            "Responsable": d.responsable or francais.ND,
            "Prise le": francais.date_courte(d.date),
        }
        for d in decisions
    ]
    afficher_tableau(pd.DataFrame(montre), en_tableau(Decision, decisions), titre, cle=cle, filtres=filtres)


def signer(decision: Decision) -> str:
    """La situation et son signe."""
    return f"{_SIGNES[decision.situation]}{francais.INSECABLE}{decision.situation}"


def dire_situation(decision: Decision) -> str:
    """La situation ; le retard d'une décision échue, ou exécutée après son échéance (règles V7 et S1)."""
    mot = signer(decision)
    if not decision.retard_jours:
        return mot
    tard = francais.compte(decision.retard_jours, "jour")
    return f"{mot} de {tard}" if decision.a_faire else f"{mot} avec {tard} de retard"


def dire_echeance(echeance: object) -> str:
    """La date limite ; une décision qui n'en a pas n'est jamais à l'heure, elle le dit."""
    return "sans échéance" if francais.absente(echeance) else francais.date_courte(echeance)
