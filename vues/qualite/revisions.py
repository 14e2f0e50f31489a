"""Les révisions (chiffres du passé que cette édition change, par quel fichier) et les corrections reçues."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from requetes.edition import revisions
from requetes.edition.ouverture import Edition
from requetes.edition.referentiel import lire_referentiel
from requetes.qualite import bilans
from vues import donnees
from vues.depot import fichiers
from vues.elements.changements import mettre_en_mots
from vues.elements.tableaux import afficher_tableau
from vues.filtres import barre
from vues.textes import echapper

_LECTURES = {"cumul": "cumul", "mois": "mois", "trimestre": "trimestre", "semestre": "semestre", "annee": "année"}


def afficher_corrections(edition: Edition) -> None:
    """Les corrections reçues, et le classeur où en écrire."""
    st.subheader("Corrections", anchor=False)
    st.markdown(
        "Une erreur dans un fichier reçu se corrige par un classeur à part : la ligne, l’ancienne valeur, la nouvelle, "
        "pourquoi et qui. Le fichier reçu reste intact."
    )
    fichiers.proposer_corrections()
    lues = donnees.lire(edition, bilans.corrections)
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
    if not precedente.identifiant:
        raison = precedente.note or "C’est la première édition publiée : il n’y a rien à quoi la comparer."
        st.info(echapper(raison), icon="ℹ️")
        return
    tout = st.toggle(
        "Montrer aussi les cumuls et les sommes, ce qui change parce que la période courait encore, ou par sa cible",
        key="revisions_tout",
    )
    lues = donnees.lire(edition, revisions.revisions, region, du_passe=not tout)
    st.caption(f"Par rapport à l’édition {echapper(precedente.identifiant)}, totaux seulement.")
    if lues.empty:
        st.success("Aucun chiffre d’une période passée n’a changé.", icon="✔️")
        return
    st.markdown(f"**{francais.compte(len(lues), 'chiffre revu', 'chiffres revus')}**")
    afficher_tableau(
        mettre_en_mots(lues, barre.noms_des_zones(donnees.lire(edition, lire_referentiel))),
        lues,
        "Révisions",
        cle="revisions",
        filtres=filtres,
    )
