"""Le champ «Chercher» : des mots, tenus dans l'adresse (`?cherche=`), qui réduisent la liste des indicateurs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import streamlit as st

from domaine import francais
from domaine.recherche import textes_d_un_indicateur, trouver
from requetes.edition.referentiel import Referentiel
from vues.filtres.adresse import oublier
from vues.textes import echapper

_NOM, _CLE, _LONGUEUR_MAX = "cherche", "filtre_cherche", 60
_NOMMES_MAX = 6


def demander(libelle: str) -> str:
    """Le champ ; rend ce qui y est écrit, sans blancs autour."""
    st.session_state[_CLE] = st.query_params.get(_NOM, "")[:_LONGUEUR_MAX]
    mots = st.text_input(
        libelle,
        key=_CLE,
        max_chars=_LONGUEUR_MAX,
        placeholder="code ou mots",
        help="Un code (R2.4) ou des mots (eau, femmes), sans souci des accents ni des majuscules. La définition et les "
        "ventilations sont lues aussi.",
        on_change=_retenir,
        width=140,
    )
    return (mots or "").strip()


def _retenir() -> None:
    mots = str(st.session_state[_CLE] or "").strip()
    if mots:
        st.query_params[_NOM] = mots
        # Une recherche remplace le choix ; l'effacer le garde.
        oublier("indicateur")
    else:
        st.query_params.pop(_NOM, None)


def reduire(choix: Mapping[str, str], referentiel: Referentiel, mots: str) -> dict[str, str]:
    """Les indicateurs qui répondent, les plus parlants d'abord ; tous, quand aucun ne répond.

    Celui que l'adresse demande reste dans la liste : un lien envoyé ne casse pas.
    """
    codes = reponses(referentiel, mots) or list(choix)
    demande = st.query_params.get("indicateur", "")
    if demande in choix and demande not in codes:
        codes = [*codes, demande]
    return {code: choix[code] for code in codes}


def reponses(referentiel: Referentiel, mots: str) -> list[str]:
    """Les codes qui répondent à ces mots."""
    modalites = {"service": list(referentiel.services), "sexe": ["femmes", "hommes"]}
    cadre = [(i.code, textes_d_un_indicateur(asdict(i), modalites)) for i in referentiel.indicateurs.values()]
    return trouver(cadre, mots)


def dire_les_reponses(referentiel: Referentiel, mots: str) -> None:
    """Combien répondent, et lesquels : la liste fermée ne le montre pas."""
    trouves = reponses(referentiel, mots)
    if not trouves:
        st.info(
            f"Aucun indicateur ne répond à «\u00a0{echapper(mots)}\u00a0» : la liste entière reste proposée.", icon="ℹ"
        )
        return
    cadre = referentiel.indicateurs
    nommes = [f"**{echapper(c)}** {echapper(cadre[c].libelle_court)}" for c in trouves[:_NOMMES_MAX]]
    reste = f" · et {len(trouves) - _NOMMES_MAX} autres" if len(trouves) > _NOMMES_MAX else ""
    total = francais.compte(len(trouves), "indicateur")
    st.caption(f"«\u00a0{echapper(mots)}\u00a0» : {total} sur {len(cadre)} — {' · '.join(nommes)}{reste}")
