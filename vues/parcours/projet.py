"""La chronologie d'un projet : sa frise, ses étapes prévues et faites, ses visites, ses décisions, ses liens."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures.graphiques import theme
from figures.graphiques.frise import tracer_frise
from figures.graphiques.parcours import nommer_etape
from figures.mots import ecriture
from requetes.parcours import chronologie
from requetes.parcours import points as parcours
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import choisir
from vues.page import navigation
from vues.parcours.vue import Vue, nommer_groupe, quitter_hors_choix
from vues.textes import echapper


def afficher(vue: Vue) -> None:
    """Le projet choisi ; au départ, celui du point bloqué depuis le plus longtemps."""
    projets = vue.lire(chronologie.projets)
    if projets.empty:
        st.info("Aucun point de cette sélection n’est rattaché à un projet (feuille **Points**, id_projet).", icon="ℹ️")
        return
    noms = {
        str(p["id_projet"]): f"{p['intitule']} ({p['id_projet']})"
        for p in projets.sort_values("intitule").to_dict("records")
    }
    plus_retarde = _le_plus_retarde(vue, noms)
    tete = {"": f"Le plus en retard : {noms[plus_retarde]}"} if plus_retarde else {}
    quitter_hors_choix("projet", tete | noms, donnees.lire(vue.contexte.edition, chronologie.identifiants))
    choisi = choisir("projet", "Projet", tete | noms, largeur=560) or plus_retarde
    projet = donnees.lire(vue.contexte.edition, chronologie.projet, choisi).iloc[0].to_dict()
    points = donnees.lire(vue.contexte.edition, chronologie.points_du_projet, choisi)
    _presenter(projet, points)
    _dessiner(vue, projet, points)


def _le_plus_retarde(vue: Vue, noms: dict[str, str]) -> str:
    points = vue.lire(parcours.points_en_parcours)
    bloques = points.loc[points["blocage"].notna(), "id_projet"]
    return next((str(i) for i in bloques if str(i) in noms), "")


def _presenter(projet: dict[Hashable, Any], points: pd.DataFrame) -> None:
    note = projet["note_formulation"]
    morceaux = [
        f"**{echapper(projet['intitule'])}**",
        echapper(nommer_groupe(projet["operateur"], "operateur")),
        f"soumis le {francais.date(projet['date_soumission'])}",
        f"validé le {francais.date(projet['date_validation'])}",
        f"note de formulation {francais.ND if francais.absente(note) else f'{francais.nombre(note)}/20'}",
        f"budget {francais.fcfa(projet['budget_fcfa'], abrege=True)}",
        f"statut déclaré : {echapper(projet['statut'])}",
    ]
    st.markdown(" · ".join(morceaux))
    communes = points.drop_duplicates("code_zone").to_dict("records")
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="liens_projet"):
        for lieu in communes:
            adresse = {"region": lieu["code_region"], "cercle": lieu["code_cercle"], "commune": lieu["code_zone"]}
            gardee = {nom: str(code) for nom, code in adresse.items() if not francais.absente(code)}
            navigation.lier(navigation.CARTE, f"Voir la commune de {echapper(lieu['commune'])} sur la carte", gardee)


def _dessiner(vue: Vue, projet: dict[Hashable, Any], points: pd.DataFrame) -> None:
    edition, identifiants = vue.contexte.edition, tuple(str(p) for p in points["id_point"])
    etapes = donnees.lire(edition, chronologie.etapes, identifiants)
    visites = donnees.lire(edition, chronologie.visites, identifiants)
    decisions = donnees.lire(edition, chronologie.decisions, str(projet["id_projet"]), identifiants)
    if etapes.empty and visites.empty:
        st.info("Aucune étape ni visite n’a encore été reçue pour les points de ce projet.", icon="ℹ️")
        return
    titre = f"Chronologie : {projet['intitule']}"
    figure = tracer_frise(points, etapes, visites, decisions, vue.choix.jour)
    with st.container(key="frise"):
        st.plotly_chart(figure, config=theme.CONFIG, key="figure_frise", alt=titre)
    st.caption(
        "Sous chaque visite, les tests passés : local, agent, moyens, prestation. Trait pointillé : la date des "
        f"données, {francais.date(vue.choix.jour)}."
    )
    _afficher_etapes(vue, etapes, titre)
    _afficher_visites(vue, visites, titre)
    _afficher_decisions(vue, decisions, titre)


def _afficher_etapes(vue: Vue, etapes: pd.DataFrame, titre: str) -> None:
    lignes = etapes.to_dict("records")
    montre = pd.DataFrame(
        {
            "Étape": [nommer_etape(e) for e in etapes["etape"]],
            "Prévue le": [_jour(d) for d in etapes["date_prevue"]],
            "Faite le": [_jour(d) for d in etapes["date_reelle"]],
            "Écart": [_ecart(e, vue) for e in lignes],
            "Point": etapes["nom"],
            "Motif de blocage": ["–" if francais.absente(m) else m for m in etapes["motif_blocage"]],
        }
    )
    afficher_tableau(montre, etapes, f"Étapes — {titre}", cle="projet_etapes", filtres=vue.en_clair)


def _jour(date: object) -> str:
    return "–" if francais.absente(date) else francais.date_courte(date)


def _ecart(etape: dict[Hashable, Any], vue: Vue) -> str:
    """Jours entre le prévu et le fait ; pas faite et dépassée, le retard à la date des données."""
    if francais.absente(etape["date_prevue"]):
        return "–"
    if not francais.absente(etape["date_reelle"]):
        return ecriture.ecart((etape["date_reelle"] - etape["date_prevue"]).days, "jours")
    if etape["sautee"]:
        return "sans date, n’attend plus"
    retard = (pd.Timestamp(vue.choix.jour) - etape["date_prevue"]).days
    return f"{ecriture.valeur(retard, 'jours')} de retard" if retard > 0 else "à venir"


def _afficher_visites(vue: Vue, visites: pd.DataFrame, titre: str) -> None:
    def oui(colonne: str) -> list[str]:
        return ["oui" if v else "non" for v in visites[colonne]]

    montre = pd.DataFrame(
        {
            "Point": visites["nom"],
            "Visite du": [francais.date_courte(d) for d in visites["date"]],
            "Tests": [f"{n}/4" for n in visites["tests"]],
            "Local": oui("local"),
            "Agent": oui("agent"),
            "Moyens": oui("moyens"),
            "Prestation": oui("prestation"),
            "Statut déclaré": ["–" if francais.absente(s) else s for s in visites["statut_fonctionnel"]],
            "Motif": ["–" if francais.absente(m) else m for m in visites["motif"]],
        }
    )
    with st.expander(f"Visites ({francais.nombre(len(visites))})"):
        afficher_tableau(montre, visites, f"Visites — {titre}", cle="projet_visites", filtres=vue.en_clair)


def _afficher_decisions(vue: Vue, decisions: pd.DataFrame, titre: str) -> None:
    montre = pd.DataFrame(
        {
            "": [f"D{n}" for n in range(1, len(decisions) + 1)],
            "Décidé le": [francais.date_courte(d) for d in decisions["date"]],
            "Décision": decisions["texte"],
            "Échéance": [_jour(d) for d in decisions["echeance"]],
            "Exécutée le": [_jour(d) for d in decisions["date_execution"]],
            "Statut": decisions["statut"],
        }
    )
    with st.expander(f"Décisions ({francais.nombre(len(decisions))})"):
        afficher_tableau(montre, decisions, f"Décisions — {titre}", cle="projet_decisions", filtres=vue.en_clair)
