"""La mesure d'une comparaison : valeur brute, par commune, pour mille habitants ; ce qui est offert, et pourquoi."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.niveaux import DECOUPES, PLURIELS
from figures.mots import ecriture
from requetes.comparaisons import diviseurs
from requetes.edition.ouverture import Edition
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import Filtres, choisir
from vues.textes import echapper

NIVEAUX = {n: PLURIELS[n].capitalize() for n in DECOUPES}
_LIBELLES = {
    diviseurs.BRUTE: "Valeur brute",
    diviseurs.PAR_COMMUNE: "Par commune",
    diviseurs.PAR_HABITANT: "Pour 1\u202f000 habitants",
}
_SUITES = {
    diviseurs.BRUTE: "",
    diviseurs.PAR_COMMUNE: " par commune",
    diviseurs.PAR_HABITANT: " pour 1\u202f000 habitants",
}
_EMPORTEES = (
    *("code_indicateur", "unite", "mesure", "code_zone", "zone", "type_periode", "periode", "valeur", "cible_due"),
    *("diviseur", "valeur_rapportee", "cible_rapportee", "population_annee", "population_source", "provisoire"),
)


def choisir_mesure(edition: Edition, code: str, niveau: str, periode: str) -> str:
    """La mesure, parmi celles qui ont un sens pour cet indicateur à ce niveau."""
    offertes = donnees.lire(edition, diviseurs.mesures_offertes, code, niveau, periode) if niveau else [diviseurs.BRUTE]
    return choisir("mesure", "Mesure", {m: _LIBELLES[m] for m in offertes}, largeur=190)


def expliquer_mesure(edition: Edition, code: str, niveau: str, periode: str, additif: bool) -> None:
    """Pourquoi une mesure manque au choix : une option absente se dit."""
    if not additif:
        st.caption(
            "Mesure : un taux, un score, un délai ou un compte de personnes distinctes se compare tel quel, ni par "
            "commune ni par habitant."
        )
        return
    offertes = donnees.lire(edition, diviseurs.mesures_offertes, code, niveau, periode)
    if diviseurs.PAR_HABITANT not in offertes:
        st.caption(
            "Mesure : pas de chiffre par habitant, car aucune population n’est chargée à ce niveau (feuille "
            "«\u00a0Populations\u00a0» du cadre logique, avec son année et sa source)."
        )


def suite(mesure: str) -> str:
    """Ce que la mesure ajoute à un titre ou à une unité («points par commune») ; rien pour la valeur brute."""
    return _SUITES[mesure]


def en_titre(mesure: str) -> str:
    """La mesure à la suite d'un titre ; rien pour la valeur brute."""
    return f",{_SUITES[mesure]}" if mesure else ""


def rapportees(lignes: pd.DataFrame) -> pd.DataFrame:
    """Les mêmes lignes, où la valeur et la cible montrées sont celles de la mesure."""
    return lignes.assign(valeur=lignes["valeur_rapportee"], cible_due=lignes["cible_rapportee"])


def dire_les_diviseurs(lignes: pd.DataFrame, mesure: str) -> None:
    """Ce par quoi l'on divise, zone par zone, avec son année et sa source."""
    zones = lignes.to_dict("records")
    if mesure == diviseurs.PAR_COMMUNE:
        nombres = ", ".join(f"{echapper(li['zone'])} {francais.nombre(li['diviseur'], 0)}" for li in zones)
        st.caption(f"Valeur et cible divisées par le même nombre de communes : {nombres}.")
        return
    connus = [li for li in zones if not francais.absente(li["diviseur"])]
    # Chaque source se dit une fois, après les zones qui en viennent.
    groupes = {origine: [li for li in connus if _origine(li) == origine] for origine in map(_origine, connus)}
    populations = " ; ".join(
        ", ".join(f"{echapper(li['zone'])} {francais.nombre(li['diviseur'], 0)}" for li in groupe)
        + f" ({echapper(origine)})"
        for origine, groupe in groupes.items()
    )
    st.caption(
        f"Valeur et cible divisées par la même population, de l’année la plus proche : {populations}. "
        + _reserve_sur_les_populations(lignes)
    )


def afficher_diviseurs(lignes: pd.DataFrame, indicateur: dict[Hashable, Any], mesure: str, filtres: Filtres) -> None:
    """Le tableau des valeurs rapportées, avec leur diviseur, son année et sa source, à emporter."""
    unite = str(indicateur["unite"])
    montre = pd.DataFrame([_ligne(li, unite, mesure) for li in lignes.to_dict("records")])
    emporte = lignes.assign(unite=unite, mesure=_LIBELLES[mesure])[list(_EMPORTEES)]
    titre = f"Valeurs {_LIBELLES[mesure].lower()}"
    afficher_tableau(montre, emporte, titre, cle="mesure", filtres=filtres.en_clair)


def _reserve_sur_les_populations(lignes: pd.DataFrame) -> str:
    origines = lignes[["population_annee", "population_source"]].dropna().drop_duplicates()
    if len(origines) < 2:
        return ""
    return "**Sous réserve** : les populations n’ont pas toutes la même année ni la même source."


def _ligne(ligne: dict[Hashable, Any], unite: str, mesure: str) -> dict[str, str]:
    commune = mesure == diviseurs.PAR_COMMUNE
    absence = francais.ND if commune else f"{francais.ND} : population non chargée"
    diviseur = absence if francais.absente(ligne["diviseur"]) else francais.nombre(ligne["diviseur"], 0)
    origine = {} if commune else {"Source de la population": _origine(ligne)}
    marque = " (p)" if ligne["provisoire"] is True else ""
    return {
        "Zone": str(ligne["zone"]),
        "Valeur": ecriture.valeur(ligne["valeur"], unite) + marque,
        "Communes" if commune else "Habitants": diviseur,
        _LIBELLES[mesure]: ecriture.valeur(ligne["valeur_rapportee"], unite),
        "Cible due, même mesure": francais.SO
        if francais.absente(ligne["cible_due"])
        else ecriture.valeur(ligne["cible_rapportee"], unite),
    } | origine


def _origine(ligne: dict[Hashable, Any]) -> str:
    if francais.absente(ligne["population_annee"]):
        return francais.ND
    return f"{ligne['population_source']}, {int(ligne['population_annee'])}"


def preciser(filtres: Filtres, niveau: str, mesure: str, avant: str) -> Filtres:
    """Les filtres, avec les choix propres à la page : ils s'écrivent et s'emportent comme les autres."""
    propres = {"Niveau": NIVEAUX.get(niveau, francais.ND), "Mesure": _LIBELLES[mesure]}
    propres |= {"Comparer à": avant} if avant else {}
    return replace(filtres, libelles=filtres.libelles | propres)


def dire(filtres: Filtres) -> str:
    """Les choix propres à la page, en toutes lettres : l'impression et la capture n'ont pas les boîtes."""
    noms = ("Niveau", "Mesure", "Comparer à")
    return " · ".join(f"{nom}\u00a0: {filtres.libelles[nom]}" for nom in noms if nom in filtres.libelles)
