"""«D'où vient ce chiffre» : les lignes reçues qui y entrent, ce qui manque, ce qu'un dépôt en a changé.

La règle et les termes se lisent à côté du graphique (`vues.tendances.chiffre`).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais, regles
from domaine.sources import SOURCES
from figures.mots import ecriture
from requetes.edition import referentiel, revisions
from requetes.edition.ouverture import Edition
from requetes.tendances import provenance
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.filtres import adresse
from vues.filtres.adresse import Filtres
from vues.textes import echapper

PREUVES = {"0": "déclaré", "1": "document", "2": "photo ou registre", "3": "visite indépendante"}
_SEPARATEUR = "="


def afficher(
    edition: Edition,
    indicateur: dict[Hashable, Any],
    titre: str,
    choix: Filtres,
    modalites: tuple[tuple[str, str], ...],
) -> None:
    """L'explication entière du chiffre choisi ; une ventilation se choisit quand il y en a.

    Args:
        edition: l'édition lue.
        indicateur: une ligne de `requetes.edition.referentiel.indicateurs`.
        titre: zone et période, en clair.
        choix: les filtres en vigueur.
        modalites: (dimension, modalité) de chaque ventilation de cette zone, à cette lecture.
    """
    ventilation = _choisir_ventilation(modalites)
    lecture = (choix.indicateur, choix.zone, choix.type_periode, choix.periode)
    source = SOURCES.get(str(indicateur["source_calcul"]))
    if source is not None:
        st.caption(f"Calculé sur les registres ({', '.join(source.registres)}) : {echapper(source.definition)}.")
    _dire_revision(donnees.lire(edition, revisions.revision_du_chiffre, *lecture, ventilation), indicateur)
    recues = donnees.lire(edition, provenance.lignes_sources, *lecture, ventilation)
    _afficher_lignes(
        recues, indicateur, titre + (f", {ventilation[0]} {ventilation[1]}" if ventilation[0] else ""), choix
    )
    if source is not None and not donnees.lire(edition, referentiel.completude_des_rapports)[1]:
        st.info(
            "Aucun rapport n’est attendu (feuille «\u00a0Rapports\u00a0») : ce qui manque ne peut pas se dire.",
            icon="ℹ️",
        )
        return
    _afficher_manques(donnees.lire(edition, provenance.lignes_manquantes, *lecture, ventilation), choix)


def _choisir_ventilation(modalites: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    noms = {f"{d}{_SEPARATEUR}{m}": f"{d} : {m}" for d, m in modalites}
    if not noms:
        return "", ""
    choisie = adresse.choisir("ventilation", "Total ou ventilation", {"": "Le total"} | noms, largeur=250)
    dimension, _, modalite = choisie.partition(_SEPARATEUR)
    return dimension, modalite


def _dire_revision(lue: pd.DataFrame, indicateur: dict[Hashable, Any]) -> None:
    if lue.empty:
        return
    revision = lue.iloc[0]
    avant, apres = (
        ecriture.valeur(
            revision[f"valeur{c}"], str(indicateur["unite"]), revision[f"numerateur{c}"], revision[f"denominateur{c}"]
        )
        for c in ("_avant", "")
    )
    par = f"par {echapper(revision['fichiers'])}" if revision["fichiers"] else echapper(revision["cause"])
    st.info(
        f"**(r) Changé depuis l’édition précédente** ({echapper(revision['genre'])}) : {echapper(avant)} → "
        f"{echapper(apres)}, {par}.",
        icon="ℹ️",
    )


def _afficher_lignes(lignes: pd.DataFrame, indicateur: dict[Hashable, Any], titre: str, choix: Filtres) -> None:
    st.markdown(f"**Lignes reçues qui entrent dans le chiffre** — {echapper(titre)}")
    if lignes.empty:
        st.info("Aucune ligne reçue n’entre dans ce chiffre.", icon="ℹ️")
        return
    total = int(lignes["total_nb"].iloc[0])
    if total > len(lignes):
        st.caption(f"Les {francais.nombre(len(lignes))} lignes les plus récentes sur {francais.nombre(total)}.")
    note = regles.NOTES_DE_SOURCE.get(str(indicateur["source_calcul"]))
    if note:
        st.caption(note)
    unite = str(indicateur["unite"])
    preuves = lignes["niveau_preuve"].dropna().astype(str).value_counts().sort_index()
    if len(preuves):
        comptes = [f"{PREUVES.get(str(n), str(n))} ({francais.compte(c, 'ligne')})" for n, c in preuves.items()]
        st.caption("Niveaux de preuve : " + echapper(" · ".join(comptes)))
    montre = pd.DataFrame(
        {
            "Zone": lignes["zone"],
            "Date ou fin de période": [francais.date_courte(d) for d in lignes["quand"]],
            "Valeur": [_valeur_source(ligne, unite) for ligne in lignes.to_dict("records")],
            "Élément": lignes["id_entite"].fillna(""),
            "Fichier": lignes["fichier"],
            "Feuille": lignes["feuille"],
            "Ligne": lignes["ligne"].astype("Int64").astype(str),
            "Colonnes lues": [_colonnes(ligne) for ligne in lignes.to_dict("records")],
            "Preuve": [PREUVES.get(str(n), francais.ND) for n in lignes["niveau_preuve"]],
            "Statut": lignes["statut"].fillna(""),
        }
    )
    afficher_tableau(montre, lignes.drop(columns="total_nb"), "Lignes sources", cle="sources", filtres=choix.en_clair)


def _colonnes(ligne: dict[Hashable, Any]) -> str:
    """Les cellules de la ligne qui font le chiffre ; celles d'un registre sont dans sa définition."""
    if ligne["feuille"] != "Valeurs":
        return "voir la définition"
    noms = [c for c in ("numerateur", "denominateur", "valeur", "effectif") if not francais.absente(ligne[c])]
    return ", ".join(noms)


def _valeur_source(ligne: dict[Hashable, Any], unite: str) -> str:
    if not francais.absente(ligne["denominateur"]):
        return francais.fraction(ligne["numerateur"], ligne["denominateur"])
    texte = ecriture.nombre(ligne["valeur"], "" if unite == "%" else unite)
    # le poids d'un score : sans lui, sa moyenne ne se refait pas
    return texte if francais.absente(ligne["effectif"]) else f"{texte} × {francais.nombre(ligne['effectif'])}"


def _afficher_manques(manques: pd.DataFrame, choix: Filtres) -> None:
    st.markdown("**Attendu et manquant**")
    if manques.empty:
        st.success("Rien de ce qui était attendu pour ce chiffre ne manque.", icon="✔️")
        return
    montre = pd.DataFrame(
        {
            "Zone": manques["zone"],
            "Période": [francais.periode(p) for p in manques["periode"]],
            "Motif": manques["motif"].fillna("rien reçu"),
        }
    )
    afficher_tableau(montre, manques, "Attendu et manquant", cle="manquants", filtres=choix.en_clair)
