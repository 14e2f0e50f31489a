"""Le tableau d'un registre : rangé par ses vraies valeurs, écrit en français, chaque ligne ouvrant sa fiche."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from requetes.registres.commun import grouper
from tableurs.objets import en_tableau
from vues.elements.tableaux import telecharger
from vues.registres import fiche
from vues.registres.declaration import Colonne, Ligne, Vue

_LIGNE_PX, _HAUTEUR_MAX = 35, 560
#: Une colonne tient ce qu'elle écrit, titre compris, sans dépasser une phrase.
_LETTRE_PX, _BORDS_PX, _LARGEUR_MAX = 7.4, 26, 300


def afficher(vue: Vue[Ligne]) -> None:
    """Le tableau des lignes retenues et ses deux fichiers, qui ont toutes leurs colonnes."""
    registre = vue.registre
    st.dataframe(
        _mettre_en_forme(vue),
        hide_index=True,
        column_config={c.titre: st.column_config.Column(width=_largeur(c, vue.lignes)) for c in vue.registre.montrees},
        placeholder=francais.ND,
        height=min(_HAUTEUR_MAX, _LIGNE_PX * (len(vue.lignes) + 1) + 3),
        key=fiche.cle_du_tableau(registre),
        on_select=lambda: fiche.demander(vue),
        selection_mode="single-row",
        alt=registre.titre,
    )
    st.caption("Cocher une ligne, à gauche, ouvre sa fiche ; le titre d’une colonne range le tableau.")
    telecharger(en_tableau(registre.forme, vue.lignes), registre.titre, cle=registre.nom, filtres=vue.en_clair)


def _mettre_en_forme(vue: Vue[Ligne]) -> Any:
    """Des valeurs typées, dont seule l'écriture est du texte : une colonne de textes se rangerait par ses lettres."""
    montrees = vue.registre.montrees
    tableau = pd.DataFrame({c.titre: _colonne(c, vue.lignes) for c in montrees})
    style = tableau.style.format({c.titre: c.ecrire for c in montrees})
    for colonne in montrees:
        suites = [colonne.suite(x) for x in vue.lignes]
        for suite, rangs in grouper(range(len(suites)), suites.__getitem__).items():
            if suite:
                style.format(_suivre(colonne, suite), subset=(rangs, colonne.titre))
    return style


def _suivre(colonne: Colonne[Ligne], suite: str) -> Callable[[Any], str]:
    return lambda valeur: colonne.ecrire(valeur) + suite


def _largeur(colonne: Colonne[Ligne], lignes: tuple[Ligne, ...]) -> int:
    plus_long = max((len(colonne.dire(x)) for x in lignes), default=0)
    return min(_LARGEUR_MAX, round(max(plus_long, len(colonne.titre) + 2) * _LETTRE_PX + _BORDS_PX))


def _colonne(colonne: Colonne[Ligne], lignes: tuple[Ligne, ...]) -> pd.Series:
    valeurs = [colonne.lire(x) for x in lignes]
    connues = [v for v in valeurs if v is not None]
    if connues and all(isinstance(v, dt.date) for v in connues):
        return pd.to_datetime(pd.Series(valeurs, dtype=object))
    if connues and all(isinstance(v, int | float) for v in connues):
        return pd.Series(valeurs, dtype="float64")
    return pd.Series(valeurs, dtype=object)
