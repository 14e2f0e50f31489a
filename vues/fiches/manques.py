"""«Ce qui manque» à une commune : de quoi savoir si les chiffres suffisent, et à qui demander le reste."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.listes import montrer
from domaine.niveaux import NOMS
from requetes.fiches.manques import Manques, PointACompleter, RapportManquant, SaisieManquante
from tableurs.objets import en_tableau
from vues.elements.tableaux import afficher_tableau
from vues.textes import echapper


def titre(manques: Manques) -> str:
    """Le titre de l'onglet, avec leur nombre."""
    return f"Ce qui manque ({francais.nombre(manques.nombre)})" if manques.nombre else "Ce qui manque"


def afficher(manques: Manques, nom: str, *, suivis: int) -> None:
    """Les tableaux ; rien ne manque se dit aussi.

    Args:
        manques: ceux de la commune.
        nom: commune et date, pour les titres.
        suivis: points de la commune ; sans point, aucun ne peut manquer de rien.
    """
    if not manques.nombre and not suivis:
        st.info("Ni saisie ni rapport attendu ne manque ; aucun point n’est suivi.", icon="ℹ")
        return
    if not manques.nombre:
        st.success(
            "Rien d’attendu ne manque : points visités et placés, étapes datées, saisies et rapports reçus.",
            icon="✔️",
        )
        return
    if manques.points:
        comptes = [f"{echapper(m)} : **{francais.nombre(n)}**" for m, n in manques.points_par_manque.items()]
        st.markdown("**Points à compléter** — " + " · ".join(comptes))
        montre = pd.DataFrame([_montrer_point(p) for p in manques.points])
        emporte = en_tableau(PointACompleter, manques.points)
        afficher_tableau(montre, emporte, f"Points à compléter : {nom}", cle="fiche_a_completer")
    if manques.saisies:
        st.markdown("**Saisies attendues et non reçues**, pour la commune ou une zone qui la contient")
        montre = pd.DataFrame([_montrer_saisie(s) for s in manques.saisies])
        emporte = en_tableau(SaisieManquante, manques.saisies)
        afficher_tableau(montre, emporte, f"Saisies manquantes : {nom}", cle="fiche_saisies")
    if manques.rapports:
        st.markdown("**Rapports d’activités dus et non reçus**")
        montre = pd.DataFrame([_montrer_rapport(r) for r in manques.rapports])
        emporte = en_tableau(RapportManquant, manques.rapports)
        afficher_tableau(montre, emporte, f"Rapports dus : {nom}", cle="fiche_rapports")


def _montrer_point(point: PointACompleter) -> dict[str, str]:
    return {
        "Point": point.nom,
        "Ce qui manque": f"{point.manque} : {montrer('etape', point.etape)}" if point.etape else point.manque,
        "Depuis": francais.date_courte(point.depuis) if point.depuis else "",
    }


def _montrer_saisie(saisie: SaisieManquante) -> dict[str, str]:
    periodes = francais.periode(saisie.derniere_periode)
    if saisie.manquantes > 1:
        nombre = francais.compte(saisie.manquantes, "période")
        periodes = f"{nombre}, de {francais.periode(saisie.premiere_periode)} à {periodes}"
    return {
        "Indicateur": f"{saisie.code_indicateur} — {saisie.libelle_court}",
        "Attendu de": f"{saisie.zone} ({NOMS[saisie.niveau]})",
        "Périodes": periodes,
        "Motif déclaré": saisie.motif or "rien reçu",
    }


def _montrer_rapport(rapport: RapportManquant) -> dict[str, str]:
    return {
        "Coordination": rapport.zone,
        "Période": francais.periode(rapport.periode),
        "Échéance": francais.date_courte(rapport.date_echeance),
        "Retard": francais.compte(rapport.retard_jours, "jour"),
    }
