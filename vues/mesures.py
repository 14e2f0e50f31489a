"""La mesure d'une comparaison : valeur brute, par commune, pour mille habitants ; ce qui est offert, et pourquoi."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures import ecriture
from requetes import rapport
from requetes.ouverture import Edition
from vues import donnees
from vues.filtres import Filtres, choisir
from vues.tableaux import afficher_tableau
from vues.textes import echapper

_LIBELLES = {
    rapport.BRUTE: "Valeur brute",
    rapport.PAR_COMMUNE: "Par commune",
    rapport.PAR_HABITANT: "Pour 1\u202f000 habitants",
}
_SUITES = {rapport.BRUTE: "", rapport.PAR_COMMUNE: " par commune", rapport.PAR_HABITANT: " pour 1\u202f000 habitants"}
_EMPORTEES = (
    *("code_indicateur", "unite", "mesure", "code_zone", "zone", "type_periode", "periode", "valeur", "cible_due"),
    *("diviseur", "valeur_rapportee", "cible_rapportee", "population_annee", "population_source", "provisoire"),
)


def choisir_mesure(edition: Edition, code: str, niveau: str, periode: str) -> str:
    """La mesure, parmi celles qui ont un sens pour cet indicateur à ce niveau."""
    offertes = donnees.lire(edition, rapport.mesures_offertes, code, niveau, periode) if niveau else [rapport.BRUTE]
    return choisir("mesure", "Mesure", {m: _LIBELLES[m] for m in offertes}, largeur=190)


def expliquer_mesure(edition: Edition, code: str, niveau: str, periode: str, additif: bool) -> None:
    """Pourquoi une mesure manque au choix : une option absente se dit."""
    if not additif:
        st.caption(
            "Mesure : un taux, un score, un délai ou un compte de personnes distinctes se compare tel quel, ni par "
            "commune ni par habitant."
        )
        return
    offertes = donnees.lire(edition, rapport.mesures_offertes, code, niveau, periode)
    if rapport.PAR_HABITANT not in offertes:
        st.caption(
            "Mesure : pas de chiffre par habitant, car aucune population n’est chargée à ce niveau (feuille "
            "«\u00a0Populations\u00a0» du cadre logique, avec son année et sa source)."
        )


def unite_de_mesure(unite: str, mesure: str) -> str:
    """L'unité de ce qui se lit : «points par commune»."""
    return f"{unite}{_SUITES[mesure]}"


def rapportees(lignes: pd.DataFrame) -> pd.DataFrame:
    """Les mêmes lignes, où la valeur et la cible montrées sont celles de la mesure."""
    return lignes.assign(valeur=lignes["valeur_rapportee"], cible_due=lignes["cible_rapportee"])


def afficher_diviseurs(lignes: pd.DataFrame, indicateur: dict[Hashable, Any], mesure: str, filtres: Filtres) -> None:
    """Ce par quoi l'on divise, avec son année et sa source ; le tableau des valeurs rapportées, à emporter."""
    unite = str(indicateur["unite"])
    if mesure == rapport.PAR_COMMUNE:
        st.caption("Valeur et cible divisées par le même nombre : celui des communes de la zone.")
    else:
        st.caption(
            "Valeur et cible divisées par la même population, celle dont l’année est la plus proche de la période. "
            + _reserve_sur_les_populations(lignes)
        )
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
    suite = unite_de_mesure(unite, mesure)
    commune = mesure == rapport.PAR_COMMUNE
    absence = francais.ND if commune else f"{francais.ND} : population non chargée"
    diviseur = absence if francais.absente(ligne["diviseur"]) else francais.nombre(ligne["diviseur"], 0)
    origine = {} if commune else {"Source de la population": _origine(ligne)}
    marque = " (p)" if ligne["provisoire"] is True else ""
    return {
        "Zone": str(ligne["zone"]),
        "Valeur": ecriture.valeur(ligne["valeur"], unite) + marque,
        "Communes" if commune else "Habitants": diviseur,
        _LIBELLES[mesure]: ecriture.valeur(ligne["valeur_rapportee"], suite),
        "Cible due, même mesure": francais.SO
        if francais.absente(ligne["cible_due"])
        else ecriture.valeur(ligne["cible_rapportee"], suite),
    } | origine


def _origine(ligne: dict[Hashable, Any]) -> str:
    if francais.absente(ligne["population_annee"]):
        return francais.ND
    return f"{ligne['population_source']}, {int(ligne['population_annee'])}"


def titre_de_mesure(mesure: str) -> str:
    """La mesure à la suite d'un titre ; rien pour la brute."""
    return echapper(_SUITES[mesure]) if mesure else ""
