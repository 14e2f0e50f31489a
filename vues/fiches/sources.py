"""«D'où vient ce chiffre» : les lignes reçues qui y entrent, ce qui manque, ce qu'un dépôt en a changé.

La règle et les termes se lisent à côté du graphique (`vues.tendances.chiffre`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais, regles
from domaine.sources import SOURCES
from figures.mots import ecriture
from figures.mots import ventilation as ventilation_en_mots
from figures.mots.revisions import avant_et_apres
from requetes.edition.referentiel import Indicateur
from requetes.edition.revisions import ChiffreRevu
from requetes.tendances.provenance import LigneManquante, LigneSource, Provenance, lire_provenance
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.filtres import adresse, barre
from vues.filtres.adresse import Filtres
from vues.page.entree import Contexte
from vues.textes import echapper

PREUVES = {"0": "déclaré", "1": "document", "2": "photo ou registre", "3": "visite indépendante"}
_SEPARATEUR = "="


def afficher(contexte: Contexte, indicateur: Indicateur, modalites: tuple[tuple[str, str], ...]) -> None:
    """L'explication entière du chiffre choisi ; une ventilation se choisit quand il y en a.

    Args:
        contexte: celui de la page, dont les filtres désignent le chiffre.
        indicateur: celui du chiffre.
        modalites: (dimension, modalité) de chaque ventilation de cette zone, à cette lecture.
    """
    choix = contexte.filtres
    ventilation = _choisir_ventilation(modalites)
    chiffre = (choix.indicateur, choix.zone, choix.type_periode, choix.periode)
    lue = donnees.lire(contexte.edition, lire_provenance, *chiffre, ventilation)
    titre = barre.zone_et_periode(contexte.referentiel, choix)
    source = SOURCES.get(indicateur.source_calcul or "")
    if source is not None:
        st.caption(f"Calculé sur les registres ({', '.join(source.registres)}) : {echapper(source.definition)}.")
    _dire_revision(lue.revision, indicateur)
    _afficher_lignes(lue, indicateur, titre + (f", {_dire(*ventilation)}" if ventilation[0] else ""), choix)
    if source is not None and not contexte.referentiel.rapports[1]:
        st.info(
            "Aucun rapport n’est attendu (feuille «\u00a0Rapports\u00a0») : ce qui manque ne peut pas se dire.",
            icon="ℹ",
        )
        return
    _afficher_manques(lue.manques, choix)


def _choisir_ventilation(modalites: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    noms = {f"{d}{_SEPARATEUR}{m}": f"{d} : {m}" for d, m in modalites}
    if not noms:
        return "", ""
    choisie = adresse.choisir("ventilation", "Total ou ventilation", {"": "Le total"} | noms, largeur=250)
    dimension, _, modalite = choisie.partition(_SEPARATEUR)
    return dimension, modalite


def _dire(dimension: str, modalite: str) -> str:
    return f"{ventilation_en_mots.dimension(dimension)} : {ventilation_en_mots.en_entier(dimension, modalite)}"


def _dire_revision(revu: ChiffreRevu | None, indicateur: Indicateur) -> None:
    if revu is None:
        return
    avant, apres = avant_et_apres(revu, indicateur.unite)
    par = f"par {echapper(revu.fichiers)}" if revu.fichiers else echapper(revu.cause)
    st.info(
        f"**(r) Changé depuis l’édition précédente** ({echapper(revu.genre)}) : {echapper(avant)} → "
        f"{echapper(apres)}, {par}.",
        icon="ℹ",
    )


def _afficher_lignes(lue: Provenance, indicateur: Indicateur, titre: str, choix: Filtres) -> None:
    st.markdown(f"**Lignes reçues qui entrent dans le chiffre** — {echapper(titre)}")
    if not lue.lignes:
        dit = regles.ZERO_DECLARE if lue.zero_declare else "Aucune ligne reçue n’entre dans ce chiffre."
        st.info(dit, icon="ℹ")
        return
    if lue.total > len(lue.lignes):
        st.caption(f"Les {francais.nombre(len(lue.lignes))} lignes les plus récentes sur {francais.nombre(lue.total)}.")
    note = regles.NOTES_DE_SOURCE.get(indicateur.source_calcul or "")
    if note:
        st.caption(note)
    if lue.preuves:
        comptes = [f"{PREUVES.get(n, n)} ({francais.compte(c, 'ligne')})" for n, c in lue.preuves.items()]
        st.caption("Niveaux de preuve : " + echapper(" · ".join(comptes)))
    montre = pd.DataFrame([_montrer_ligne(x, indicateur.unite) for x in lue.lignes])
    emporte = en_tableau(LigneSource, lue.lignes).drop(columns="total_nb")
    afficher_tableau(montre, emporte, "Lignes sources", cle="sources", filtres=choix.en_clair)


def _montrer_ligne(ligne: LigneSource, unite: str) -> dict[str, str | None]:
    return {
        "Zone": ligne.zone,
        "Date ou fin de période": francais.date_courte(ligne.quand),
        "Valeur": _valeur_source(ligne, unite),
        "Élément": ligne.id_entite or "",
        "Fichier": ligne.fichier,
        "Feuille": ligne.feuille,
        "Ligne": str(ligne.ligne),
        "Colonnes lues": _colonnes(ligne),
        "Preuve": PREUVES.get(ligne.niveau_preuve or "", francais.ND),
        "Statut": ligne.statut or "",
    }


def _colonnes(ligne: LigneSource) -> str:
    """Les cellules de la ligne qui font le chiffre ; celles d'un registre sont dans sa définition."""
    if ligne.feuille != "Valeurs":
        return "voir la définition"
    lues = {
        "numerateur": ligne.numerateur,
        "denominateur": ligne.denominateur,
        "valeur": ligne.valeur,
        "effectif": ligne.effectif,
    }
    return ", ".join(nom for nom, contenu in lues.items() if contenu is not None)


def _valeur_source(ligne: LigneSource, unite: str) -> str:
    if ligne.denominateur is not None:
        return francais.fraction(ligne.numerateur, ligne.denominateur)
    texte = ecriture.nombre(ligne.valeur, "" if unite == "%" else unite)
    # le poids d'un score : sans lui, sa moyenne ne se refait pas
    return texte if ligne.effectif is None else f"{texte} × {francais.nombre(ligne.effectif)}"


def _afficher_manques(manques: Sequence[LigneManquante], choix: Filtres) -> None:
    st.markdown("**Attendu et manquant**")
    if not manques:
        st.success("Rien de ce qui était attendu pour ce chiffre ne manque.", icon="✔️")
        return
    montre = pd.DataFrame(
        [{"Zone": m.zone, "Période": francais.periode(m.periode), "Motif": m.motif or "rien reçu"} for m in manques]
    )
    emporte = en_tableau(LigneManquante, manques)
    afficher_tableau(montre, emporte, "Attendu et manquant", cle="manquants", filtres=choix.en_clair)
