"""Les points bloqués, un par ligne, puis où et avec quel opérateur les points s'arrêtent."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from figures.carte.classes import nommer_etape
from figures.mots import ecriture
from requetes.parcours.comptes import ETAPES, Bilan, CompteEtape
from requetes.parcours.lecture import lire_groupes
from requetes.parcours.points import PointEnParcours, points_en_parcours
from tableurs.objets import en_tableau
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.page import navigation
from vues.parcours.contexte import (
    SIGNES,
    VENTILATIONS,
    ContexteParcours,
    choisir_ventilation,
    dire_sans_etape,
    nommer_groupe,
)
from vues.textes import echapper

_LIENS = 3


def afficher_bloques(ici: ContexteParcours) -> None:
    """Chaque point bloqué : où, avec qui, devant quelle étape, depuis quand, pourquoi, et la décision qui le suit."""
    points = ici.lire(points_en_parcours)
    bloques = [p for p in points if p.blocage]
    if not ici.etapes_connues:
        dire_sans_etape()
    elif not bloques:
        st.success("Aucun point bloqué dans cette sélection.", icon="✅")
    else:
        st.caption(
            "Les plus longs retards d’abord. Retard : jours écoulés depuis la date prévue de l’étape attendue. Dans "
            "l’étape : jours écoulés depuis l’étape atteinte."
        )
        _lier(bloques)
        emporte = en_tableau(PointEnParcours, bloques)
        liens = [navigation.adresse_d_un_point(p.id_point) for p in bloques]
        montre = _montrer(bloques, ici)
        afficher_tableau(montre, emporte, "Points bloqués", cle="bloques", filtres=ici.en_clair, liens=liens)
    st.caption("La situation de tous les points de la sélection, bloqués ou non, à emporter :")
    tous = en_tableau(PointEnParcours, points)
    telecharger(tous, "Parcours de tous les points", cle="parcours_points", filtres=ici.en_clair)


def _lier(bloques: Sequence[PointEnParcours]) -> None:
    """De quoi aller, d'un clic, au projet des points les plus en retard."""
    projets = list(dict.fromkeys((p.id_projet, p.intitule) for p in bloques if p.id_projet))[:_LIENS]
    if not projets:
        return
    # Sans l'onglet, le lien ouvre la chronologie ; avec le reste de l'adresse, il garde les filtres.
    adresse = {nom: valeur for nom, valeur in st.query_params.to_dict().items() if nom != "onglet"}
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="liens_bloques"):
        st.caption("Chronologie des projets les plus en retard :", width="content")
        for identifiant, intitule in projets:
            navigation.lier(navigation.PARCOURS, echapper(intitule, 120), adresse | {"projet": identifiant})


def _montrer(points: Sequence[PointEnParcours], ici: ContexteParcours) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Point": [p.nom for p in points],
            "Commune": [p.commune for p in points],
            "Opérateur": [nommer_groupe(p.operateur, "operateur") for p in points],
            "Étape attendue": [nommer_etape(p.etape_attendue) for p in points],
            "Retard": [_jours(p.retard_jours) for p in points],
            "Pourquoi": [_pourquoi(p) for p in points],
            "Décision ouverte": [francais.ND if "Décisions" in ici.absentes else _decision(p) for p in points],
            "Étape atteinte": [nommer_etape(p.etape) for p in points],
            "Dans l’étape": [_jours(p.jours_dans_etape) for p in points],
            "Cercle": [p.cercle for p in points],
        }
    )


def _pourquoi(point: PointEnParcours) -> str:
    assert point.blocage is not None
    tete = f"{SIGNES[point.blocage]}{francais.INSECABLE}{point.blocage}"
    return tete if point.motif is None else f"{tete} : {point.motif}"


def _jours(nombre: float | None) -> str:
    return "–" if nombre is None else ecriture.valeur(nombre, "jours")


def _decision(point: PointEnParcours) -> str:
    if not point.decisions:
        return "aucune"
    echeance = "sans échéance"
    if point.echeance_decision is not None:
        retard = "échue le" if point.decision_en_retard else "pour le"
        echeance = f"{retard} {francais.date_courte(point.echeance_decision)}"
    autres = f" (+{point.decisions - 1})" if point.decisions > 1 else ""
    return f"{point.decision} — {echeance}{autres}"


def afficher_groupes(ici: ContexteParcours) -> None:
    """Le bilan de chaque opérateur, région ou cercle, puis sa répartition par étape."""
    par = choisir_ventilation("par", "Ventiler par")
    lecture = ici.lire(lire_groupes, par)
    nom = VENTILATIONS[par]
    if len(lecture.bilans) < 2:
        seul = nommer_groupe(lecture.bilans[0].groupe, par)
        st.info(
            f"Un seul groupe dans cette sélection ({nom.lower()}{francais.INSECABLE}: {echapper(seul)}) : rien à "
            "comparer. Élargissez les filtres.",
            icon="ℹ",
        )
    emporte = en_tableau(Bilan, lecture.bilans)
    titre = f"Bilan par {nom.lower()}"
    afficher_tableau(_comparer(lecture.bilans, par, ici), emporte, titre, cle="bilan_groupes", filtres=ici.en_clair)
    comptes = en_tableau(CompteEtape, lecture.etapes)
    titre = f"Points par étape et par {nom.lower()}"
    afficher_tableau(_grille(lecture.etapes, par), comptes, titre, cle="etapes_groupes", filtres=ici.en_clair)
    st.caption(
        "Entre parenthèses, ceux qui sont bloqués. «\u00a0·\u00a0» : aucun point à cette étape. Un point est compté "
        "une fois, à l’étape atteinte ; ceux qui sont en chemin comprennent ceux sans aucune étape datée."
    )
    filtres = ici.contexte.filtres
    adresse = {"region": filtres.region, "cercle": filtres.cercle, "onglet": "Opérateurs"}
    libelle = "Qui formule bien, et laisse des services qui fonctionnent un an après\u00a0: Opérateurs et projets"
    navigation.lier(navigation.OPERATEURS, libelle, {nom: valeur for nom, valeur in adresse.items() if valeur})


def _comparer(bilans: Sequence[Bilan], par: str, ici: ContexteParcours) -> pd.DataFrame:
    """Un groupe dont aucune étape n'a été reçue n'a ni zéro remis, ni zéro bloqué (règle S4)."""
    decides = "Décisions" not in ici.absentes

    def dire(b: Bilan, texte: str) -> str:
        return texte if b.connu else francais.ND

    return pd.DataFrame(
        {
            VENTILATIONS[par]: [nommer_groupe(b.groupe, par) for b in bilans],
            "Points": [francais.nombre(b.points) for b in bilans],
            "Remis en service": [dire(b, francais.nombre(b.remis)) for b in bilans],
            "En chemin": [dire(b, francais.nombre(b.en_chemin)) for b in bilans],
            "Suspendus": [dire(b, francais.nombre(b.suspendus)) for b in bilans],
            "Abandonnés": [dire(b, francais.nombre(b.abandonnes)) for b in bilans],
            "Bloqués": [dire(b, francais.pourcentage_fraction(b.bloques, b.points, 0, seuil=None)) for b in bilans],
            "Retard médian": [_jours(b.retard_median_jours) for b in bilans],
            "Bloqués sans décision": [
                dire(b, francais.nombre(b.sans_decision)) if decides else francais.ND for b in bilans
            ],
        }
    )


def _grille(comptes: Sequence[CompteEtape], par: str) -> pd.DataFrame:
    """Une étape par ligne, un groupe par colonne : neuf étapes de large ne tiendraient pas sur un téléphone."""
    cases = {
        (nommer_groupe(c.groupe, par), c.etape): f"{c.points}" + (f" ({c.bloques})" if c.bloques else "")
        for c in comptes
    }
    etapes = [e for e in ETAPES if e in {c.etape for c in comptes}]
    grille = pd.DataFrame({"Étape atteinte": [nommer_etape(e) for e in etapes]})
    for groupe in dict.fromkeys(groupe for groupe, _ in cases):
        grille[groupe] = [cases.get((groupe, e), "·") for e in etapes]
    return grille
