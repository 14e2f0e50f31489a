"""Les points bloqués, un par ligne, puis où et avec quel opérateur les points s'arrêtent."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures.graphiques.parcours import nommer_etape
from figures.mots import ecriture
from requetes.parcours import points as parcours
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.page import navigation
from vues.parcours.vue import SIGNES, VENTILATIONS, Vue, choisir_ventilation, nommer_groupe
from vues.textes import echapper

_EMPORTEES = (
    "id_point nom type_service region cercle commune localite id_projet intitule operateur etape depuis "
    "jours_dans_etape etape_attendue date_prevue retard_jours blocage motif restaure statut decisions id_decision "
    "decision echeance_decision decision_en_retard"
).split()
_LIENS = 3


def afficher_bloques(vue: Vue) -> None:
    """Chaque point bloqué : où, avec qui, devant quelle étape, depuis quand, pourquoi, et la décision qui le suit."""
    points = vue.lire(parcours.points_en_parcours)
    bloques = points[points["blocage"].notna()]
    if bloques.empty:
        st.success("Aucun point bloqué dans cette sélection.", icon="✅")
    else:
        st.caption(
            "Les plus longs retards d’abord. Retard : jours écoulés depuis la date prévue de l’étape attendue. Dans "
            "l’étape : jours écoulés depuis l’étape atteinte."
        )
        _lier(bloques)
        afficher_tableau(_montrer(bloques), bloques[_EMPORTEES], "Points bloqués", cle="bloques", filtres=vue.en_clair)
    st.caption("La situation de tous les points de la sélection, bloqués ou non, à emporter :")
    telecharger(points[_EMPORTEES], "Parcours de tous les points", cle="parcours_points", filtres=vue.en_clair)


def _lier(bloques: pd.DataFrame) -> None:
    """De quoi aller, d'un clic, au projet des points les plus en retard."""
    projets = bloques[bloques["id_projet"].notna()].drop_duplicates("id_projet").head(_LIENS)
    if projets.empty:
        return
    # Sans l'onglet, le lien ouvre la chronologie ; avec le reste de l'adresse, il garde les filtres.
    adresse = {nom: valeur for nom, valeur in st.query_params.to_dict().items() if nom != "onglet"}
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="liens_bloques"):
        st.caption("Chronologie des projets les plus en retard :", width="content")
        for ligne in projets.to_dict("records"):
            projet = {"projet": str(ligne["id_projet"])}
            navigation.lier(navigation.PARCOURS, echapper(ligne["intitule"], 120), adresse | projet)


def _montrer(points: pd.DataFrame) -> pd.DataFrame:
    lignes = points.to_dict("records")
    return pd.DataFrame(
        {
            "Point": [p["nom"] for p in lignes],
            "Commune": [p["commune"] for p in lignes],
            "Opérateur": [nommer_groupe(p["operateur"], "operateur") for p in lignes],
            "Étape attendue": [nommer_etape(p["etape_attendue"]) for p in lignes],
            "Retard": [_jours(p["retard_jours"]) for p in lignes],
            "Pourquoi": [_pourquoi(p) for p in lignes],
            "Décision ouverte": [_decision(p) for p in lignes],
            "Étape atteinte": [nommer_etape(p["etape"]) for p in lignes],
            "Dans l’étape": [_jours(p["jours_dans_etape"]) for p in lignes],
            "Cercle": [p["cercle"] for p in lignes],
        }
    )


def _pourquoi(point: dict[Hashable, Any]) -> str:
    tete = f"{SIGNES[point['blocage']]}{francais.INSECABLE}{point['blocage']}"
    return tete if francais.absente(point["motif"]) else f"{tete} : {point['motif']}"


def _jours(nombre: francais.Nombre) -> str:
    return "–" if francais.absente(nombre) else ecriture.valeur(nombre, "jours")


def _decision(point: dict[Hashable, Any]) -> str:
    if not point["decisions"]:
        return "aucune"
    echeance = "sans échéance"
    if not francais.absente(point["echeance_decision"]):
        retard = "échue le" if point["decision_en_retard"] else "pour le"
        echeance = f"{retard} {francais.date_courte(point['echeance_decision'])}"
    autres = f" (+{point['decisions'] - 1})" if point["decisions"] > 1 else ""
    return f"{point['decision']} — {echeance}{autres}"


def afficher_groupes(vue: Vue) -> None:
    """Le bilan de chaque opérateur, région ou cercle, puis sa répartition par étape."""
    par = choisir_ventilation("par", "Ventiler par")
    bilans = vue.lire(parcours.bilan, par)
    nom = VENTILATIONS[par]
    if len(bilans) < 2:
        seul = nommer_groupe(bilans["groupe"].iloc[0], par)
        st.info(
            f"Un seul groupe dans cette sélection ({nom.lower()}{francais.INSECABLE}: {echapper(seul)}) : rien à "
            "comparer. Élargissez les filtres.",
            icon="ℹ️",
        )
    lignes = bilans.to_dict("records")
    montre = pd.DataFrame(
        {
            nom: [nommer_groupe(b["groupe"], par) for b in lignes],
            "Points": [francais.nombre(b["points"]) for b in lignes],
            "Remis en service": [francais.nombre(b["remis"]) for b in lignes],
            "En chemin": [francais.nombre(b["en_chemin"]) for b in lignes],
            "Suspendus": [francais.nombre(b["suspendus"]) for b in lignes],
            "Abandonnés": [francais.nombre(b["abandonnes"]) for b in lignes],
            "Bloqués": [francais.pourcentage_fraction(b["bloques"], b["points"], 0, seuil=None) for b in lignes],
            "Retard médian": [_jours(b["retard_median_jours"]) for b in lignes],
            "Bloqués sans décision": [francais.nombre(b["sans_decision"]) for b in lignes],
        }
    )
    afficher_tableau(montre, bilans, f"Bilan par {nom.lower()}", cle="bilan_groupes", filtres=vue.en_clair)
    comptes = vue.lire(parcours.comptes_par_etape, par)
    titre = f"Points par étape et par {nom.lower()}"
    afficher_tableau(_grille(comptes, par), comptes, titre, cle="etapes_groupes", filtres=vue.en_clair)
    st.caption(
        "Entre parenthèses, ceux qui sont bloqués. «\u00a0·\u00a0» : aucun point à cette étape. Un point est compté "
        "une fois, à l’étape atteinte ; ceux qui sont en chemin comprennent ceux sans aucune étape datée."
    )


def _grille(comptes: pd.DataFrame, par: str) -> pd.DataFrame:
    """Une étape par ligne, un groupe par colonne : neuf étapes de large ne tiendraient pas sur un téléphone."""
    presentes = set(comptes["etape"])
    cases = {
        (nommer_groupe(c["groupe"], par), c["etape"]): f"{c['points']}" + (f" ({c['bloques']})" if c["bloques"] else "")
        for c in comptes.to_dict("records")
    }
    groupes = list(dict.fromkeys(groupe for groupe, _ in cases))
    etapes = [e for e in parcours.ETAPES if e in presentes]
    grille = pd.DataFrame({"Étape atteinte": [nommer_etape(e) for e in etapes]})
    for groupe in groupes:
        grille[groupe] = [cases.get((groupe, e), "·") for e in etapes]
    return grille
