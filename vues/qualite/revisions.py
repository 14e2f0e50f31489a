"""Les révisions (chiffres du passé que cette édition change, par quel fichier) et les corrections reçues."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from requetes.edition import revisions
from requetes.edition.ouverture import Edition
from requetes.edition.revisions import ChiffreRevu
from requetes.qualite.depots import Correction, corrections
from tableurs.objets import en_tableau
from vues import donnees
from vues.depot import fichiers
from vues.elements.changements import mettre_en_mots
from vues.elements.tableaux import afficher_tableau
from vues.filtres import barre
from vues.page.entree import Contexte
from vues.textes import echapper


def afficher_corrections(edition: Edition) -> None:
    """Les corrections reçues, et le classeur où en écrire."""
    st.subheader("Corrections", anchor=False)
    st.markdown(
        "Une erreur dans un fichier reçu se corrige par un classeur à part : la ligne, l’ancienne valeur, la nouvelle, "
        "pourquoi et qui. Le fichier reçu reste intact."
    )
    fichiers.proposer_corrections()
    lues = donnees.lire(edition, corrections)
    if not lues:
        st.info("Aucune correction n’a été reçue.", icon="ℹ")
        return
    montre = pd.DataFrame(
        {
            "Feuille": [c.feuille_visee for c in lues],
            "Clé": [c.cle for c in lues],
            "Colonne": [c.colonne or "(la ligne entière)" for c in lues],
            "De": [_ou_vide(c.ancienne_valeur) for c in lues],
            "À": ["(ligne retirée)" if c.action == "retirer" else _ou_vide(c.nouvelle_valeur) for c in lues],
            "Pourquoi": [c.motif for c in lues],
            "Par": [c.auteur for c in lues],
            "Statut": [f"{'●' if c.en_vigueur else '○'} {c.statut}" for c in lues],
            "Reçue le": [francais.date_courte(c.recu_le) for c in lues],
        }
    )
    afficher_tableau(montre, en_tableau(Correction, lues), "Corrections", cle="corrections")


def _ou_vide(texte: str | None) -> str:
    return "(vide)" if texte is None else texte


def afficher(contexte: Contexte) -> None:
    """Les révisions de la région choisie ; sans édition précédente, la page le dit."""
    st.subheader("Révisions", anchor=False)
    edition, filtres = contexte.edition, contexte.filtres
    precedente = donnees.lire(edition, revisions.edition_precedente)
    if not precedente.identifiant:
        raison = precedente.note or "C’est la première édition publiée : il n’y a rien à quoi la comparer."
        st.info(echapper(raison), icon="ℹ")
        return
    tout = st.toggle(
        "Montrer aussi les cumuls et les sommes, ce qui change parce que la période courait encore, ou par sa cible",
        key="revisions_tout",
    )
    lues = donnees.lire(edition, revisions.revisions, filtres.region, du_passe=not tout)
    st.caption(f"Par rapport à l’édition {echapper(precedente.identifiant)}, totaux seulement.")
    if not lues:
        st.success("Aucun chiffre d’une période passée n’a changé.", icon="✔️")
        return
    st.markdown(f"**{francais.compte(len(lues), 'chiffre revu', 'chiffres revus')}**")
    montre = mettre_en_mots(lues, barre.noms_des_zones(contexte.referentiel))
    emporte = en_tableau(ChiffreRevu, lues).drop(columns="frequence")
    afficher_tableau(montre, emporte, "Révisions", cle="revisions", filtres=filtres.en_clair)
