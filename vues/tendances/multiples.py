"""Zone par zone : une petite courbe chacune, à la même échelle, contre sa propre cible."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.niveaux import DECOUPES, NOMS
from figures.mots import ecriture
from figures.svg.multiples import Echelle, dessiner_petite_courbe, echelle
from requetes.edition.ouverture import Edition
from requetes.tendances import series
from vues import donnees
from vues.elements import etats, tables
from vues.filtres import barre
from vues.filtres.adresse import Filtres, choisir
from vues.textes import echapper

_NIVEAUX = {n: f"Par {NOMS[n]}" for n in DECOUPES}


def afficher(edition: Edition, indicateur: dict[Hashable, Any], choix: Filtres) -> None:
    """Les zones sous la zone choisie ; une zone sans donnée a sa place, et se dit.

    Args:
        edition: l'édition lue.
        indicateur: une ligne de `requetes.edition.referentiel.indicateurs`.
        choix: les filtres en vigueur.
    """
    dessous = donnees.lire(edition, series.zones_dessous, choix.zone, choix.indicateur)
    presents = [n for n in _NIVEAUX if n in set(dessous["niveau"])]
    if not presents:
        st.info("Cet indicateur n’a pas de ligne plus bas que cette zone.", icon="ℹ️")
        return
    # Le cercle est l'échelle du préfet : la plus utile quand elle existe.
    defaut = "cercle" if "cercle" in presents else presents[0]
    niveau = choisir("zones", "Petites courbes", {n: _NIVEAUX[n] for n in presents}, defaut, largeur=190)
    codes = tuple(dessous.loc[dessous["niveau"] == niveau, "code"])
    lues = donnees.lire(edition, series.serie, choix.indicateur, codes, choix.type_periode)
    if lues.empty:
        st.info("Aucune période à cette lecture : choisissez-en une autre.", icon="ℹ️")
        return
    unite = str(indicateur["unite"])
    commune = echelle(lues, unite)
    bornes = " à ".join(ecriture.valeur(v, unite) for v in (commune.sol, commune.plafond))
    st.caption(
        f"Même échelle partout, de {echapper(bornes)}. Tirets : la cible due de la zone, quand elle en a une. "
        "Marqueur creux : provisoire. Gris : aucune donnée."
    )
    titre = f"{indicateur['libelle_court']}, {_NIVEAUX[niveau].lower()}, {barre.TYPES[choix.type_periode].lower()}"
    with st.container(key="multiples"):
        for code in codes:
            _afficher_zone(lues[lues["code_zone"] == code], commune, choix.periode, titre)
    with st.expander("Tableau"):
        tables.afficher_serie(lues, unite, titre, choix, cle="multiples")


def _afficher_zone(lignes: pd.DataFrame, commune: Echelle, periode: str, titre: str) -> None:
    if lignes.empty:
        return
    zone = str(lignes["zone"].iloc[0])
    prises = lignes[lignes["periode"] == periode]
    ligne = (prises if len(prises) else lignes).iloc[-1].to_dict()
    chiffre = ecriture.valeur(ligne["valeur"], commune.unite, ligne["numerateur"], ligne["denominateur"])
    chiffre = etats.absence(ligne["etat"]) if francais.absente(ligne["valeur"]) else chiffre
    provisoire = " (p)" if ligne["provisoire"] is True else ""
    dessin = dessiner_petite_courbe(lignes, commune, sombre=st.context.theme.type == "dark")
    cible = (
        ""
        if francais.absente(ligne["cible_due"])
        else f"cible due {ecriture.valeur(ligne['cible_due'], commune.unite)}"
    )
    with st.container(border=True, gap=None):
        st.markdown(f"**{echapper(zone)}** · {echapper(chiffre)}{provisoire}")
        st.markdown(f"{etats.marque(ligne['etat'])} :small[{echapper(cible)}]")
        st.image(dessin, width="stretch", alt=f"{zone} : {titre}. {_en_mots(ligne, commune.unite)}")


def _en_mots(ligne: dict[Hashable, Any], unite: str) -> str:
    """La dernière valeur et sa cible, pour qui ne voit pas la courbe."""
    cible = ligne["cible_due"]
    contre = "sans cible due" if francais.absente(cible) else f"cible due {ecriture.valeur(cible, unite)}"
    return f"{francais.periode(ligne['periode'])} : {ecriture.valeur(ligne['valeur'], unite)}, {contre}"
