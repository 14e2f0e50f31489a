"""La petite carte de l'accueil : un phare, zone par zone, et le chemin vers la grande."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from domaine import francais
from domaine.niveaux import DECOUPES, NOMS
from figures.mots.limites import reserve_sur_les_limites
from figures.svg.carte import dessiner_carte
from requetes.carte.lecture import lire_petite_carte
from vues import donnees
from vues.filtres.adresse import choisir
from vues.page import navigation
from vues.page.entree import Contexte
from vues.redite import redire


def afficher(contexte: Contexte, jour: dt.date) -> None:
    """La carte d'un indicateur phare, au niveau sous la zone choisie, à une date."""
    phares = {c: i for c, i in contexte.referentiel.indicateurs.items() if i.phare and i.niveau_collecte in DECOUPES}
    st.subheader("Où, sur la carte", anchor=False)
    if not phares:
        st.caption("Aucun indicateur phare n’est suivi par région.")
        return
    noms = {code: i.libelle_court for code, i in phares.items()}
    code = choisir("carte", "Indicateur de la petite carte", noms, "OS1", largeur=330)
    redire(contexte.edition, "petite_carte", _dessiner, contexte, jour, code)


def _dessiner(contexte: Contexte, jour: dt.date, code: str) -> None:
    region, indicateur = contexte.filtres.region, contexte.referentiel.indicateurs[code]
    niveau = "cercle" if region and contexte.referentiel.niveaux_lus[code] != "region" else "region"
    lue = donnees.lire(contexte.edition, lire_petite_carte, code, niveau, jour, region)
    dessin = dessiner_carte(
        lue.zones,
        indicateur,
        precision=_precision(contexte, lue.fin),
        titre_visible=False,
        sombre=st.context.theme.type == "dark",
    )
    st.image(dessin, width="stretch", alt=f"Carte : {indicateur.libelle_court}, par {NOMS[niveau]}")
    parametres = {"indicateur": code, "region": region, "au": jour.isoformat()}
    navigation.lier(navigation.CARTE, "Ouvrir la carte des services", {k: v for k, v in parametres.items() if v})


def _precision(contexte: Contexte, fin: dt.date | None) -> str:
    if fin is None:
        return "aucune période finie à cette date"
    lue = f"depuis le démarrage, au {francais.date(fin)}"
    return " · ".join(x for x in (lue, reserve_sur_les_limites(contexte.info)) if x)
