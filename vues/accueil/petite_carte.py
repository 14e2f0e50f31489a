"""La petite carte de l'accueil : un phare, zone par zone, et le chemin vers la grande."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.niveaux import DECOUPES
from figures.svg.carte import dessiner_carte, zones_a_dessiner
from requetes.carte import services
from requetes.edition import referentiel
from vues import donnees
from vues.filtres import niveaux
from vues.filtres.adresse import choisir
from vues.page import navigation
from vues.page.cadre import Contexte


def afficher(contexte: Contexte, situation: pd.DataFrame) -> None:
    """La carte d'un indicateur phare, au niveau sous la zone choisie, à l'arrêté de la période.

    Args:
        contexte: celui de la page.
        situation: `requetes.accueil.situation.situation`, dont la fin de période donne la date.
    """
    edition, region = contexte.edition, contexte.filtres.region
    cadre = donnees.lire(edition, referentiel.indicateurs)
    phares = cadre[cadre["phare"] & cadre["niveau_collecte"].isin(DECOUPES)]
    noms = dict(zip(phares["code"].astype(str), phares["libelle_court"].astype(str), strict=True))
    st.subheader("Où, sur la carte", anchor=False)
    if not noms:
        st.caption("Aucun indicateur phare n’est suivi par région.")
        return
    code = choisir("carte", "Indicateur de la petite carte", noms, "OS1", largeur=330)
    indicateur = {str(k): v for k, v in phares[phares["code"] == code].iloc[0].items()}
    jour = _jour(contexte, situation)
    niveau = "cercle" if region and niveaux.le_plus_fin(edition, code) != "region" else "region"
    valeurs = donnees.lire(edition, services.valeurs_de_carte, code, niveau, jour)
    zones = donnees.lire(edition, services.zones_placees)
    dessin = dessiner_carte(
        zones_a_dessiner(_codes(zones, niveau, region), zones, donnees.lire(edition, services.limites), valeurs),
        indicateur,
        precision=_precision(contexte, valeurs),
        titre_visible=False,
        sombre=st.context.theme.type == "dark",
    )
    st.image(dessin, width="stretch", alt=f"Carte : {noms[code]}, par {'cercle' if niveau == 'cercle' else 'région'}")
    parametres = {"indicateur": code, "region": region, "au": jour.isoformat()}
    navigation.lier(navigation.CARTE, "Ouvrir la carte des services", {k: v for k, v in parametres.items() if v})


def _jour(contexte: Contexte, situation: pd.DataFrame) -> dt.date:
    """La fin de la période lue, sans dépasser l'arrêté des données."""
    fins = [pd.Timestamp(f).date() for f in situation["fin"].dropna()]
    return min(max(fins), contexte.date_donnees) if fins else contexte.date_donnees


def _codes(zones: pd.DataFrame, niveau: str, region: str) -> list[str]:
    retenues = zones[zones["niveau"] == niveau]
    if region:
        retenues = retenues[retenues["region"] == region]
    return [str(c) for c in retenues["code"]]


def _precision(contexte: Contexte, valeurs: pd.DataFrame) -> str:
    if valeurs.empty:
        return "aucune période finie à cette date"
    lue = f"depuis le démarrage, au {francais.date(valeurs['fin'].iloc[0])}"
    return lue + (" · limites schématiques" if contexte.info.get("limites") == "schematiques" else "")
