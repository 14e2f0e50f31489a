"""Le grand graphique de la page Tendances : titré, daté, ses événements en toutes lettres dessous."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.figees import MASQUE
from figures.graphiques import cibles as figures_cibles
from figures.graphiques import series
from vues.elements.graphiques import afficher_graphique
from vues.filtres import adresse, barre
from vues.filtres.adresse import Filtres
from vues.textes import echapper

_HAUTEUR_GRANDE = 460
_GRAND = "grand"


def choisir(a_des_parties: bool) -> bool:
    """Les deux choix au-dessus de la courbe ; vrai quand les parties de la zone se tracent avec elle."""
    montrees = {"": "La zone, contre sa cible"} | ({"parties": "La zone et ses parties"} if a_des_parties else {})
    with st.container(horizontal=True, vertical_alignment="bottom", key="barre_de_filtres_courbe"):
        parties = adresse.choisir("courbes", "Courbes", montrees, largeur=230)
        adresse.choisir("taille", "Taille", {"": "Normale", _GRAND: "En grand"}, largeur=130)
    return bool(parties)


def en_grand() -> bool:
    """Vrai quand la courbe se montre en grand : le choix se dessine plus bas que ce qu'il dispose."""
    return adresse.choisi("taille") == _GRAND


def afficher_courbe(
    serie: pd.DataFrame,
    evenements: pd.DataFrame,
    cibles: pd.DataFrame,
    indicateur: dict[Hashable, Any],
    titre: str,
    *,
    grand: bool = False,
) -> None:
    """La série, ses cibles et le contexte ; ce qui manque est un trou, ce qui est provisoire un marqueur creux.

    Args:
        serie: `requetes.tendances.series.serie`, d'une zone ou de plusieurs.
        evenements: `requetes.tendances.series.evenements`.
        cibles: `requetes.tendances.series.cibles` de la zone ; les suivantes ne se dessinent que pour une zone seule.
        indicateur: une ligne de `requetes.edition.referentiel.indicateurs`.
        titre: ce que le graphique montre.
        grand: pour un écran partagé, à trois mètres.
    """
    if serie.empty:
        st.markdown(f"**{echapper(titre)}**")
        st.info("Aucune période à cette lecture : choisissez-en une autre.", icon="ℹ️")
        return
    dans_le_cadre = _du_cadre(evenements, serie)
    a_venir = figures_cibles.a_venir(cibles, str(indicateur["nature"]), str(serie["type_periode"].iloc[0]))
    taille = {"hauteur": _HAUTEUR_GRANDE, "corps": series.CORPS_GRAND} if grand else {}
    figure = series.tracer_serie(serie, str(indicateur["unite"]), evenements=dans_le_cadre, cibles=a_venir, **taille)
    afficher_graphique(figure, titre, cle="courbe", grand=grand)
    notes = ["Marqueur creux : chiffre provisoire", "Bande grise ou trou : aucune donnée, jamais un zéro"]
    if serie["revision"].notna().any():
        notes.append("(r) : chiffre révisé depuis l’édition précédente")
    if serie["finie"].eq(False).any():
        notes.append("la dernière période est en cours : elle n’a que ce qui est déjà dû")
    if serie["etat"].eq(MASQUE).any():
        notes.append(f"{MASQUE} : le chiffre existe et ne se publie pas (effectif de moins de 5, ou qui y mènerait)")
    st.caption(". ".join(n[:1].upper() + n[1:] for n in notes) + ".")
    if not dans_le_cadre.empty:
        nombre = francais.compte(len(dans_le_cadre), "événement numéroté", "événements numérotés")
        with st.expander(f"Contexte : {nombre} sous la courbe"):
            st.markdown("\n".join(_note(n, e) for n, e in enumerate(dans_le_cadre.to_dict("records"), start=1)))


def _note(numero: int, evenement: dict[Hashable, Any]) -> str:
    tete = f"({numero}) {francais.date(evenement['date'])}, {_ou(evenement['code_zone'], evenement['zone'])}"
    # Une édition remise tait ce qui en a été écrit : la nature suffit, «n. d.» se lirait comme un manque.
    texte = "" if francais.absente(evenement["texte"]) else f" : {echapper(evenement['texte'], 200)}"
    return f"- :small[**{tete}** — {echapper(evenement['nature'])}{texte}]"


def _ou(code: object, nom: object) -> str:
    return "tout le projet" if francais.absente(code) or code == "SOCLE" else echapper(nom)


def _du_cadre(evenements: pd.DataFrame, serie: pd.DataFrame) -> pd.DataFrame:
    """Les événements de la durée montrée."""
    return evenements[(evenements["date"] >= serie["debut"].min()) & (evenements["date"] <= serie["fin"].max())]


def titrer(indicateur: dict[Hashable, Any], zone: str, tracee: pd.DataFrame, choix: Filtres) -> str:
    """Ce que le graphique montre : l'indicateur, la zone, la lecture, et à quoi elle se compare (cible ou parties)."""
    lecture = barre.TYPES.get(choix.type_periode, "").lower()
    contre = ", contre la cible due" if tracee["cible_due"].notna().any() else ", sans cible due"
    if tracee["code_zone"].nunique() > 1:
        # À plusieurs zones, les cibles ne se dessinent pas : le titre ne les promet pas.
        contre = ", avec ses parties"
    return f"{indicateur['libelle_court']}, {zone}, {lecture}{contre}"
