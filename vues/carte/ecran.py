"""La carte des services : où l'on est, ce que l'on colore, quels points, à quelle date ; puis la carte.

Tout est dans un fragment : déplacer ou agrandir la carte ne relance rien, changer un choix ne relance qu'elle.
L'adresse de la page porte chaque choix ; un clic sur une zone y descend, le fil d'Ariane en remonte.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from domaine import francais
from figures.carte import etat
from requetes.carte import dates as carte_dates
from requetes.carte import reperes, services
from vues import donnees
from vues.carte import choix as carte_choix
from vues.carte import comptes, dessin, ecarts, tableaux
from vues.carte import zone as carte_zone
from vues.carte.choix import Choix
from vues.fiches import commune
from vues.fiches import point as fiche_point
from vues.fiches.choix_point import choisir_point
from vues.page.cadre import Contexte
from vues.textes import echapper

#: Ce que la publication n'a pas pu prendre : la carte le dit là où on le verrait manquer.
_AVERTISSEMENTS = ("avertissement_limites", "avertissement_reperes")


@st.fragment
def afficher(contexte: Contexte) -> None:
    """Les choix de la carte, la carte, et la même sélection en tableau."""
    dates = donnees.lire(contexte.edition, services.dates_d_etat)
    if not dates:
        st.info("Aucun mois n’est encore achevé : la carte se dessinera avec le premier état des points.", icon="ℹ️")
        return
    zones = dessin.zones(contexte)
    zone, _ = carte_choix.zone_cadree(contexte, zones)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="content"):
            carte_zone.afficher_fil(contexte, zone, zones)
        # Dessinés dans l'ordre où on les lit ; le bilan attend la date, choisie sous la carte.
        chiffres = st.container(width="content")
    choix_places, carte, curseur = st.container(), st.container(key="place_carte"), st.container()
    with choix_places:
        choix = carte_choix.choisir_tout(contexte, zones, dates, curseur)
    bilan = donnees.lire(contexte.edition, services.bilan_des_points, choix.jour, choix.zone, choix.service)
    with chiffres:
        depuis = f"depuis {francais.date_courte(choix.avant)[3:]}" if choix.avant else ""
        tableaux.afficher_bilan(bilan, _bilan_d_avant(contexte, choix), depuis)
    valeurs = carte_choix.valeurs(contexte, choix)
    with carte:
        dessin.dessiner(contexte, choix, zones, valeurs)
    _ecrire_sous_la_carte(contexte, choix, valeurs[choix.jour], bilan)
    _detailler(contexte, choix, valeurs, zones)
    if (point := st.query_params.get("point", "")) and not contexte.reduite:
        _ouvrir_fiche(contexte, point, choix.jour)


def _detailler(contexte: Contexte, choix: Choix, valeurs: dict[dt.date, pd.DataFrame], zones: pd.DataFrame) -> None:
    """Sous la carte : la fiche de la commune, ce qui a changé, les tableaux ; des comptes seuls en édition réduite."""
    nom_zone = str(zones.loc[zones["code"] == choix.zone, "nom"].iloc[0])
    if choix.niveau_zone == "commune" and not contexte.reduite:
        commune.afficher(contexte, choix.zone, choix.jour, _demander_fiche)
    if choix.avant is not None:
        deux = (choix.avant, choix.jour)
        changes = donnees.lire(contexte.edition, carte_dates.points_changes, *deux, choix.zone, choix.service)
        ecarts.afficher(changes, valeurs[choix.jour], zones, choix, nom_zone, nommes=not contexte.reduite)
    if contexte.reduite:
        comptes.afficher(contexte, choix, valeurs[choix.jour], zones, nom_zone)
    elif choix.niveau_zone != "commune" or choix.points or choix.service:
        # La fiche d'une commune a déjà tous ses points : un second tableau ne sert que si l'on en a choisi une part.
        etats = donnees.lire(contexte.edition, services.etats_des_points, choix.jour, choix.zone, choix.service)
        retenus = etat.points_retenus(etats, choix.points)
        if choix.niveau_zone != "commune":
            ranges = retenus.sort_values(["nom", "id_point"])
            noms = dict(zip(ranges["id_point"], ranges["nom"], strict=True))
            choisir_point(noms, _demander_fiche, cle="carte")
        tableaux.afficher(retenus, valeurs[choix.jour], zones, choix.indicateur, nom_zone, choix.jour)


def _demander_fiche(id_point: str) -> None:
    """L'adresse porte la fiche ouverte : collée dans un courriel, elle la rouvre."""
    st.query_params["point"] = id_point


def _fermer_fiche() -> None:
    st.query_params.pop("point", None)


def _ouvrir_fiche(contexte: Contexte, id_point: str, jour: dt.date) -> None:
    points = donnees.lire(contexte.edition, services.points_places)
    noms = points.loc[points["id_point"] == id_point, "nom"]
    titre = echapper(noms.iloc[0], 120) if len(noms) else "Fiche d’un point"

    @st.dialog(titre, width="large", on_dismiss=_fermer_fiche)
    def boite() -> None:
        fiche_point.afficher(contexte, id_point, jour, avec_titre=False)

    boite()


def _bilan_d_avant(contexte: Contexte, choix: Choix) -> dict[str, int] | None:
    if choix.avant is None:
        return None
    return donnees.lire(contexte.edition, services.bilan_des_points, choix.avant, choix.zone, choix.service)


def _ecrire_sous_la_carte(contexte: Contexte, choix: Choix, valeurs: pd.DataFrame, bilan: dict[str, int]) -> None:
    lignes = []
    if contexte.info.get("limites") == "schematiques":
        lignes.append(
            "⚠️ **Limites schématiques** : calculées autour d’un point de chaque commune, elles ne sont pas officielles."
        )
    if contexte.reduite:
        lignes.append("Les points de service sont comptés par zone : leurs noms et leurs positions ne se publient pas.")
    elif bilan["sans_position"]:
        sans = francais.compte(bilan["sans_position"], "point")
        lignes.append(f"{sans} de la sélection sans position : dans le tableau, pas sur la carte.")
    if choix.indicateur is not None:
        # Sans définition au cadre logique, rien n'est écrit : «n. d.» se lirait comme une valeur.
        if not francais.absente(choix.indicateur["definition"]):
            nom, definition = choix.indicateur["libelle_court"], choix.indicateur["definition"]
            lignes.append(f"**{echapper(nom)}** — {echapper(definition, 600)}")
        if valeurs.empty:
            lignes.append("Aucune période de cet indicateur n’était finie à cette date.")
        elif choix.service and not donnees.lire(
            contexte.edition, services.ventile_par_service, str(choix.indicateur["code"])
        ):
            lignes.append(
                "Cet indicateur n’est pas ventilé par service : les zones montrent le total, les points le service."
            )
    lignes += [f"⚠️ {echapper(contexte.info[cle])}" for cle in _AVERTISSEMENTS if contexte.info.get(cle)]
    credits = [contexte.info.get("credit_limites"), *_credits_des_reperes(contexte)]
    lignes.append(" · ".join(echapper(c) for c in dict.fromkeys(credits) if c))
    st.caption("  \n".join(lignes))


def _credits_des_reperes(contexte: Contexte) -> list[str]:
    poses = donnees.lire(contexte.edition, reperes.reperes)
    return [str(c) for c in poses["credit"].dropna().unique()]
