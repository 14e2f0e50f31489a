"""La chronologie d'un projet : sa frise, ses étapes prévues et faites, ses visites, ses décisions, ses liens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from figures.carte.classes import nommer_etape
from figures.graphiques import theme
from figures.graphiques.frise import tracer_frise
from figures.mots import ecriture
from requetes.fiches.decisions import decisions_du_projet
from requetes.parcours.chronologie import EtapeRecue, PointDuProjet, Projet, VisiteRecue
from requetes.parcours.lecture import LectureChronologie, lire_chronologie, lire_projets
from requetes.registres.decisions import Decision
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.fiches.decisions import dire_echeance, dire_situation
from vues.filtres.adresse import choisir
from vues.page import navigation
from vues.parcours.contexte import ContexteParcours, nommer_groupe, quitter_hors_choix
from vues.textes import echapper

#: Ce qui se déduit d'une visite et sert à la dessiner : ce qui s'emporte est ce qui a été reçu, et le compte des tests.
_DEDUITES = ["quatre_tests", "en_panne", "ferme"]


def afficher(ici: ContexteParcours) -> None:
    """Le projet choisi ; au départ, celui du point bloqué depuis le plus longtemps."""
    projets = ici.lire(lire_projets)
    if not projets.choisis:
        st.info("Aucun point de cette sélection n’est rattaché à un projet (feuille **Points**, id_projet).", icon="ℹ")
        return
    noms = {identifiant: f"{intitule} ({identifiant})" for identifiant, intitule in projets.choisis.items()}
    tete = {"": f"Le plus en retard : {noms[projets.plus_retarde]}"} if projets.plus_retarde else {}
    quitter_hors_choix("projet", tete | noms, projets.connus)
    choisi = choisir("projet", "Projet", tete | noms, largeur=560) or projets.plus_retarde
    lecture = donnees.lire(ici.contexte.edition, lire_chronologie, choisi)
    _presenter(lecture.projet, lecture.points)
    _dessiner(ici, lecture, donnees.lire(ici.contexte.edition, decisions_du_projet, choisi))


def _presenter(projet: Projet, points: Sequence[PointDuProjet]) -> None:
    note = projet.note_formulation
    morceaux = [
        f"**{echapper(projet.intitule)}**",
        echapper(nommer_groupe(projet.operateur, "operateur")),
        f"soumis le {francais.date(projet.date_soumission)}",
        f"validé le {francais.date(projet.date_validation)}",
        f"note de formulation {francais.ND if note is None else f'{francais.nombre(note)}/20'}",
        f"budget {francais.fcfa(projet.budget_fcfa, abrege=True)}",
        f"statut déclaré : {echapper(projet.statut)}",
    ]
    st.markdown(" · ".join(morceaux))
    communes = dict.fromkeys((p.code_region, p.code_cercle, p.code_zone, p.commune) for p in points)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="liens_projet"):
        for region, cercle, code_zone, commune in communes:
            adresse = {"region": region, "cercle": cercle, "commune": code_zone}
            gardee = {nom: code for nom, code in adresse.items() if code is not None}
            navigation.lier(navigation.CARTE, f"Voir la commune de {echapper(commune)} sur la carte", gardee)


def _dessiner(ici: ContexteParcours, lecture: LectureChronologie, decisions: Sequence[Decision]) -> None:
    if not lecture.etapes and not lecture.visites:
        st.info("Aucune étape ni visite n’a encore été reçue pour les points de ce projet.", icon="ℹ")
        return
    titre = f"Chronologie : {lecture.projet.intitule}"
    figure = donnees.dessiner(tracer_frise, lecture.points, lecture.etapes, lecture.visites, decisions, ici.choix.jour)
    with st.container(key="frise"):
        st.plotly_chart(figure, config=theme.CONFIG, key="figure_frise", alt=titre)
    st.caption(
        "Sous chaque visite, les tests passés : local, agent, moyens, prestation. Trait pointillé : la date des "
        f"données, {francais.date(ici.choix.jour)}."
    )
    _afficher_etapes(ici, lecture.etapes, titre)
    _afficher_visites(ici, lecture.visites, titre)
    _afficher_decisions(ici, decisions, titre)


def _afficher_etapes(ici: ContexteParcours, etapes: Sequence[EtapeRecue], titre: str) -> None:
    montre = pd.DataFrame(
        {
            "Étape": [nommer_etape(e.etape) for e in etapes],
            "Prévue le": [_jour(e.date_prevue) for e in etapes],
            "Faite le": [_jour(e.date_reelle) for e in etapes],
            "Écart": [_ecart(e, ici.choix.jour) for e in etapes],
            "Point": [e.nom for e in etapes],
            "Motif de blocage": [e.motif_blocage or "–" for e in etapes],
        }
    )
    emporte = en_tableau(EtapeRecue, etapes)
    afficher_tableau(montre, emporte, f"Étapes — {titre}", cle="projet_etapes", filtres=ici.en_clair)


def _jour(date: dt.date | None) -> str:
    return "–" if date is None else francais.date_courte(date)


def _ecart(etape: EtapeRecue, jour: dt.date) -> str:
    """Jours entre le prévu et le fait ; pas faite et dépassée, le retard à la date des données."""
    ecart = etape.ecart_jours(jour)
    if ecart is None:
        return "–"
    if etape.date_reelle is not None:
        return ecriture.ecart(ecart, "jours")
    if etape.sautee:
        return "sans date, n’attend plus"
    return f"{ecriture.valeur(ecart, 'jours')} de retard" if ecart > 0 else "à venir"


def _afficher_visites(ici: ContexteParcours, visites: Sequence[VisiteRecue], titre: str) -> None:
    montre = pd.DataFrame(
        {
            "Point": [v.nom for v in visites],
            "Visite du": [francais.date_courte(v.date) for v in visites],
            "Tests": [f"{v.tests}/4" for v in visites],
            "Local": [_oui(v.local) for v in visites],
            "Agent": [_oui(v.agent) for v in visites],
            "Moyens": [_oui(v.moyens) for v in visites],
            "Prestation": [_oui(v.prestation) for v in visites],
            "Statut déclaré": [v.statut_fonctionnel or "–" for v in visites],
            "Motif": [v.motif or "–" for v in visites],
        }
    )
    emporte = en_tableau(VisiteRecue, visites).drop(columns=_DEDUITES)
    with st.expander(f"Visites ({francais.nombre(len(visites))})"):
        afficher_tableau(montre, emporte, f"Visites — {titre}", cle="projet_visites", filtres=ici.en_clair)


def _oui(passe: bool) -> str:
    return "oui" if passe else "non"


def _afficher_decisions(ici: ContexteParcours, decisions: Sequence[Decision], titre: str) -> None:
    montre = pd.DataFrame(
        {
            "": [f"D{n}" for n in range(1, len(decisions) + 1)],
            "Décidé le": [francais.date_courte(d.date) for d in decisions],
            "Décision": [d.texte for d in decisions],
            "Échéance": [dire_echeance(d.echeance) for d in decisions],
            "Exécutée le": [_jour(d.date_execution) for d in decisions],
            "Situation": [dire_situation(d) for d in decisions],
        }
    )
    emporte = en_tableau(Decision, decisions)
    with st.expander(f"Décisions ({francais.nombre(len(decisions))})"):
        afficher_tableau(montre, emporte, f"Décisions — {titre}", cle="projet_decisions", filtres=ici.en_clair)
