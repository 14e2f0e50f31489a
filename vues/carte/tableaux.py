"""Sous la carte : les comptes de la sélection, ses points et les valeurs de ses zones, à lire et à emporter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.chiffre import Chiffre
from figures.carte import classes
from figures.mots import chiffre as mots
from figures.mots import ecriture
from figures.mots import etats as communs
from requetes.carte.services import BilanDesPoints, ValeurDeZone
from requetes.edition.ouverture import Edition
from requetes.edition.referentiel import Indicateur
from tableurs.objets import en_tableau
from vues.elements import etats
from vues.elements.signes import SIGNES, largeur_de_chiffre
from vues.elements.tableaux import redire_tableau
from vues.filtres.adresse import ici_avec

_EMPORTEES = (
    "id_point nom type_service region cercle commune localite statut restaure retombe tests etape derniere_visite "
    "age_jours date_restauration usagers operateur gestionnaire latitude longitude fichier feuille ligne"
).split()
#: Les colonnes d'une valeur de zone qui s'emportent, et celles de l'autre date quand on compare.
_VALEUR = (
    "code_zone periode fin valeur numerateur denominateur recues attendues date_plus_ancienne provisoire etat "
    "inaccessible"
).split()
_AVANT = "periode valeur numerateur denominateur recues attendues".split()
#: Les comptes du bilan, dans leur ordre : nom, si le voir monter est bon signe, ce qu'il compte.
_COMPTES = (
    (
        "Déjà restaurés",
        True,
        "Points dont une visite a réuni les quatre tests au moins une fois, sur tous les points suivis.",
    ),
    ("Fonctionnent", True, "Des points restaurés : vus depuis 90 jours, deux tests au moins, non fermés."),
    ("Retombés", False, "Des points restaurés : moins de deux tests à la dernière visite, ou fermés."),
    ("Non vus (90 jours)", False, "Des points restaurés : leur état n’est plus connu."),
)


def afficher_bilan(bilan: BilanDesPoints, avant: BilanDesPoints | None, depuis: str) -> None:
    """Les comptes de la sélection, à la date choisie ; leur mouvement depuis l'autre date, quand on compare."""
    compares = avant is not None and avant.connu and bilan.connu
    mouvements = bilan.mouvements(avant) if avant is not None and compares else (None,) * len(_COMPTES)
    totaux = (bilan.suivis, bilan.restaures, bilan.restaures, bilan.restaures)
    with st.container(horizontal=True, key="bilan_carte", gap="small", width="content"):
        for (libelle, bon, aide), nombre, sur, mouvement in zip(
            _COMPTES, bilan.comptes, totaux, mouvements, strict=True
        ):
            compte = francais.ND if not bilan.connu else francais.fraction(nombre, sur) if sur else "0"
            st.metric(
                libelle,
                compte,
                delta_description=depuis if compares else None,
                delta=None if mouvement is None else francais.signe(mouvement),
                # Dit, jamais déduit : le signe moins de la typographie n'est pas celui que Streamlit reconnaît.
                delta_color="gray" if not mouvement else "green" if (mouvement > 0) is bon else "red",
                delta_arrow="off" if not mouvement else "up" if mouvement > 0 else "down",
                width=largeur_de_chiffre(compte, 160),
                help=aide,
            )


def afficher(
    edition: Edition,
    retenus: pd.DataFrame,
    valeurs: Sequence[ValeurDeZone],
    indicateur: Indicateur | None,
    nom_zone: str,
    jour: dt.date,
) -> None:
    """Les deux tableaux de la sélection.

    Args:
        edition: celle que la page lit.
        retenus: points gardés (`figures.carte.etat.points_retenus`).
        valeurs: celles des zones ; vide sans indicateur.
        indicateur: celui des valeurs.
        nom_zone: nom de la zone cadrée, pour les titres.
        jour: date de la situation.
    """
    fin = f"{nom_zone}, {francais.date(jour)}"
    noms = [f"Points ({francais.nombre(len(retenus))})", "Zones"] if indicateur else ["Points"]
    onglets = st.tabs(noms)
    with onglets[0]:
        redire_tableau(
            edition,
            len(retenus),
            lambda: _points_montres(_ranger_les_points(retenus)),
            lambda: retenus[_EMPORTEES],
            f"Points de service : {fin}",
            cle="points_carte",
            lier=lambda: [ici_avec(point=str(point)) for point in _ranger_les_points(retenus)["id_point"]],
        )
    if indicateur:
        with onglets[1]:
            afficher_zones(edition, valeurs, f"{indicateur.libelle_court} : {fin}")


def classer(valeurs: Sequence[ValeurDeZone], indicateur: Indicateur) -> tuple[ValeurDeZone, ...]:
    """Ce qui est faux d'abord : l'état le plus grave, puis la valeur la moins bonne ; à égalité, l'ordre reçu."""
    mauvais = -1.0 if indicateur.sens == "baisse" else 1.0
    return tuple(sorted(valeurs, key=lambda v: (communs.gravite(v.etat), mauvais * (v.valeur or 0.0))))


def afficher_zones(edition: Edition, valeurs: Sequence[ValeurDeZone], titre: str) -> None:
    """Le tableau des valeurs de la carte, zone par zone."""
    redire_tableau(
        edition,
        len(valeurs),
        lambda: _zones_montrees(valeurs),
        lambda: emporter_zones(valeurs),
        titre,
        cle="zones_carte",
    )


def _zones_montrees(valeurs: Sequence[ValeurDeZone]) -> pd.DataFrame:
    montre = pd.DataFrame([_montrer_zone(v) for v in valeurs])
    if all(v.denominateur is None for v in valeurs):
        montre = montre.drop(columns="Fraction", errors="ignore")
    return montre


def emporter_zones(valeurs: Sequence[ValeurDeZone]) -> pd.DataFrame:
    """Les valeurs en pleine précision ; comparées à une autre date, avec ce qu'elles y étaient."""
    lues = en_tableau(ValeurDeZone, valeurs)
    emporte = lues[_VALEUR]
    if avant := [v.avant for v in valeurs if v.avant is not None]:
        emporte = emporte.join(en_tableau(Chiffre, avant)[_AVANT].add_suffix("_avant")).assign(ecart=lues["ecart"])
    return emporte.assign(code=lues["code_zone"], nom=lues["zone"])


def _montrer_zone(zone: ValeurDeZone) -> dict[str, str]:
    return {
        "Zone": zone.zone,
        "Valeur": _dire_valeur(zone),
        "Fraction": francais.fraction(zone.numerateur, zone.denominateur),
        "Reçues / attendues": francais.fraction(zone.recues, zone.attendues),
        "État": etats.mot(zone.etat),
        "Provisoire": "oui" if zone.provisoire else "non",
        "Donnée la plus ancienne": francais.date_courte(zone.date_plus_ancienne),
    }


def _dire_valeur(zone: ValeurDeZone) -> str:
    if zone.valeur is not None:
        # La fraction a sa colonne.
        return ecriture.valeur(zone.valeur, zone.unite)
    return "zone inaccessible" if zone.inaccessible and not zone.masque else mots.absence(zone.etat)


def _ranger_les_points(points: pd.DataFrame) -> pd.DataFrame:
    rang = points["statut"].map(classes.RANG_SYMBOLE)
    return points.assign(rang=rang).sort_values(["rang", "region", "commune", "nom", "id_point"])


def _points_montres(ordre: pd.DataFrame) -> pd.DataFrame:
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
