"""Les révisions : les chiffres du passé que cette édition change, de combien à combien, par quel fichier."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures import ecriture
from requetes import revisions
from requetes.ouverture import Edition
from vues import donnees, etats
from vues.tableaux import afficher_tableau
from vues.textes import echapper

_LECTURES = {"cumul": "cumul", "mois": "mois", "trimestre": "trimestre", "semestre": "semestre", "annee": "année"}


def afficher(edition: Edition, region: str, filtres: str) -> None:
    """Les révisions de la région choisie ; sans édition précédente, la page le dit."""
    precedente = donnees.lire(edition, revisions.edition_precedente)
    if not precedente["identifiant"]:
        raison = precedente["note"] or "C’est la première édition publiée : il n’y a rien à quoi la comparer."
        st.info(echapper(raison), icon="ℹ️")
        return
    tout = st.toggle(
        "Montrer aussi ce qui change parce que la période courait encore, ou par sa cible", key="revisions_tout"
    )
    lues = donnees.lire(edition, revisions.revisions, region, du_passe=not tout)
    st.caption(f"Par rapport à l’édition {echapper(precedente['identifiant'])}, totaux seulement.")
    if lues.empty:
        st.success("Aucun chiffre d’une période passée n’a changé.", icon="✔️")
        return
    st.markdown(f"**{francais.compte(len(lues), 'chiffre revu', 'chiffres revus')}**")
    afficher_tableau(_montre(lues), lues, "Révisions", cle="revisions", filtres=filtres)


def _montre(lues: pd.DataFrame) -> pd.DataFrame:
    rangees = lues.to_dict("records")
    return pd.DataFrame(
        {
            "Indicateur": [_nom(r) for r in rangees],
            "Zone": lues["zone"],
            "Période": [f"{francais.periode(r['periode'])} ({_LECTURES[r['type_periode']]})" for r in rangees],
            "Avant": [_valeur(r, "_avant") for r in rangees],
            "Maintenant": [_valeur(r, "") for r in rangees],
            "Ce qui change": lues["genre"],
            "État": [_etat(r["etat_avant"], r["etat"]) for r in rangees],
            "Par": [r["fichiers"] or r["cause"] for r in rangees],
        }
    )


def _nom(rangee: dict[Hashable, Any]) -> str:
    libelle = "retiré du cadre logique" if francais.absente(rangee["libelle_court"]) else rangee["libelle_court"]
    return f"{rangee['code_indicateur']} — {libelle}"


def _valeur(rangee: dict[Hashable, Any], suffixe: str) -> str:
    unite = "" if francais.absente(rangee["unite"]) else str(rangee["unite"])
    termes = (rangee[f"numerateur{suffixe}"], rangee[f"denominateur{suffixe}"])
    return ecriture.valeur(rangee[f"valeur{suffixe}"], unite, *termes)


def _etat(avant: object, apres: object) -> str:
    dits = [francais.ND if francais.absente(e) else etats.mot(str(e)) for e in (avant, apres)]
    return dits[1] if dits[0] == dits[1] else f"{dits[0]} → {dits[1]}"
