"""La fiche d'un indicateur : ce qu'il mesure, comment il se calcule, qui en répond, ses cibles et ses références."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais, regles
from domaine.niveaux import NOMS
from domaine.sources import SOURCES
from figures.mots import ecriture
from figures.mots.methode import FREQUENCES
from requetes.edition.ouverture import Edition
from requetes.edition.referentiel import Indicateur
from requetes.tendances import series
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import Filtres
from vues.textes import echapper

_SENS = {"hausse": "doit monter", "baisse": "doit descendre"}
_NATURES = {
    "cumul": "cumulée, due dès la fin de sa période",
    "periode": "de cette période seule",
}


def afficher_fiche(indicateur: Indicateur, cibles: pd.DataFrame, *, reduite: bool = False) -> None:
    """La fiche de l'indicateur : définition, règle, vérification, cibles passées et à venir.

    Args:
        indicateur: le sien.
        cibles: `requetes.tendances.series.cibles` de la zone lue.
        reduite: dans une édition bâtie pour un public, qui n'a ni responsable ni consigne interne.
    """
    unite = indicateur.unite
    rubriques = _rubriques(indicateur)
    if reduite:
        del rubriques["Responsable"], rubriques["Sensibilité"]
    st.markdown("\n".join(f"- **{nom}** : {echapper(texte, 1000)}" for nom, texte in rubriques.items()))
    seuils = [francais.pourcentage(taux, 0) for taux in (indicateur.vert, indicateur.orange)]
    st.markdown(
        f"- **Seuils** : vert dès {seuils[0]}, orange dès {seuils[1]} ; périmée au-delà de "
        f"{francais.nombre(indicateur.peremption)} fois la fréquence ; provisoire sous "
        f"{francais.pourcentage(indicateur.plancher_completude, 0)} de complétude"
    )
    if not cibles.empty:
        ecrites = [
            f"{ecriture.nombre(c['valeur'], unite)} à {francais.periode(c['periode'])}"
            f"{'' if c['due'] is True else ' (à venir)'}"
            for c in cibles.to_dict("records")
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


def afficher_cibles(edition: Edition, indicateur: Indicateur, choix: Filtres) -> None:
    """Toutes les cibles et les références, zone par zone : une zone n'a que les siennes."""
    code, unite = indicateur.code, indicateur.unite
    cibles = donnees.lire(edition, series.cibles, code)
    st.markdown("**Toutes les cibles**")
    if cibles.empty:
        st.info("Le cadre logique ne donne aucune cible à cet indicateur.", icon="ℹ️")
    else:
        montre = pd.DataFrame(
            {
                "Zone": [_zone(c, z) for c, z in zip(cibles["code_zone"], cibles["zone"], strict=True)],
                "Période": [francais.periode(p) for p in cibles["periode"]],
                "Cible": [ecriture.valeur(v, unite) for v in cibles["valeur"]],
                "Nature": [_NATURES.get(str(n), francais.ND) for n in cibles["nature_cible"]],
                "Échéance": ["due" if d is True else f"{francais.NE} : à venir" for d in cibles["due"].tolist()],
            }
        )
        emporte = cibles.drop(columns=["debut", "fin", "type"])
        afficher_tableau(montre, emporte, f"Cibles {code}", cle="cibles", filtres=choix.en_clair)
    references = donnees.lire(edition, series.references, code)
    if references.empty:
        st.caption("Aucune valeur de référence : la progression est sans objet.")
        return
    dites = [
        f"{_zone(r['code_zone'], r['zone'])} {ecriture.valeur(r['valeur'], unite)}"
        + ("" if francais.absente(r["date"]) else f" au {francais.date(r['date'])}")
        for r in references.to_dict("records")
    ]
    st.markdown(f"**Références** : {echapper(' ; '.join(dites), 2000)}")


def _zone(code: object, nom: object) -> str:
    return "Ensemble du projet" if code == "SOCLE" else str(nom)
