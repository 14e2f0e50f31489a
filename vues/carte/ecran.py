"""La carte des services : où l'on est, le panneau des calques et des filtres, la date ; puis la carte.

Tout est dans un fragment : déplacer ou agrandir la carte ne relance rien, changer un choix ne relance qu'elle.
L'adresse de la page porte chaque choix ; un clic sur une zone y descend, le fil d'Ariane en remonte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from domaine import francais
from figures.carte import classes, etat
from figures.mots.limites import reserve_sur_les_limites
from requetes.carte.comptes import comptes_par_commune
from requetes.carte.dates import points_changes
from requetes.carte.lecture import LectureTerrain, LectureValeurs, lire_carte, lire_terrain, lire_valeurs
from requetes.carte.lieux import Lieux
from requetes.carte.services import BilanDesPoints
from requetes.fiches.lecture import lire_point
from vues import donnees
from vues.carte import choix as carte_choix
from vues.carte import comptes, dessin, ecarts, partage, tableaux
from vues.carte import zone as carte_zone
from vues.carte.choix import Choix
from vues.carte.tableaux import classer
from vues.fiches import commune, pourquoi
from vues.fiches import point as fiche_point
from vues.fiches.choix_point import choisir_point
from vues.filtres import barre
from vues.filtres.barre import noms_des_zones
from vues.page import garde, navigation
from vues.page.entree import Contexte
from vues.redite import retenir
from vues.textes import echapper

#: Ce que la publication n'a pas pu prendre : la carte le dit là où on le verrait manquer.
_AVERTISSEMENTS = ("avertissement_limites", "avertissement_reperes")


def afficher(contexte: Contexte) -> None:
    """La page, qui se redessine seule."""
    garde.fragment(_dessiner)(contexte)


def _dessiner(contexte: Contexte) -> None:
    """Le panneau des calques, la carte, et la même sélection en tableau."""
    lue = donnees.lire(contexte.edition, lire_carte)
    if not lue.dates:
        st.info("Aucun mois n’est encore achevé : la carte se dessinera avec le premier état des points.", icon="ℹ")
        return
    lieux = Lieux(contexte.referentiel.zones, contexte.referentiel.niveaux_dessines)
    # La feuille de style range ces quatre blocs : sur un téléphone, la carte passe avant le curseur et les filtres.
    with st.container(key="page_carte"):
        tete = st.container(horizontal=True, vertical_alignment="center", gap="small", key="tete_carte")
        curseur, dits = st.container(key="temps_carte"), st.container(key="dits_carte")
        carte = st.container(key="place_carte")
    fil, descente, panneau = (tete.container(width="content") for _ in range(3))
    with panneau.popover("☰ Calques", width="content"):
        contexte = carte_choix.filtrer(contexte)
        choix = carte_choix.choisir_tout(contexte, lieux, lue.dates, curseur)
    with fil:
        carte_zone.afficher_fil(choix.zone, lieux, noms_des_zones(contexte.referentiel), descente)
    clair = carte_choix.en_clair(contexte, choix)
    dits.caption(barre.dire(clair))
    terrains = [
        donnees.lire(contexte.edition, lire_terrain, jour, choix.zone, choix.service)
        for jour in (choix.avant, choix.jour)
        if jour is not None
    ]
    valeurs = _lire_valeurs(contexte, choix, lieux)
    with carte:
        dates = ([valeurs.avant] if choix.avant else []) + [valeurs.valeurs]
        pose = dessin.dessiner(contexte, choix, lieux, list(zip(terrains, dates, strict=True)))
    depuis = f"depuis {francais.date_courte(choix.avant)[3:]}" if choix.avant else ""
    credits = [c for c in dict.fromkeys([contexte.info.get("credit_limites"), *lue.credits]) if c]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        tableaux.afficher_bilan(terrains[-1].bilan, terrains[0].bilan if choix.avant else None, depuis)
        if pose is not None:
            partage.proposer(contexte, choix, lieux, pose, clair=clair, credits=credits)
    _ecrire_sous_la_carte(contexte, choix, valeurs, terrains[-1].bilan, credits)
    _detailler(contexte, choix, terrains[-1], valeurs)
    if (point := st.query_params.get("point", "")) and not contexte.remise:
        _ouvrir_fiche(contexte, point, choix.jour)


def _lire_valeurs(contexte: Contexte, choix: Choix, lieux: Lieux) -> LectureValeurs:
    """Les valeurs des zones de la sélection, et d'elles seules : la carte, le tableau et l'export disent les mêmes."""
    if choix.indicateur is None:
        return LectureValeurs(ventile=True, valeurs=())
    lecture = (choix.indicateur.code, choix.niveau, choix.jour, choix.avant, choix.service)
    lues = donnees.lire(contexte.edition, lire_valeurs, *lecture)
    codes = set(lieux.decoupees(choix.zone, choix.niveau))
    valeurs, avant = (tuple(v for v in x if v.code_zone in codes) for x in (lues.valeurs, lues.avant))
    return replace(lues, valeurs=classer(valeurs, choix.indicateur), avant=avant)


def _detailler(contexte: Contexte, choix: Choix, terrain: LectureTerrain, lues: LectureValeurs) -> None:
    """Sous la carte : la fiche de la commune, ce qui a changé, les tableaux ; des comptes seuls en édition remise."""
    edition, valeurs = contexte.edition, lues.valeurs
    nom_zone = contexte.referentiel.zones[choix.zone].nom
    if choix.niveau_zone == "commune" and not contexte.remise:
        commune.afficher(contexte, choix.zone, choix.jour, _demander_fiche)
    if choix.indicateur is not None and valeurs and not contexte.remise:
        titre = f"{navigation.POURQUOI} {echapper(choix.indicateur.libelle_court)}, {echapper(nom_zone)}"
        volet = st.expander(titre, key="pourquoi_carte", on_change="rerun")
        if volet.open:
            with volet:
                pourquoi.afficher(contexte, choix.indicateur, choix.zone, "cumul", valeurs[0].periode)
    if choix.avant is not None:
        deux = (choix.avant, choix.jour)
        changes = donnees.lire(edition, points_changes, *deux, choix.zone, choix.service)
        ecarts.afficher(changes, valeurs, choix, nom_zone, nommes=not contexte.remise)
    if contexte.remise:
        statut = choix.points if choix.points in classes.RANG_SYMBOLE else ""
        lus = donnees.lire(edition, comptes_par_commune, choix.jour, choix.zone, choix.service, statut)
        comptes.afficher(edition, lus, choix, valeurs, nom_zone)
    elif choix.niveau_zone != "commune" or choix.points or choix.service:
        # La fiche d'une commune a déjà tous ses points : un second tableau ne sert que si l'on en a choisi une part.
        retenus, noms = retenir(edition, "points", partial(_retenir_les_points, terrain, choix))
        if choix.niveau_zone != "commune":
            choisir_point(noms, _demander_fiche, cle="carte")
        tableaux.afficher(edition, retenus, valeurs, choix.indicateur, nom_zone, choix.jour)


def _retenir_les_points(terrain: LectureTerrain, choix: Choix) -> tuple[pd.DataFrame, dict[str, str]]:
    """Les points que le choix garde, et leurs noms dans l'ordre de la liste."""
    retenus = etat.points_retenus(terrain.etats, choix.points)
    ranges = retenus.sort_values(["nom", "id_point"])
    return retenus, dict(zip(ranges["id_point"], ranges["nom"], strict=True))


def _demander_fiche(id_point: str) -> None:
    """L'adresse porte la fiche ouverte : collée dans un courriel, elle la rouvre."""
    st.query_params["point"] = id_point


def _fermer_fiche() -> None:
    st.query_params.pop("point", None)


def _ouvrir_fiche(contexte: Contexte, id_point: str, jour: dt.date) -> None:
    lue = donnees.lire(contexte.edition, lire_point, id_point, jour)

    @garde.boite(echapper(lue.point.nom, 120) if lue else "Fiche d’un point", width="large", on_dismiss=_fermer_fiche)
    def boite() -> None:
        fiche_point.afficher(contexte, id_point, jour, avec_titre=False)

    boite()


def _ecrire_sous_la_carte(
    contexte: Contexte, choix: Choix, lues: LectureValeurs, bilan: BilanDesPoints, credits: Sequence[str]
) -> None:
    lignes = []
    if reserve := reserve_sur_les_limites(contexte.info):
        lignes.append(
            f"⚠️ **{francais.majuscule(reserve)}**\u00a0: ce qui n’est pas importé situe, sans valeur administrative."
        )
    if contexte.remise:
        lignes.append("Les points de service sont comptés par zone : leurs noms et leurs positions ne se publient pas.")
    elif bilan.sans_position:
        sans = francais.compte(bilan.sans_position, "point")
        lignes.append(f"{sans} de la sélection sans position : dans le tableau, pas sur la carte.")
    if not bilan.connu:
        manque = (
            "Aucune visite de ces points n’a été reçue (feuille «\u00a0Visites\u00a0»)"
            if bilan.suivis
            else "Aucun point n’est connu ici (feuille «\u00a0Points\u00a0»)"
        )
        lignes.append(f"{manque}\u00a0: combien sont restaurés n’est pas connu, et n’est pas zéro.")
    if choix.indicateur is not None:
        # Sans définition au cadre logique, rien n'est écrit : «n. d.» se lirait comme une valeur.
        if choix.indicateur.definition is not None:
            nom, definition = choix.indicateur.libelle_court, choix.indicateur.definition
            lignes.append(f"**{echapper(nom)}** — {echapper(definition, 600)}")
        if not lues.valeurs:
            lignes.append("Aucune période de cet indicateur n’était finie à cette date.")
        elif not lues.ventile:
            lignes.append(
                "Cet indicateur n’est pas ventilé par service : les zones montrent le total, les points le service."
            )
    lignes += [f"⚠️ {echapper(contexte.info[cle])}" for cle in _AVERTISSEMENTS if contexte.info.get(cle)]
    lignes.append(" · ".join(echapper(c) for c in credits))
    st.caption("  \n".join(lignes))
