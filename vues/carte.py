"""La carte des services : où l'on est, ce que l'on colore, quels points, à quelle date ; puis la carte.

Tout est dans un fragment : déplacer ou agrandir la carte ne relance rien, changer un choix ne relance qu'elle.
L'adresse de la page porte chaque choix ; un clic sur une zone y descend, le fil d'Ariane en remonte.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit_folium import st_folium

from domaine import francais
from domaine.periodes import periode_contenant
from figures import carte as figure
from figures import carte_classes, carte_etat
from figures.bibliotheques import bibliotheques_presentes
from requetes import referentiel, services
from vues import carte_tableaux, carte_zone, donnees
from vues.cadre import Contexte
from vues.filtres import choisir
from vues.textes import echapper

NOMS_NIVEAUX = {"region": "régions", "cercle": "cercles", "commune": "communes"}
_HAUTEUR_PX = 560
_RETOURS = ["last_active_drawing", "last_object_clicked_count"]


@dataclass(frozen=True)
class Choix:
    """Ce que la personne regarde ; `indicateur` est sa ligne du dictionnaire, `None` = points seuls."""

    zone: str
    niveau_zone: str
    indicateur: dict[str, Any] | None
    niveau: str
    points: str
    jour: dt.date
    service: str


@st.fragment
def afficher(contexte: Contexte) -> None:
    """Les choix de la carte, la carte, et la même sélection en tableau."""
    dates = donnees.lire(contexte.edition, services.dates_d_etat)
    if not dates:
        st.info("Aucun mois n’est encore achevé : la carte se dessinera avec le premier état des points.", icon="ℹ️")
        return
    zones = donnees.lire(contexte.edition, services.zones_placees)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        # Dessinés dans l'ordre où on les lit ; le bilan attend la date, choisie plus bas.
        fil, chiffres = st.container(width="content"), st.container(width="content")
    choix = _choisir(contexte, zones, dates, fil)
    bilan = donnees.lire(contexte.edition, services.bilan_des_points, choix.jour, choix.zone, choix.service)
    with chiffres:
        carte_tableaux.afficher_bilan(bilan)
    etats = donnees.lire(contexte.edition, services.etats_des_points, choix.jour, choix.zone, choix.service)
    valeurs = _valeurs(contexte, choix)
    _dessiner(contexte, choix, zones, etats, valeurs)
    _ecrire_sous_la_carte(contexte, choix, valeurs, bilan)
    retenus = carte_etat.points_retenus(etats, choix.points)
    nom_zone = str(zones.loc[zones["code"] == choix.zone, "nom"].iloc[0])
    carte_tableaux.afficher(retenus, valeurs, zones, choix.indicateur, nom_zone, choix.jour)


def _choisir(contexte: Contexte, zones: pd.DataFrame, dates: list[dt.date], place: DeltaGenerator) -> Choix:
    commune = carte_zone.commune_demandee(contexte)
    zone = commune or contexte.filtres.zone
    niveau_zone = str(zones.loc[zones["code"] == zone, "niveau"].iloc[0])
    with place:
        carte_zone.afficher_fil(contexte, zone, zones)
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix_carte"):
        cadre = donnees.lire(contexte.edition, referentiel.indicateurs)
        cadre = cadre[cadre["niveau_collecte"].isin(carte_etat.NIVEAUX)]
        noms = {str(c): f"{c} — {n}" for c, n in zip(cadre["code"], cadre["libelle_court"], strict=True)}
        code = choisir(
            "indicateur", "Colorer les zones selon", {"": "Rien : les points seuls"} | noms, _defaut(noms), largeur=330
        )
        indicateur = {str(k): v for k, v in cadre[cadre["code"] == code].iloc[0].items()} if code else None
        jours = {d.isoformat(): _dire_jour(d) for d in reversed(dates)}
        jour = dt.date.fromisoformat(choisir("au", "Situation à fin", jours, largeur=165))
        niveaux = carte_etat.niveaux_sous(niveau_zone, str(indicateur["niveau_collecte"]) if indicateur else "")
        niveau = _choisir_niveau(niveaux)
        points = choisir("points", "Points montrés", _choix_de_points(), largeur=230)
    if indicateur and not niveaux:
        niveau = carte_etat.niveaux_sous(niveau_zone)[0]
        suivi = NOMS_NIVEAUX[str(indicateur["niveau_collecte"])]
        st.info(f"Cet indicateur est suivi par {suivi} : il ne se découpe pas à l’intérieur de cette zone.", icon="ℹ️")
        indicateur = None
    return Choix(zone, niveau_zone, indicateur, niveau, points, jour, contexte.filtres.service)


def _dire_jour(jour: dt.date) -> str:
    """La fin d'un mois se dit par son mois ; un autre arrêté des données, par sa date."""
    mois = periode_contenant("mois", jour)
    return mois.libelle_long if mois.fin == jour else francais.date(jour)


def _defaut(noms: dict[str, str]) -> str:
    # Ce qui marche parmi ce qui a été restauré : le premier chiffre que l'on vient chercher ici.
    return "OS1" if "OS1" in noms else ""


def _choisir_niveau(niveaux: tuple[str, ...]) -> str:
    if len(niveaux) < 2:
        return niveaux[0] if niveaux else ""
    if st.query_params.get("decoupage") in set(carte_etat.NIVEAUX) - set(niveaux):
        st.query_params.pop("decoupage", None)
    # Le code vide suit la zone : en descendant, le découpage passe au niveau suivant.
    noms = {"": NOMS_NIVEAUX[niveaux[0]]} | {n: NOMS_NIVEAUX[n] for n in niveaux[1:]}
    return choisir("decoupage", "Découper par", noms, "", largeur=165) or niveaux[0]


def _choix_de_points() -> dict[str, str]:
    statuts = {s.libelle: s.libelle.capitalize() for s in carte_classes.SYMBOLES}
    return {
        "": "Tous les points",
        carte_etat.RESTAURES: "Déjà restaurés (4 tests)",
        carte_etat.RETOMBES: "Retombés",
        **statuts,
        carte_etat.AUCUN: "Aucun point",
    }


def _valeurs(contexte: Contexte, choix: Choix) -> pd.DataFrame:
    """Les valeurs de l'indicateur au niveau choisi ; vide sans indicateur."""
    if choix.indicateur is None:
        return pd.DataFrame()
    code = str(choix.indicateur["code"])
    service = choix.service
    if service and not donnees.lire(contexte.edition, services.ventile_par_service, code):
        service = ""
    return donnees.lire(contexte.edition, services.valeurs_de_carte, code, choix.niveau, choix.jour, service)


def _dessiner(
    contexte: Contexte, choix: Choix, zones: pd.DataFrame, etats: pd.DataFrame, valeurs: pd.DataFrame
) -> None:
    if not bibliotheques_presentes():
        st.error(
            "La carte ne peut pas se dessiner : ses bibliothèques manquent sur le serveur. Relancez l’installation."
        )
        return
    edition = contexte.edition
    ascendance = donnees.lire(edition, services.ascendance)
    codes = carte_etat.zones_choisies(ascendance, zones, choix.zone, choix.niveau)
    etats_zones = carte_etat.etats_des_zones(valeurs, codes, choix.indicateur) if choix.indicateur else {}
    notes = ("Limites schématiques",) if contexte.info.get("limites") == "schematiques" else ()
    etat = carte_etat.composer_etat(
        choix.zone,
        codes,
        carte_etat.voisines(ascendance, zones, choix.zone),
        etats_zones,
        choix.indicateur,
        _periode_lue(valeurs),
        etats,
        choix.points,
        choix.jour.isoformat(),
        notes,
    )
    fond = figure.composer_fond(
        zones, donnees.lire(edition, services.limites), donnees.lire(edition, services.points_places)
    )
    retour = st_folium(
        fond,
        key=f"carte_{edition.id}",
        height=_HAUTEUR_PX,
        use_container_width=True,
        returned_objects=_RETOURS,
        feature_group_to_add=figure.composer_couche(etat),
    )
    carte_zone.suivre_clic(contexte, retour, set(zones["code"]), choix.zone)


def _periode_lue(valeurs: pd.DataFrame) -> str:
    if valeurs.empty:
        return ""
    return f"depuis le démarrage, à fin {francais.periode(valeurs['periode'].iloc[0])}"


def _ecrire_sous_la_carte(contexte: Contexte, choix: Choix, valeurs: pd.DataFrame, bilan: dict[str, int]) -> None:
    lignes = []
    if contexte.info.get("limites") == "schematiques":
        lignes.append(
            "⚠️ **Limites schématiques** : calculées autour d’un point de chaque commune, elles ne sont pas officielles."
        )
    if bilan["sans_position"]:
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
    if contexte.info.get("credit_limites"):
        lignes.append(echapper(contexte.info["credit_limites"]))
    st.caption("  \n".join(lignes))
