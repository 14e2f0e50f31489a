"""Une feuille jamais venue n'est pas un zéro (règle S4) : ce que toute page qui compte un registre en dit d'abord."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from domaine import francais
from domaine.feuilles.cadre import FEUILLES
from domaine.sources import feuilles_lues
from requetes.edition.referentiel import Indicateur
from requetes.registres.commun import Reception, grouper, receptions, silences
from vues import donnees
from vues.page.entree import Contexte
from vues.textes import echapper


def dire_ce_qui_manque(contexte: Contexte, feuilles: Sequence[str]) -> frozenset[str]:
    """Dit chaque feuille dont aucune ligne n'est dans l'édition, et combien sont mises de côté ; rend leurs noms."""
    declarees = tuple(f for f in FEUILLES if f.nom in feuilles)
    manquantes = [r for r in donnees.lire(contexte.edition, receptions, declarees) if not r.lignes]
    if manquantes and contexte.remise:
        st.info("Cette édition ne publie pas tout de ce registre : ce qui n’y est pas n’est pas un zéro.", icon="ℹ")
    for r in () if contexte.remise else manquantes:
        st.warning(_dire(r), icon="⚠️")
    return frozenset(r.feuille for r in manquantes)


def dire_ce_qui_manque_a_un_indicateur(contexte: Contexte, indicateur: Indicateur) -> None:
    """Dit les feuilles de l'indicateur jamais venues, puis celles dont rien n'est venu d'une région, ou de la choisie.

    Une édition remise n'a pas les lignes reçues : ses chiffres n'y manquent pas pour autant.
    """
    if contexte.remise:
        return
    feuilles = tuple(f for f in FEUILLES if f.nom in feuilles_lues(indicateur.source_calcul))
    absentes = dire_ce_qui_manque(contexte, [f.nom for f in feuilles])
    venues = tuple(f for f in feuilles if f.nom not in absentes)
    tus = donnees.lire(contexte.edition, silences, venues, indicateur.code)
    regions = grouper((s for s in tus if contexte.filtres.region in ("", s.region)), lambda s: s.feuille)
    dits = [
        f"**{_nommer(noms)}\u00a0: aucune ligne de cet indicateur n’est jamais venue de "
        f"{francais.enumerer([echapper(contexte.referentiel.zones[code].nom) for code in codes], 'ni de')}.**"
        for codes, noms in grouper(regions, lambda f: tuple(s.region for s in regions[f])).items()
    ]
    if dits:
        st.info(f"{' '.join(dits)} Ce n’est pas un zéro.", icon="ℹ")


def _nommer(feuilles: Sequence[str]) -> str:
    noms = francais.enumerer([f"«\u00a0{feuille}\u00a0»" for feuille in feuilles], "et")
    return f"Feuille{'s' if len(feuilles) > 1 else ''} {noms}"


def _dire(recue: Reception) -> str:
    """Jamais envoyée, ou venue sans rien d'utilisable : ce qu'il y a à faire n'est pas la même chose."""
    feuille = f"**La feuille «\u00a0{recue.feuille}\u00a0»"
    ou = "page **Qualité des données**."
    if not recue.mises_de_cote:
        return (
            f"{feuille} n’est jamais venue\u00a0:** aucune de ses lignes n’est dans cette édition. Ce n’est pas un "
            f"zéro. Elle se dépose sur la {ou}"
        )
    de_cote = francais.compte(recue.mises_de_cote, "mise de côté", "mises de côté")
    return (
        f"{feuille} est venue, aucune ligne n’a pu être retenue\u00a0:** {de_cote}, à corriger et à renvoyer. Ce n’est "
        f"pas un zéro. Ce qui ne va pas est dit sur la {ou}"
    )
