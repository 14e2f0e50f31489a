"""La mesure d'une comparaison : valeur brute, par commune, pour mille habitants ; ce qui est offert, et pourquoi."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.niveaux import DECOUPES, PLURIELS
from figures.mots import chiffre, ecriture
from requetes.comparaisons import diviseurs
from requetes.comparaisons.zones import ValeurDeZone
from tableurs.objets import en_tableau
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


def choisir_mesure(offertes: Sequence[str]) -> str:
    """La mesure, parmi celles qui ont un sens pour cet indicateur à ce niveau."""
    return choisir("mesure", "Mesure", {m: _LIBELLES[m] for m in offertes}, largeur=190)


def expliquer_mesure(offertes: Sequence[str], nature: str) -> None:
    """Pourquoi une mesure manque au choix : une option absente se dit."""
    if nature not in diviseurs.ADDITIVES:
        st.caption(
            "Mesure : un taux, un score, un délai ou un compte de personnes distinctes se compare tel quel, ni par "
            "commune ni par habitant."
        )
        return
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


def rapporter(zone: ValeurDeZone, mesure: str) -> ValeurDeZone:
    """La même zone, où la valeur, la cible et l'unité montrées sont celles de la mesure."""
    unite = zone.unite + suite(mesure)
    return replace(zone, valeur=zone.valeur_rapportee, cible_due=zone.cible_rapportee, unite=unite)


def dire_les_diviseurs(zones: Sequence[ValeurDeZone], mesure: str) -> None:
    """Ce par quoi l'on divise, zone par zone, avec son année et sa source."""
    dits = {z.zone: f"{echapper(z.zone)} {francais.nombre(z.diviseur, 0)}" for z in zones}
    if mesure == diviseurs.PAR_COMMUNE:
        st.caption(f"Valeur et cible divisées par le même nombre de communes : {', '.join(dits.values())}.")
        return
    # Chaque source se dit une fois, après les zones qui en viennent.
    connues = [z for z in zones if z.diviseur is not None]
    origines = dict.fromkeys(_origine(z) for z in connues)
    populations = " ; ".join(
        ", ".join(dits[z.zone] for z in connues if _origine(z) == origine) + f" ({echapper(origine)})"
        for origine in origines
    )
    st.caption(
        f"Valeur et cible divisées par la même population, de l’année la plus proche : {populations}. "
        + _reserve_sur_les_populations(zones)
    )


def afficher_diviseurs(zones: Sequence[ValeurDeZone], mesure: str, filtres: Filtres) -> None:
    """Le tableau des valeurs rapportées, avec leur diviseur, son année et sa source, à emporter."""
    montre = pd.DataFrame([_ligne(z, mesure) for z in zones])
    emporte = en_tableau(ValeurDeZone, zones).assign(mesure=_LIBELLES[mesure])[list(_EMPORTEES)]
    titre = f"Valeurs {_LIBELLES[mesure].lower()}"
    afficher_tableau(montre, emporte, titre, cle="mesure", filtres=filtres.en_clair)


def _reserve_sur_les_populations(zones: Sequence[ValeurDeZone]) -> str:
    if len({(z.population_annee, z.population_source) for z in zones if z.population_annee is not None}) < 2:
        return ""
    return "**Sous réserve** : les populations n’ont pas toutes la même année ni la même source."


def _ligne(z: ValeurDeZone, mesure: str) -> dict[str, str]:
    commune = mesure == diviseurs.PAR_COMMUNE
    absence = francais.ND if commune else f"{francais.ND} : population non chargée"
    return {
        "Zone": str(z.zone),
        "Valeur": ecriture.valeur(z.valeur, z.unite) + chiffre.marques(z),
        "Communes" if commune else "Habitants": absence if z.diviseur is None else francais.nombre(z.diviseur, 0),
        _LIBELLES[mesure]: ecriture.valeur(z.valeur_rapportee, z.unite),
        "Cible due, même mesure": francais.SO if z.cible_due is None else ecriture.valeur(z.cible_rapportee, z.unite),
    } | ({} if commune else {"Source de la population": _origine(z)})


def _origine(z: ValeurDeZone) -> str:
    return francais.ND if z.population_annee is None else f"{z.population_source}, {z.population_annee}"


def preciser(filtres: Filtres, niveau: str, mesure: str, avant: str) -> Filtres:
    """Les filtres, avec les choix propres à la page : ils s'écrivent et s'emportent comme les autres."""
    propres = {"Niveau": NIVEAUX.get(niveau, francais.ND), "Mesure": _LIBELLES[mesure]}
    propres |= {"Comparer à": avant} if avant else {}
    return replace(filtres, libelles=filtres.libelles | propres)


def dire(filtres: Filtres) -> str:
    """Les choix propres à la page, en toutes lettres : l'impression et la capture n'ont pas les boîtes."""
    noms = ("Niveau", "Mesure", "Comparer à")
    return " · ".join(f"{nom}\u00a0: {filtres.libelles[nom]}" for nom in noms if nom in filtres.libelles)
