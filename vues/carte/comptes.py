"""Sous la carte d'une édition remise : les points comptés par commune, les valeurs des zones ; aucun point nommé."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from requetes.carte.comptes import Comptes, totaux_par_commune
from requetes.carte.services import ValeurDeZone
from requetes.edition.ouverture import Edition
from tableurs.objets import en_tableau
from vues.carte import tableaux
from vues.carte.choix import Choix
from vues.elements.tableaux import afficher_tableau


def afficher(
    edition: Edition, comptes: Sequence[Comptes], choix: Choix, valeurs: Sequence[ValeurDeZone], nom_zone: str
) -> None:
    """Les deux tableaux, à la date et dans la zone choisies.

    Args:
        edition: celle que la page lit.
        comptes: ceux de la sélection.
        choix: ce que la personne regarde.
        valeurs: valeurs de l'indicateur à cette date ; vide sans indicateur.
        nom_zone: pour les titres.
    """
    titre = f"Points de service, commune par commune : {nom_zone}, {francais.date(choix.jour)}"
    points, *par_zone = st.tabs(["Points, par commune", *(["Zones"] if choix.indicateur else [])])
    with points:
        montre = pd.DataFrame([_montrer(totaux) for totaux in totaux_par_commune(comptes)])
        afficher_tableau(montre, en_tableau(Comptes, comptes), titre, cle="comptes_carte")
        st.caption("Restaurés : les quatre tests réunis au moins une fois. Fonctionnent et retombés : de ceux-là.")
    if choix.indicateur:
        with par_zone[0]:
            lieu = f"{nom_zone}, {francais.date_courte(choix.jour)}"
            tableaux.afficher_zones(edition, valeurs, f"{choix.indicateur.libelle_court} : {lieu}")


def _montrer(totaux: Comptes) -> dict[str, str | None]:
    return {
        "Région": totaux.region,
        "Cercle": totaux.cercle,
        "Commune": totaux.commune,
        "Points suivis": francais.nombre(totaux.points),
        "Restaurés": francais.nombre(totaux.restaures),
        "Fonctionnent": francais.nombre(totaux.fonctionnels),
        "Retombés": francais.nombre(totaux.retombes),
    }
