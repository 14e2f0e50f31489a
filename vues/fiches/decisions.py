"""Les décisions qui concernent une commune ou un point : en retard et ouvertes d'abord, le reste replié."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from requetes.fiches.decisions import Decision
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
        st.info("Aucune décision reçue ne concerne ce lieu.", icon="ℹ️")
        return
    a_faire, closes = [d for d in decisions if d.a_faire], [d for d in decisions if not d.a_faire]
    if a_faire:
        _afficher(a_faire, f"Décisions à faire : {sujet}", f"{cle}_ouvertes")
    else:
        st.markdown("Aucune décision ouverte : tout ce qui a été décidé est exécuté ou abandonné.")
    if closes:
        with st.expander(francais.compte(len(closes), "décision close", "décisions closes")):
            _afficher(closes, f"Décisions closes : {sujet}", f"{cle}_closes")


def _afficher(decisions: Sequence[Decision], titre: str, cle: str) -> None:
    montre = [
        {
            "Situation": _dire_situation(d),
            "Décision": d.texte,
            "Échéance": francais.date_courte(d.echeance) if d.echeance else "sans date",
            "Concerne": d.portee,
            "Responsable": d.responsable or francais.ND,
            "Prise le": francais.date_courte(d.date),
        }
        for d in decisions
    ]
    afficher_tableau(pd.DataFrame(montre), en_tableau(Decision, decisions), titre, cle=cle)


def _dire_situation(decision: Decision) -> str:
    mot = f"{_SIGNES[decision.situation]}{francais.INSECABLE}{decision.situation}"
    return mot if decision.retard_jours is None else f"{mot} de {francais.compte(decision.retard_jours, 'jour')}"
