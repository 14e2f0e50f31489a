"""Ce que la personne choisit sur la carte : indicateur, découpage, points, dates. Tout vit dans l'adresse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from domaine import francais
from domaine.niveaux import DECOUPES, NOMS, PLURIELS
from domaine.periodes import periode_contenant
from figures.carte import classes, etat, marques
from requetes.carte.lieux import Lieux
from requetes.edition.referentiel import Indicateur
from vues.carte import zone as carte_zone
from vues.filtres import barre
from vues.filtres.adresse import choisir, cocher, glisser
from vues.page.entree import Contexte

#: Un code à lui : vide, il disparaîtrait de l'adresse, et la vue collée ailleurs reprendrait l'indicateur d'origine.
_AUCUN_INDICATEUR = "rien"
_AJOUTS = {marques.CHANTIERS.nom: "Chantiers", marques.SPI.nom: "SPI"}


@dataclass(frozen=True)
class Choix:
    """Ce que la personne regarde.

    Attributes:
        zone: la zone cadrée ; `niveau_zone` : son niveau.
        indicateur: celui qui colore les zones ; `None` = points seuls.
        niveau: le niveau découpé.
        points: choix de points (`figures.carte.etat`).
        ajouts: ce qui s'ajoute : «chantiers», «spi».
        jour: la date de la situation ; de deux, la plus récente.
        avant: la plus ancienne des deux dates comparées ; `None` = une seule carte.
        service: filtre de la barre.
    """

    zone: str
    niveau_zone: str
    indicateur: Indicateur | None
    niveau: str
    points: str
    ajouts: tuple[str, ...]
    jour: dt.date
    avant: dt.date | None
    service: str


def zone_cadree(contexte: Contexte, lieux: Lieux) -> tuple[str, str]:
    """Le code et le niveau de la zone que demandent l'adresse et la barre."""
    zone = carte_zone.commune_demandee(contexte, lieux) or contexte.filtres.zone
    return zone, lieux.zones[zone].niveau


def filtrer(contexte: Contexte) -> Contexte:
    """La région, le cercle et le service, dans le panneau : la même barre qu'ailleurs, et la même adresse."""
    filtres = barre.demander(contexte.referentiel, ("region", "cercle", "service"), contexte.date_donnees)
    return replace(contexte, filtres=filtres)


def choisir_tout(contexte: Contexte, lieux: Lieux, dates: Sequence[dt.date], curseur: DeltaGenerator) -> Choix:
    """Dessine les choix.

    Args:
        contexte: celui de la page, filtré.
        lieux: les zones de l'édition.
        dates: dates de situation, croissantes.
        curseur: l'endroit, hors du panneau, où se dessine le curseur du temps.
    """
    zone, niveau_zone = zone_cadree(contexte, lieux)
    jours = {d.isoformat(): dire_jour(d) for d in dates}
    with curseur:
        jour = dt.date.fromisoformat(glisser("au", "Situation à fin", jours, dates[-1].isoformat()))
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix_carte"):
        suivis = {c: i for c, i in contexte.referentiel.indicateurs.items() if i.niveau_collecte in DECOUPES}
        noms = {c: f"{c} — {i.libelle_court}" for c, i in suivis.items()}
        vides = {_AUCUN_INDICATEUR: "Rien : les points seuls"}
        code = choisir("indicateur", "Colorer les zones selon", vides | noms, _defaut(noms), largeur=400)
        indicateur = suivis.get(code)
        offerts = _niveaux_offerts(contexte, niveau_zone, code if indicateur else "")
        niveau = _choisir_niveau(offerts)
        points = choisir("points", "Points montrés", _choix_de_points(), largeur=245)
        autre = _choisir_autre_date(jours, jour)
        ajouts = cocher("aussi", "Aussi sur la carte", _AJOUTS)
    if indicateur and not offerts:
        niveau = _niveaux_offerts(contexte, niveau_zone, "")[0]
        suivi = PLURIELS[contexte.referentiel.niveaux_lus[code]]
        st.info(f"Cet indicateur est suivi par {suivi} : il ne se découpe pas à l’intérieur de cette zone.", icon="ℹ")
        indicateur = None
    avant, apres = (None, jour) if autre is None else sorted((autre, jour))
    return Choix(zone, niveau_zone, indicateur, niveau, points, ajouts, apres, avant, contexte.filtres.service)


def en_clair(contexte: Contexte, choix: Choix) -> dict[str, str]:
    """Tout ce qui filtre la carte et ce qui y est choisi, nom → choix : écrit sous le panneau, et dans les exports."""
    dits = dict(contexte.filtres.libelles)
    if choix.niveau_zone == "commune":
        dits["Commune"] = contexte.referentiel.zones[choix.zone].nom
    dits["Zones"] = choix.indicateur.libelle_court if choix.indicateur else "sans couleur"
    if choix.niveau:
        dits["Zones"] += f", par {NOMS[choix.niveau]}"
    dits["Points"] = _choix_de_points()[choix.points]
    if choix.avant:
        dits["Comparé à"] = dire_jour(choix.avant)
    if choix.ajouts:
        dits["Aussi"] = francais.enumerer([_AJOUTS[a] for a in choix.ajouts], "et")
    return dits


def _niveaux_offerts(contexte: Contexte, niveau_zone: str, code: str) -> tuple[str, ...]:
    """Les niveaux où la zone se découpe ; une édition remise s'arrête à ceux qu'elle publie et dessine."""
    collecte = contexte.referentiel.niveaux_lus[code] if code else ""
    sous = etat.niveaux_sous(niveau_zone, collecte)
    if not contexte.remise:
        return sous
    gardes = tuple(n for n in sous if n in contexte.referentiel.niveaux_dessines)
    # Plus rien dessous : la zone elle-même se montre, si elle a une valeur.
    return gardes or ((niveau_zone,) if niveau_zone in DECOUPES and collecte in ("", niveau_zone) else ())


def dire_jour(jour: dt.date) -> str:
    """La fin d'un mois se dit par son mois ; un autre arrêté des données, par sa date."""
    mois = periode_contenant("mois", jour)
    return mois.libelle_long if mois.fin == jour else francais.date(jour)


def _choisir_autre_date(jours: dict[str, str], jour: dt.date) -> dt.date | None:
    # La date de la situation y reste : le curseur passe par elle sans faire perdre l'autre.
    choix = {"": "Aucune autre date"} | dict(reversed(jours.items()))
    demandee = choisir("avec", "Comparer avec", choix, "", largeur=180)
    return dt.date.fromisoformat(demandee) if demandee and demandee != jour.isoformat() else None


def _defaut(noms: Mapping[str, str]) -> str:
    # Ce qui marche parmi ce qui a été restauré : le premier chiffre que l'on vient chercher ici.
    return "OS1" if "OS1" in noms else _AUCUN_INDICATEUR


def _choisir_niveau(offerts: tuple[str, ...]) -> str:
    if len(offerts) < 2:
        return offerts[0] if offerts else ""
    if st.query_params.get("decoupage") in set(DECOUPES) - set(offerts):
        st.query_params.pop("decoupage", None)
    # Le code vide suit la zone : en descendant, le découpage passe au niveau suivant.
    noms = {"": PLURIELS[offerts[0]]} | {n: PLURIELS[n] for n in offerts[1:]}
    return choisir("decoupage", "Découper par", noms, "", largeur=140) or offerts[0]


def _choix_de_points() -> dict[str, str]:
    statuts = {s.libelle: s.libelle.capitalize() for s in classes.SYMBOLES}
    return {
        "": "Tous les points",
        etat.RESTAURES: "Déjà restaurés (4 tests)",
        etat.RETOMBES: "Retombés",
        **statuts,
        etat.AUCUN: "Aucun point",
    }
