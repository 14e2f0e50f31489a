"""Sous la carte : les comptes de la sélection, ses points et les valeurs de ses zones, à lire et à emporter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.figees import MASQUE
from figures.carte import classes
from figures.mots import ecriture
from vues.elements import etats
from vues.elements.signes import SIGNES, largeur_de_chiffre
from vues.elements.tableaux import afficher_tableau

_EMPORTEES = (
    "id_point nom type_service region cercle commune localite statut restaure retombe tests etape derniere_visite "
    "age_jours date_restauration usagers operateur gestionnaire latitude longitude fichier feuille ligne"
).split()


def afficher_bilan(bilan: dict[str, int], avant: dict[str, int] | None, depuis: str) -> None:
    """Les comptes de la sélection, à la date choisie ; leur mouvement depuis l'autre date, quand on compare."""
    restaures = bilan["restaures"]
    with st.container(horizontal=True, key="bilan_carte", gap="small"):
        for libelle, nom, sur, bon, aide in (
            (
                "Déjà restaurés",
                "restaures",
                bilan["suivis"],
                True,
                "Points dont une visite a réuni les quatre tests au moins une fois, sur tous les points suivis.",
            ),
            (
                "Fonctionnent",
                "fonctionnels",
                restaures,
                True,
                "Des points restaurés : vus depuis 90 jours, deux tests au moins, non fermés.",
            ),
            (
                "Retombés",
                "retombes",
                restaures,
                False,
                "Des points restaurés : moins de deux tests à la dernière visite, ou fermés.",
            ),
            ("Non vus (90 jours)", "non_vus", restaures, False, "Des points restaurés : leur état n’est plus connu."),
        ):
            mouvement = bilan[nom] - avant[nom] if avant else None
            compte = francais.fraction(bilan[nom], sur) if sur else "0"
            st.metric(
                libelle,
                compte,
                delta_description=depuis if avant else None,
                delta=None if mouvement is None else francais.signe(mouvement),
                # Dit, jamais déduit : le signe moins de la typographie n'est pas celui que Streamlit reconnaît.
                delta_color="gray" if not mouvement else "green" if (mouvement > 0) is bon else "red",
                delta_arrow="off" if not mouvement else "up" if mouvement > 0 else "down",
                width=largeur_de_chiffre(compte, 160),
                help=aide,
            )


def afficher(
    retenus: pd.DataFrame,
    valeurs: pd.DataFrame,
    zones: pd.DataFrame,
    indicateur: dict[str, Any] | None,
    nom_zone: str,
    jour: dt.date,
) -> None:
    """Les deux tableaux de la sélection.

    Args:
        retenus: points gardés (`figures.carte.etat.points_retenus`).
        valeurs: sortie de `requetes.carte.services.valeurs_de_carte` ; vide sans indicateur.
        zones: `code, nom`.
        indicateur: sa ligne du dictionnaire.
        nom_zone: nom de la zone cadrée, pour les titres.
        jour: date de la situation.
    """
    fin = f"{nom_zone}, {francais.date(jour)}"
    onglets = st.tabs([f"Points ({francais.nombre(len(retenus))})", "Zones"] if indicateur else ["Points"])
    with onglets[0]:
        afficher_tableau(
            _points_montres(retenus), retenus[_EMPORTEES], f"Points de service : {fin}", cle="points_carte"
        )
    if indicateur:
        with onglets[1]:
            afficher_zones(valeurs, zones, indicateur, fin)


def afficher_zones(valeurs: pd.DataFrame, zones: pd.DataFrame, indicateur: Mapping[str, Any], fin: str) -> None:
    """Le tableau des valeurs de la carte, zone par zone.

    Args:
        valeurs: sortie de `requetes.carte.services.valeurs_de_carte`.
        zones: `code, nom`.
        indicateur: `libelle_court, unite`.
        fin: la zone cadrée et la date, à la suite du titre.
    """
    lues = valeurs.merge(zones[["code", "nom"]], left_on="code_zone", right_on="code") if len(valeurs) else valeurs
    montre = _zones_montrees(lues, str(indicateur["unite"])) if len(lues) else lues
    afficher_tableau(montre, lues, f"{indicateur['libelle_court']} : {fin}", cle="zones_carte")


def _points_montres(points: pd.DataFrame) -> pd.DataFrame:
    ordre = points.assign(rang=points["statut"].map(classes.RANG_SYMBOLE)).sort_values(
        ["rang", "region", "commune", "nom"]
    )
    return pd.DataFrame(
        {
            "Point": ordre["nom"],
            "Service": ordre["type_service"],
            "Statut": [f"{SIGNES.get(s, '')} {s}" for s in ordre["statut"]],
            "Commune": ordre["commune"],
            "Cercle": ordre["cercle"],
            "Étape": [classes.ETAPES.get(str(e), francais.ND) for e in ordre["etape"]],
            "Dernière visite": [francais.date_courte(d) if pd.notna(d) else "jamais" for d in ordre["derniere_visite"]],
            "Restauré le": [francais.date_courte(d) if pd.notna(d) else "–" for d in ordre["date_restauration"]],
            "Source": [f"{f}, ligne {n}" for f, n in zip(ordre["fichier"], ordre["ligne"], strict=True)],
        }
    )


def _zones_montrees(valeurs: pd.DataFrame, unite: str) -> pd.DataFrame:
    fractions = zip(valeurs["numerateur"], valeurs["denominateur"], strict=True)
    montre = pd.DataFrame(
        {
            "Zone": valeurs["nom"],
            "Valeur": [
                _valeur_de_zone(v, i, e, unite)
                for v, i, e in zip(valeurs["valeur"], valeurs["inaccessible"], valeurs["etat"], strict=True)
            ],
            "Fraction": [francais.fraction(n, d) for n, d in fractions],
            "Reçues / attendues": [
                francais.fraction(r, a) for r, a in zip(valeurs["recues"], valeurs["attendues"], strict=True)
            ],
            "État": [etats.mot(e) for e in valeurs["etat"]],
            "Provisoire": ["oui" if p else "non" for p in valeurs["provisoire"]],
            "Donnée la plus ancienne": [francais.date_courte(d) for d in valeurs["date_plus_ancienne"]],
        }
    )
    return montre if valeurs["denominateur"].notna().any() else montre.drop(columns="Fraction")


def _valeur_de_zone(valeur: francais.Nombre, inaccessible: bool, etat: object, unite: str) -> str:
    if not francais.absente(valeur):
        return ecriture.valeur(valeur, unite)
    return "zone inaccessible" if inaccessible and etat != MASQUE else etats.absence(etat)
