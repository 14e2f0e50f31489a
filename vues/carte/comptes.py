"""Sous la carte d'une édition réduite : les points comptés par commune, les valeurs des zones ; aucun point nommé."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from figures.carte import classes
from requetes.carte import services
from requetes.edition import figees
from vues import donnees
from vues.carte import tableaux
from vues.carte.choix import Choix
from vues.elements.tableaux import afficher_tableau
from vues.page.cadre import Contexte

_COMPTES = ("points", "restaures", "fonctionnels", "retombes")


def afficher(contexte: Contexte, choix: Choix, valeurs: pd.DataFrame, zones: pd.DataFrame, nom_zone: str) -> None:
    """Les deux tableaux, à la date et dans la zone choisies.

    Args:
        contexte: celui de la page.
        choix: ce que la personne regarde.
        valeurs: valeurs de l'indicateur à cette date ; vide sans indicateur.
        zones: `code, nom` des zones dessinées.
        nom_zone: pour les titres.
    """
    comptes = _comptes(contexte, choix)
    titre = f"Points de service, commune par commune : {nom_zone}, {francais.date(choix.jour)}"
    points, *par_zone = st.tabs(["Points, par commune", *(["Zones"] if choix.indicateur else [])])
    with points:
        afficher_tableau(_montres(comptes), comptes, titre, cle="comptes_carte")
        st.caption("Restaurés : les quatre tests réunis au moins une fois. Fonctionnent et retombés : de ceux-là.")
    for onglet in par_zone:
        with onglet:
            tableaux.afficher_zones(
                valeurs, zones, choix.indicateur or {}, f"{nom_zone}, {francais.date_courte(choix.jour)}"
            )


def _comptes(contexte: Contexte, choix: Choix) -> pd.DataFrame:
    comptes = donnees.lire(contexte.edition, figees.comptes_par_commune, choix.jour)
    ascendance = donnees.lire(contexte.edition, services.ascendance)
    dedans = ascendance.loc[ascendance["ancetre"] == choix.zone, "code"]
    comptes = comptes[comptes["code_zone"].isin(dedans)]
    comptes = comptes[comptes["type_service"] == choix.service] if choix.service else comptes
    return comptes[comptes["statut"] == choix.points] if choix.points in classes.RANG_SYMBOLE else comptes


def _montres(comptes: pd.DataFrame) -> pd.DataFrame:
    cles = ["region", "cercle", "commune", "code_zone"]
    sommes = comptes.groupby(cles, sort=False, dropna=False)[list(_COMPTES)].sum().reset_index()
    noms = {"points": "Points suivis", "restaures": "Restaurés", "fonctionnels": "Fonctionnent", "retombes": "Retombés"}
    tete = sommes.rename(columns={"region": "Région", "cercle": "Cercle", "commune": "Commune"})
    return tete[["Région", "Cercle", "Commune"]].assign(
        **{titre: [francais.nombre(n) for n in sommes[nom]] for nom, titre in noms.items()}
    )
