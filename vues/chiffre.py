"""Un chiffre et tout ce qu'il faut pour le croire : cible, état, termes, complétude, âge, règle, lignes reçues."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais, regles
from figures import ecriture
from figures.methode import FREQUENCES, NIVEAUX
from vues import etats, methode
from vues.textes import echapper


def afficher_chiffre(ligne: dict[Hashable, Any] | None, indicateur: dict[Hashable, Any], titre: str) -> None:
    """Le chiffre choisi, en grand, puis ses réserves.

    Args:
        ligne: une ligne de `requetes.series.serie`, ou `None` quand la lecture n'en a pas.
        indicateur: une ligne de `requetes.referentiel.indicateurs`.
        titre: zone et période, en clair.
    """
    st.markdown(f"**{echapper(titre)}**")
    if ligne is None:
        st.markdown(f"## {francais.SO}")
        st.caption("Cet indicateur n’a pas de ligne à cette lecture : il est collecté moins souvent, ou plus haut.")
        return
    unite = str(indicateur["unite"])
    texte = ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])
    provisoire = ligne["provisoire"] is True
    st.markdown(f"## {echapper(texte)}{' :small[(p)]' if provisoire else ''}")
    st.markdown(f"{etats.marque(ligne['etat'])} {echapper(methode.taux_en_mots(ligne))}")
    st.markdown("\n".join(f"- :small[{p}]" for p in _reserves(ligne, unite, provisoire)))


def _reserves(ligne: dict[Hashable, Any], unite: str, provisoire: bool) -> list[str]:
    phrases = []
    if francais.absente(ligne["valeur"]):
        motif = ligne.get("motif_absence")
        phrases.append("Absence : " + ("rien n’a été reçu" if francais.absente(motif) else str(motif)))
    elif ligne["valeur"] == 0:
        phrases.append("Zéro déclaré : la réponse reçue est zéro")
    if not francais.absente(ligne["cible_due"]):
        nature = "de la période" if ligne["nature_cible"] == "periode" else "cumulée"
        phrases.append(f"Cible due ({nature}) : {ecriture.valeur(ligne['cible_due'], unite)}")
    if not francais.absente(ligne["valeur_reference"]):
        phrases.append(f"Référence : {ecriture.valeur(ligne['valeur_reference'], unite)}")
    if not francais.absente(ligne["denominateur"]):
        phrases.append(f"Termes : {francais.fraction(ligne['numerateur'], ligne['denominateur'])}")
    complet = f"Complétude : {ecriture.completude(ligne['recues'], ligne['attendues'])}"
    phrases.append(complet + (", provisoire (p)" if provisoire else ""))
    phrases.append(f"Plus ancienne donnée du calcul : {francais.date(ligne['date_plus_ancienne'])}")
    return [echapper(p) for p in phrases]


def afficher_calcul(indicateur: dict[Hashable, Any]) -> None:
    """La règle en mots et les termes, sous le chiffre."""
    st.caption(f"**Calcul** — {regles.regle_en_mots(str(indicateur['nature']), str(indicateur['regle_temps']))}")
    termes = [
        f"{nom} : {echapper(indicateur[colonne])}"
        for nom, colonne in (("numérateur", "numerateur"), ("dénominateur", "denominateur"))
        if not francais.absente(indicateur[colonne]) and indicateur[colonne]
    ]
    if termes:
        st.caption(" ; ".join(termes))


def afficher_fiche(indicateur: dict[Hashable, Any], cibles: pd.DataFrame) -> None:
    """La fiche de l'indicateur : définition, règle, vérification, cibles passées et à venir."""
    unite = str(indicateur["unite"])
    rubriques = {
        "Libellé": indicateur["libelle"],
        "Résultat": f"{indicateur['resultat']} — {indicateur['libelle_resultat']}",
        "Définition": indicateur["definition"],
        "Collecte": f"{FREQUENCES[str(indicateur['frequence'])]}, par {NIVEAUX[str(indicateur['niveau_collecte'])]}",
        "Moyen de vérification": indicateur["moyen_verification"],
        "Responsable": indicateur["responsable"],
        "Ventilations prévues": indicateur["desagregations"],
    }
    st.markdown("\n".join(f"- **{nom}** : {echapper(texte, 1000)}" for nom, texte in rubriques.items()))
    seuils = [francais.pourcentage(indicateur[c], 0) for c in ("vert", "orange")]
    st.markdown(
        f"- **Seuils** : vert dès {seuils[0]}, orange dès {seuils[1]} ; périmée au-delà de "
        f"{francais.nombre(indicateur['peremption'])} fois la fréquence ; provisoire sous "
        f"{francais.pourcentage(indicateur['plancher_completude'], 0)} de complétude"
    )
    if not cibles.empty:
        ecrites = [
            f"{ecriture.nombre(c['valeur'], unite)} à {francais.periode(c['periode'])}"
            f"{'' if c['due'] is True else ' (à venir)'}"
            for c in cibles.to_dict("records")
        ]
        st.markdown(f"- **Cibles de la zone** : {echapper(' ; '.join(ecrites), 1000)}")
