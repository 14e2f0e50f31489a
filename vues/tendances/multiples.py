"""Zone par zone : une petite courbe chacune, à la même échelle, contre sa propre cible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from domaine import francais
from domaine.chiffre import Moment
from domaine.niveaux import DECOUPES, NOMS
from figures.mots import chiffre, ecriture
from figures.svg.multiples import Echelle, dessiner_petite_courbe, echelle
from requetes.edition.ouverture import Edition
from requetes.edition.referentiel import Indicateur
from requetes.tendances.series import serie
from vues import donnees
from vues.elements import etats, tables
from vues.filtres import barre
from vues.filtres.adresse import Filtres, choisir
from vues.redite import redire
from vues.textes import echapper

_NIVEAUX = {n: f"Par {NOMS[n]}" for n in DECOUPES}


def afficher(edition: Edition, dessous: Mapping[str, tuple[str, ...]], indicateur: Indicateur, choix: Filtres) -> None:
    """Les zones sous la zone choisie ; une zone sans donnée a sa place, et se dit.

    Args:
        edition: l'édition lue.
        dessous: niveau → codes des zones qui ont des lignes.
        indicateur: celui qu'on lit.
        choix: les filtres en vigueur.
    """
    presents = {niveau: nom for niveau, nom in _NIVEAUX.items() if niveau in dessous}
    if not presents:
        st.info("Cet indicateur n’a pas de ligne plus bas que cette zone.", icon="ℹ")
        return
    # Le cercle est l'échelle du préfet : la plus utile quand elle existe.
    niveau = choisir("zones", "Petites courbes", presents, "cercle", largeur=190)
    lues = donnees.lire(edition, serie, choix.indicateur, dessous[niveau], choix.type_periode)
    if not lues:
        st.info("Aucune période à cette lecture : choisissez-en une autre.", icon="ℹ")
        return
    titre = f"{indicateur.libelle_court}, {_NIVEAUX[niveau].lower()}, {barre.TYPES[choix.type_periode].lower()}"
    redire(edition, "multiples", _afficher_courbes, lues, dessous[niveau], indicateur.unite, choix.periode, titre)
    with st.expander("Tableau"):
        tables.afficher_serie(edition, lues, titre, choix, cle="multiples")


def _afficher_courbes(lues: Sequence[Moment], codes: Sequence[str], unite: str, periode: str, titre: str) -> None:
    commune = echelle(lues)
    bornes = " à ".join(ecriture.valeur(v, unite) for v in (commune.sol, commune.plafond))
    st.caption(
        f"Même échelle partout, de {echapper(bornes)}. Tirets : la cible due de la zone, quand elle en a une. "
        "Marqueur creux : provisoire. Gris : aucune donnée."
    )
    with st.container(key="multiples"):
        for code in codes:
            if suite := [m for m in lues if m.code_zone == code]:
                _afficher_zone(suite, commune, periode, titre)


def _afficher_zone(suite: Sequence[Moment], commune: Echelle, periode: str, titre: str) -> None:
    lu = next((m for m in suite if m.periode == periode), suite[-1])
    cible = "" if lu.cible_due is None else f"cible due {chiffre.cible(lu)}"
    with st.container(border=True, gap=None):
        st.markdown(f"**{echapper(lu.zone)}** · {echapper(chiffre.valeur(lu))}{chiffre.marques(lu)}")
        st.markdown(f"{etats.marque(lu.etat)} :small[{echapper(cible)}]")
        dessin = dessiner_petite_courbe(suite, commune, sombre=st.context.theme.type == "dark")
        st.image(dessin, width="stretch", alt=f"{lu.zone} : {titre}. {_en_mots(lu)}")


def _en_mots(lu: Moment) -> str:
    """La dernière valeur et sa cible, pour qui ne voit pas la courbe."""
    contre = "sans cible due" if lu.cible_due is None else f"cible due {chiffre.cible(lu)}"
    return f"{francais.periode(lu.periode)} : {ecriture.valeur(lu.valeur, lu.unite)}, {contre}"
