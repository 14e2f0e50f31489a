"""La fiche d'un indicateur : ce qu'il mesure, comment il se calcule, qui en répond, ses cibles et ses références."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais, regles
from domaine.niveaux import NOMS
from domaine.sources import SOURCES
from figures.mots import ecriture
from figures.mots.methode import FREQUENCES
from requetes.edition.referentiel import Indicateur
from requetes.fiches.lecture import LectureIndicateur
from requetes.tendances.series import Cible, Reference
from tableurs.objets import en_tableau
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import Filtres
from vues.textes import echapper

_SENS = {"hausse": "doit monter", "baisse": "doit descendre"}
_NATURES = {
    "cumul": "cumulée, due dès la fin de sa période",
    "periode": "de cette période seule",
}


def afficher_fiche(indicateur: Indicateur, cibles: Sequence[Cible], *, remise: bool = False) -> None:
    """La fiche de l'indicateur : définition, règle, vérification, cibles passées et à venir.

    Args:
        indicateur: le sien.
        cibles: celles de la zone lue.
        remise: dans une édition bâtie pour un public, qui n'a ni responsable ni consigne interne.
    """
    unite = indicateur.unite
    rubriques = _rubriques(indicateur)
    if remise:
        del rubriques["Responsable"], rubriques["Sensibilité"]
    st.markdown("\n".join(f"- **{nom}** : {echapper(texte, 1000)}" for nom, texte in rubriques.items()))
    seuils = [francais.pourcentage(taux, 0) for taux in (indicateur.vert, indicateur.orange)]
    st.markdown(
        f"- **Seuils** : vert dès {seuils[0]}, orange dès {seuils[1]} ; périmée au-delà de "
        f"{francais.nombre(indicateur.peremption)} fois la fréquence ; provisoire sous "
        f"{francais.pourcentage(indicateur.plancher_completude, 0)} de complétude"
    )
    if cibles:
        ecrites = [
            f"{ecriture.nombre(c.valeur, unite)} à {francais.periode(c.periode)}{'' if c.due else ' (à venir)'}"
            for c in cibles
        ]
        st.markdown(f"- **Cibles de la zone** : {echapper(' ; '.join(ecrites), 1000)}")


def _rubriques(indicateur: Indicateur) -> dict[str, object]:
    source = SOURCES.get(indicateur.source_calcul or "")
    calcul = "valeurs saisies dans les classeurs (feuille «\u00a0Valeurs\u00a0»)"
    if source is not None:
        calcul = f"calculé sur les registres ({', '.join(source.registres)}) : {source.definition}"
    rubriques: dict[str, object] = {
        "Libellé": indicateur.libelle,
        "Résultat": f"{indicateur.resultat} — {indicateur.libelle_resultat}",
        "Définition": indicateur.definition,
        "Unité et sens": f"{indicateur.unite} ; {_SENS.get(indicateur.sens, francais.ND)}",
        "Règle": regles.regle_en_mots(indicateur.nature, indicateur.regle_temps or ""),
        "Numérateur": indicateur.numerateur,
        "Dénominateur": indicateur.denominateur,
        "Source": calcul,
        "Collecte": f"{FREQUENCES[indicateur.frequence]}, par {NOMS[indicateur.niveau_collecte]}",
        "Moyen de vérification": indicateur.moyen_verification,
        "Responsable": indicateur.responsable,
        "Ventilations prévues": indicateur.desagregations,
        "Sensibilité": indicateur.sensibilite,
    }
    if indicateur.nature != "ratio":
        # Seul un ratio a des termes : ailleurs, leur absence n'est pas un manque.
        del rubriques["Numérateur"], rubriques["Dénominateur"]
    return rubriques


def afficher_cibles(indicateur: Indicateur, lue: LectureIndicateur, choix: Filtres) -> None:
    """Toutes les cibles et les références, zone par zone : une zone n'a que les siennes."""
    code, unite = indicateur.code, indicateur.unite
    st.markdown("**Toutes les cibles**")
    if lue.cibles:
        montre = pd.DataFrame([_montrer_cible(c, unite) for c in lue.cibles])
        emporte = en_tableau(Cible, lue.cibles).drop(columns=["debut", "fin", "type"])
        afficher_tableau(montre, emporte, f"Cibles {code}", cle="cibles", filtres=choix.en_clair)
    else:
        st.info("Le cadre logique ne donne aucune cible à cet indicateur.", icon="ℹ")
    if not lue.references:
        st.caption("Aucune valeur de référence : la progression est sans objet.")
        return
    dites = [
        f"{_zone(r)} {ecriture.valeur(r.valeur, unite)}" + (f" au {francais.date(r.date)}" if r.date else "")
        for r in lue.references
    ]
    st.markdown(f"**Références** : {echapper(' ; '.join(dites), 2000)}")


def _montrer_cible(cible: Cible, unite: str) -> dict[str, str]:
    return {
        "Zone": _zone(cible),
        "Période": francais.periode(cible.periode),
        "Cible": ecriture.valeur(cible.valeur, unite),
        "Nature": _NATURES.get(cible.nature_cible, francais.ND),
        "Échéance": "due" if cible.due else f"{francais.NE} : à venir",
    }


def _zone(lue: Cible | Reference) -> str:
    return "Ensemble du projet" if lue.code_zone == "SOCLE" else lue.zone
