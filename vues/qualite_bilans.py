"""Les bilans par coordination : ponctualité des rapports, niveaux de preuve des lignes reçues."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from vues.sources import PREUVES
from vues.tableaux import afficher_tableau

_NON_DIT = "non dit"


def afficher_ponctualite(rapports: pd.DataFrame) -> None:
    """Par coordination : rapports dus, reçus à temps, en retard, manquants, et le retard médian."""
    dus = rapports[rapports["situation"] != "à venir"]
    if dus.empty:
        return
    lignes = []
    for nom, siens in dus.groupby("nom", sort=False):
        comptes = siens["situation"].value_counts()
        recus = int(comptes.get("reçu", 0)) + int(comptes.get("reçu en retard", 0))
        tardifs = siens.loc[siens["situation"] == "reçu en retard", "retard_jours"]
        lignes.append(
            {
                "coordination": nom,
                "dus_nb": len(siens),
                "recus_nb": recus,
                "a_temps_nb": int(comptes.get("reçu", 0)),
                "en_retard_nb": int(comptes.get("reçu en retard", 0)),
                "manquants_nb": int(comptes.get("en retard", 0)),
                "retard_median_jours": tardifs.median() if len(tardifs) else None,
            }
        )
    bilan = pd.DataFrame(lignes)
    st.markdown("**Ponctualité par coordination**, depuis le début")
    montre = pd.DataFrame(
        {
            "Coordination": bilan["coordination"],
            "Reçus": [
                francais.pourcentage_fraction(r, d, 0, seuil=None)
                for r, d in zip(bilan["recus_nb"], bilan["dus_nb"], strict=True)
            ],
            "À temps": [francais.nombre(n) for n in bilan["a_temps_nb"]],
            "En retard": [francais.nombre(n) for n in bilan["en_retard_nb"]],
            "Manquants": [francais.nombre(n) for n in bilan["manquants_nb"]],
            "Retard médian": [
                "aucun" if francais.absente(j) else francais.compte(j, "jour") for j in bilan["retard_median_jours"]
            ],
        }
    )
    afficher_tableau(montre, bilan, "Ponctualité des rapports", cle="ponctualite")


def afficher_preuves(preuves: pd.DataFrame) -> None:
    """Par coordination : combien de lignes à chaque niveau de preuve, valeurs saisies et visites à part."""
    if preuves.empty:
        return
    st.markdown("**Niveaux de preuve** — sur quoi reposent les lignes reçues")
    dits = preuves.assign(niveau=[_niveau(n) for n in preuves["niveau_preuve"]])
    ordre = [n for n in (*PREUVES.values(), _NON_DIT) if n in set(dits["niveau"])]
    grille = dits.pivot_table(
        index=["nom", "origine"], columns="niveau", values="lignes_nb", aggfunc="sum", sort=False
    ).reindex(columns=ordre)
    total = grille.sum(axis=1)
    montre = pd.DataFrame(
        {
            "Coordination": [nom for nom, _ in grille.index],
            "Lignes de": [origine for _, origine in grille.index],
            **{
                n[:1].upper() + n[1:]: [
                    "0" if francais.absente(x) else f"{francais.nombre(x)} ({_part(100 * x / t)})"
                    for x, t in zip(grille[n], total, strict=True)
                ]
                for n in ordre
            },
        }
    )
    afficher_tableau(montre, preuves, "Niveaux de preuve", cle="preuves")


def _part(part: float) -> str:
    """Une ligne sur mille n'est pas «0 %»."""
    return "moins de 1\u00a0%" if part < 1 else francais.pourcentage(part, 0)


def _niveau(code: object) -> str:
    return _NON_DIT if francais.absente(code) else PREUVES.get(str(code), str(code))
