"""Les révisions (chiffres du passé que cette édition change, par quel fichier) et les corrections reçues."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures import ecriture
from requetes import qualite, revisions
from requetes.ouverture import Edition
from vues import barre, depot_fichiers, donnees, etats
from vues.tableaux import afficher_tableau
from vues.textes import echapper

_LECTURES = {"cumul": "cumul", "mois": "mois", "trimestre": "trimestre", "semestre": "semestre", "annee": "année"}


def afficher_corrections(edition: Edition) -> None:
    """Les corrections reçues, et le classeur où en écrire."""
    st.subheader("Corrections", anchor=False)
    st.markdown(
        "Une erreur dans un fichier reçu se corrige par un classeur à part : la ligne, l’ancienne valeur, la nouvelle, "
        "pourquoi et qui. Le fichier reçu reste intact."
    )
    depot_fichiers.proposer_corrections()
    lues = donnees.lire(edition, qualite.corrections)
    if lues.empty:
        st.info("Aucune correction n’a été reçue.", icon="ℹ️")
        return
    rangees = lues.to_dict("records")
    montre = pd.DataFrame(
        {
            "Feuille": lues["feuille_visee"],
            "Clé": lues["cle"],
            "Colonne": lues["colonne"].fillna("(la ligne entière)"),
            "De": [_ou_vide(r["ancienne_valeur"]) for r in rangees],
            "À": ["(ligne retirée)" if r["action"] == "retirer" else _ou_vide(r["nouvelle_valeur"]) for r in rangees],
            "Pourquoi": lues["motif"],
            "Par": lues["auteur"],
            "Statut": [("● " if r["en_vigueur"] else "○ ") + str(r["statut"]) for r in rangees],
            "Reçue le": [francais.date_courte(d) for d in lues["recu_le"]],
        }
    )
    afficher_tableau(montre, lues, "Corrections", cle="corrections")


def _ou_vide(texte: object) -> str:
    return "(vide)" if francais.absente(texte) else str(texte)


def afficher(edition: Edition, region: str, filtres: str) -> None:
    """Les révisions de la région choisie ; sans édition précédente, la page le dit."""
    st.subheader("Révisions", anchor=False)
    precedente = donnees.lire(edition, revisions.edition_precedente)
    if not precedente["identifiant"]:
        raison = precedente["note"] or "C’est la première édition publiée : il n’y a rien à quoi la comparer."
        st.info(echapper(raison), icon="ℹ️")
        return
    tout = st.toggle(
        "Montrer aussi les cumuls et les sommes, ce qui change parce que la période courait encore, ou par sa cible",
        key="revisions_tout",
    )
    lues = donnees.lire(edition, revisions.revisions, region, du_passe=not tout)
    st.caption(f"Par rapport à l’édition {echapper(precedente['identifiant'])}, totaux seulement.")
    if lues.empty:
        st.success("Aucun chiffre d’une période passée n’a changé.", icon="✔️")
        return
    st.markdown(f"**{francais.compte(len(lues), 'chiffre revu', 'chiffres revus')}**")
    afficher_tableau(
        mettre_en_mots(lues, barre.noms_des_zones(edition)), lues, "Révisions", cle="revisions", filtres=filtres
    )


def mettre_en_mots(lues: pd.DataFrame, zones: dict[str, str]) -> pd.DataFrame:
    """Des chiffres changés, comme on les lit.

    Args:
        lues: les colonnes de `revision_chiffre`, `libelle_court`, `unite` et `zone`.
        zones: code → nom (`barre.noms_des_zones`).
    """
    rangees = lues.to_dict("records")
    return pd.DataFrame(
        {
            "Indicateur": [_nom(r) for r in rangees],
            # «Gao» est une région, un cercle et une commune : le nom dit lequel.
            "Zone": [_majuscule(zones.get(str(r["code_zone"]), str(r["zone"]))) for r in rangees],
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


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _valeur(rangee: dict[Hashable, Any], suffixe: str) -> str:
    unite = "" if francais.absente(rangee["unite"]) else str(rangee["unite"])
    termes = (rangee[f"numerateur{suffixe}"], rangee[f"denominateur{suffixe}"])
    return ecriture.valeur(rangee[f"valeur{suffixe}"], unite, *termes)


def _etat(avant: object, apres: object) -> str:
    dits = [francais.ND if francais.absente(e) else etats.mot(str(e)) for e in (avant, apres)]
    return dits[1] if dits[0] == dits[1] else f"{dits[0]} → {dits[1]}"
