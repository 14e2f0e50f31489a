"""Les parties de la page Aide : premières minutes, dictionnaire, seuils, sources, glossaire."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.niveaux import NOMS
from domaine.periodes import sans_accent
from figures.mots.limites import dire_limites
from figures.mots.methode import GLOSSAIRE
from requetes.edition import referentiel
from requetes.edition.referentiel import Indicateur, Seuils
from requetes.fiches.lecture import lire_indicateur
from vues import donnees
from vues.aide import premieres_minutes
from vues.elements import etats
from vues.elements.tableaux import afficher_tableau
from vues.fiches import indicateur
from vues.filtres import barre
from vues.filtres.adresse import choisir
from vues.page import navigation
from vues.page.entree import Contexte
from vues.textes import echapper

_ONGLETS = (
    *("Vos dix premières minutes", "Dictionnaire des indicateurs", "États et seuils", "Glossaire"),
    "Sources et crédits",
)
#: Ce qui dit de quel fichier vient une définition.
_RECUES = ("id_chargement", "fichier", "feuille", "ligne")


def afficher_tout(contexte: Contexte) -> None:
    """Les premières minutes, puis les onglets de référence, pour l'équipe comme pour qui lit une édition remise."""
    edition = contexte.edition
    indicateurs = donnees.lire(edition, referentiel.indicateurs)
    debut, *onglets = st.tabs(_ONGLETS)
    with debut:
        premieres_minutes.afficher(remise=contexte.remise)
    with onglets[0]:
        if contexte.remise:
            # Ni le nom d'un responsable ni une consigne interne n'est dans le fichier : ces colonnes n'ont rien à dire.
            indicateurs = indicateurs.drop(columns=["responsable", "sensibilite", *_RECUES])
        afficher_dictionnaire(contexte, indicateurs)
        afficher_fiche(contexte, indicateurs)
    with onglets[1]:
        afficher_seuils(contexte.referentiel.seuils)
        if contexte.remise:
            st.markdown(f"- {etats.dire_masque()}.")
    with onglets[2]:
        afficher_glossaire()
    with onglets[3]:
        afficher_sources(contexte)


def afficher_dictionnaire(contexte: Contexte, indicateurs: pd.DataFrame) -> None:
    """Tous les indicateurs, cherchables ; `indicateurs` est ce que le tableau emporte."""
    if indicateurs.empty:
        st.info("Aucun indicateur : le cadre logique n’a pas encore été déposé.", icon="ℹ")
        return
    cherche = st.text_input("Chercher un indicateur", placeholder="code ou mot, par exemple « femmes »", key="cherche")
    retenus = [i for i in contexte.referentiel.indicateurs.values() if _contient(i, cherche)]
    montre = pd.DataFrame(
        {
            "Code": [i.code for i in retenus],
            "Indicateur": [f"{'★ ' if i.phare else ''}{i.libelle}" for i in retenus],
            "Unité": [i.unite for i in retenus],
            "Fréquence": [indicateur.FREQUENCES.get(i.frequence, i.frequence) for i in retenus],
            "Collecte": [NOMS.get(i.niveau_collecte, i.niveau_collecte) for i in retenus],
            "Sens": [{"hausse": "↑ hausse", "baisse": "↓ baisse"}.get(i.sens, i.sens) for i in retenus],
        }
    )
    emporte = indicateurs[indicateurs["code"].isin([i.code for i in retenus])]
    afficher_tableau(montre, emporte, "Dictionnaire des indicateurs", cle="dictionnaire")
    st.caption("★ indicateur phare, montré sur la vue d’ensemble. La recherche lit aussi les définitions des fiches.")


def _contient(lu: Indicateur, cherche: str | None) -> bool:
    texte = sans_accent(f"{lu.code} {lu.libelle} {lu.libelle_court} {lu.definition}")
    return all(mot in texte for mot in sans_accent(cherche or "").split())


def afficher_seuils(seuils: tuple[Seuils, ...]) -> None:
    """Les seuils en vigueur, jeu par jeu, et les neuf états."""
    for seuil in seuils:
        st.markdown(
            f"- Jeu **{echapper(seuil.jeu)}** : vert dès {francais.pourcentage(seuil.vert, 0)} de ce qui est dû, "
            f"orange dès {francais.pourcentage(seuil.orange, 0)}, rouge en dessous ; périmée au-delà de "
            f"{francais.nombre(seuil.peremption)} fois la fréquence ; provisoire sous "
            f"{francais.pourcentage(seuil.plancher_completude, 0)} de complétude."
        )
    st.markdown("\n".join(f"- {etats.marque(nom)} : {sens}." for nom, (_, _, sens) in etats.ETATS.items()))


def afficher_sans_edition() -> None:
    """Avant la première publication : ce qui ne dépend d'aucune donnée."""
    st.info(
        "Aucune édition n’est publiée : le dictionnaire viendra du cadre logique. Voici déjà le glossaire.", icon="ℹ"
    )
    afficher_glossaire()


def afficher_glossaire() -> None:
    """Les abréviations et les mots du projet."""
    st.markdown("\n".join(f"- **{mot}** : {sens}" for mot, sens in GLOSSAIRE.items()))


def afficher_sources(contexte: Contexte) -> None:
    """Le projet, l'édition, le découpage et le crédit de la carte."""
    for cle, valeur in contexte.referentiel.projet.items():
        st.markdown(f"- **{echapper(cle.replace('_', ' ').capitalize())}**\u00a0: {echapper(valeur)}")
    empreinte = contexte.identite.get("empreinte") or contexte.info.get("empreinte", "")
    st.markdown(
        f"- **Édition** : {echapper(contexte.edition.id)}, empreinte `{empreinte[:16]}`, "
        f"application {echapper(contexte.info.get('version_application'))}\n"
        f"- **Découpage** : {echapper(contexte.info.get('decoupage'))} ; {dire_limites(contexte.info)}\n"
        f"- **Crédit de la carte** : {echapper(contexte.info.get('credit_limites'))}\n"
        "- **Chiffres** : tous viennent de la table `valeurs` de l’édition, calculée une fois à la publication ; "
        "l’écran, les exports et les rapports lisent la même."
    )


def afficher_fiche(contexte: Contexte, indicateurs: pd.DataFrame) -> None:
    """La fiche entière d'un indicateur, choisi par son code ou ses mots ; le même choix que sur Tendances."""
    if indicateurs.empty:
        return
    code = choisir("indicateur", "Lire la fiche de", barre.choix_indicateurs(contexte.referentiel), largeur=680)
    cibles = donnees.lire(contexte.edition, lire_indicateur, code).cibles_de("SOCLE")
    indicateur.afficher_fiche(contexte.referentiel.indicateurs[code], cibles, remise=contexte.remise)
    navigation.lier(navigation.TENDANCES, "Voir sa tendance", {"indicateur": code})
