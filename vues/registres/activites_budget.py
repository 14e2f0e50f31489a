"""L'onglet «Budget» du plan d'activités : budget, engagé et décaissé, groupe par groupe."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.sources import NON_PRECISE
from requetes.registres.activites import Activite, Bilan, bilans, dresser_bilan
from tableurs.objets import en_tableau
from vues.elements.grille import montant, pourcent
from vues.elements.tableaux import afficher_tableau
from vues.registres.declaration import Vue


def resultat(a: Activite) -> str:
    """Le sien, ou «non précisé»."""
    return a.resultat or NON_PRECISE


def region(a: Activite) -> str:
    """La sienne, à défaut tout le projet."""
    return a.region or "Ensemble du projet"


def montrer_budget(vue: Vue[Activite]) -> None:
    """Les sommes et les taux, par résultat puis par région."""
    for nom, cle in (("Résultat", resultat), ("Région", region)):
        _montrer_bilans(vue, nom, cle)
    st.caption(
        "655,957 FCFA pour 1\u00a0€. Une somme ne réunit que les montants connus ; les taux, que les activités dont "
        "les deux termes le sont. Un budget qu’une situation tait est le dernier connu ; une annulée garde le sien."
    )


def _montrer_bilans(vue: Vue[Activite], nom: str, cle: Callable[[Activite], str]) -> None:
    lignes = [*bilans(vue.lignes, cle), dresser_bilan("Ensemble", vue.lignes)]
    montre = pd.DataFrame(
        {
            nom: [b.groupe for b in lignes],
            "Activités": [francais.nombre(b.activites) for b in lignes],
            "Budget": [_somme(b.budget_fcfa, b.sans_budget) for b in lignes],
            "Engagé": [_somme(b.engage_fcfa, b.sans_engage) for b in lignes],
            "Décaissé": [_somme(b.decaisse_fcfa, b.sans_decaisse) for b in lignes],
            "Engagé / budget": [pourcent(b.engage_pct) for b in lignes],
            "Décaissé / budget": [pourcent(b.decaisse_pct) for b in lignes],
            "Avancement": [pourcent(b.physique_pct) for b in lignes],
        }
    )
    titre = f"Budget par {nom.lower()}"
    st.markdown(f"**{titre}**")
    afficher_tableau(montre, en_tableau(Bilan, lignes), titre, cle=f"bilan_{nom}", filtres=vue.en_clair)


def _somme(fcfa: float | None, sans: int) -> str:
    manque = f" — {francais.nombre(sans)} sans montant" if sans else ""
    return (f"{montant(fcfa)} ({francais.euros(fcfa, abrege=True)})" if fcfa is not None else francais.ND) + manque
