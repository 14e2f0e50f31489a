"""Une feuille jamais venue n'est pas un zéro (règle S4) : ce que toute page qui compte un registre en dit d'abord."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from domaine import francais
from domaine.feuilles.cadre import FEUILLES
from requetes.registres.commun import receptions
from vues import donnees
from vues.page.entree import Contexte


def dire_ce_qui_manque(contexte: Contexte, feuilles: Sequence[str]) -> frozenset[str]:
    """Dit chaque feuille dont aucune ligne n'est dans l'édition, et combien sont mises de côté ; rend leurs noms."""
    declarees = tuple(f for f in FEUILLES if f.nom in feuilles)
    manquantes = [r for r in donnees.lire(contexte.edition, receptions, declarees) if not r.lignes]
    if manquantes and contexte.remise:
        st.info("Cette édition ne publie pas tout de ce registre : ce qui n’y est pas n’est pas un zéro.", icon="ℹ️")
    for r in () if contexte.remise else manquantes:
        de_cote = francais.compte(r.mises_de_cote, "ligne mise de côté", "lignes mises de côté")
        suite = f" {de_cote}, à corriger et à renvoyer." if r.mises_de_cote else " Ce n’est pas un zéro."
        st.warning(
            f"**La feuille «\u00a0{r.feuille}\u00a0» n’est jamais venue\u00a0:** aucune de ses lignes n’est dans cette "
            f"édition.{suite} Elle se dépose sur la page **Qualité des données**.",
            icon="⚠️",
        )
    return frozenset(r.feuille for r in manquantes)
