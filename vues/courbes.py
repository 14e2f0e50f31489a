"""Les graphiques de la page Tendances, chacun avec son titre, sa note et ses événements."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures import series, theme
from vues import barre, tables
from vues.filtres import Filtres
from vues.textes import echapper


def afficher_courbe(serie: pd.DataFrame, evenements: pd.DataFrame, indicateur: dict[Hashable, Any], titre: str) -> None:
    """La série, sa cible et le contexte ; ce qui manque est un trou, ce qui est provisoire un marqueur creux."""
    st.markdown(f"**{echapper(titre)}**")
    if serie.empty:
        st.info("Aucune période à cette lecture : choisissez-en une autre.", icon="ℹ️")
        return
    dans_le_cadre = _du_cadre(evenements, serie)
    figure = series.tracer_serie(serie, str(indicateur["unite"]), evenements=dans_le_cadre)
    st.plotly_chart(figure, config=theme.CONFIG, key="courbe", alt=titre)
    st.caption("Marqueur creux : chiffre provisoire. Bande grise ou trou : aucune donnée, jamais un zéro.")
    if not dans_le_cadre.empty:
        nombre = francais.compte(len(dans_le_cadre), "événement numéroté", "événements numérotés")
        with st.expander(f"Contexte : {nombre} sur le graphique"):
            st.markdown("\n".join(_note(n, e) for n, e in enumerate(dans_le_cadre.to_dict("records"), start=1)))


def _note(numero: int, evenement: dict[Hashable, Any]) -> str:
    tete = f"({numero}) {francais.date(evenement['date'])}, {_ou(evenement['code_zone'], evenement['zone'])}"
    return f"- :small[**{tete}** — {echapper(evenement['nature'])} : {echapper(evenement['texte'], 200)}]"


def _ou(code: object, nom: object) -> str:
    return "tout le projet" if francais.absente(code) or code == "SOCLE" else echapper(nom)


def _du_cadre(evenements: pd.DataFrame, serie: pd.DataFrame) -> pd.DataFrame:
    """Les événements de la durée montrée."""
    return evenements[(evenements["date"] >= serie["debut"].min()) & (evenements["date"] <= serie["fin"].max())]


def afficher_ventilations(lignes: pd.DataFrame, unite: str, filtres: Filtres) -> None:
    """Une courbe par modalité, une figure par dimension, et le tableau à emporter."""
    if lignes.empty:
        st.info("Aucune ventilation n’a été reçue pour cette zone à cette lecture.", icon="ℹ️")
        return
    st.caption("Un total ne se refait jamais à partir de ses modalités : leurs sommes peuvent différer du total.")
    for dimension in dict.fromkeys(lignes["dimension"]):
        st.markdown(f"**Par {echapper(dimension)}**")
        prises = lignes[lignes["dimension"] == dimension]
        figure = series.tracer_ventilation(prises, unite)
        st.plotly_chart(figure, config=theme.CONFIG, key=f"ventilation_{dimension}", alt=f"Par {dimension}")
    tables.afficher_ventilations(lignes, unite, filtres)


def lecture_en_titre(filtres: Filtres) -> str:
    """La lecture choisie, en minuscules, pour un titre."""
    return barre.TYPES.get(filtres.type_periode, "").lower()
