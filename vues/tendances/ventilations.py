"""Les ventilations d'un chiffre : dans le temps, ce qu'elles font du total, ce qui était prévu et n'est pas venu."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.chiffre import Chiffre, Moment
from domaine.niveaux import DECOUPES
from domaine.periodes import sans_accent
from domaine.sources import NON_PRECISE, SANS_VENTILATION, SOURCES, nom_de_dimension
from figures.graphiques.series import tracer_ventilation
from figures.mots import chiffre, ecriture, ventilation
from requetes.edition.referentiel import Indicateur
from requetes.tendances.lecture import LectureTendances
from requetes.tendances.series import Repartition
from vues.elements import tables
from vues.elements.graphiques import afficher_graphique
from vues.elements.tableaux import montrer
from vues.page.entree import Contexte
from vues.textes import echapper

#: Autant de courbes qu'il y a de couleurs bien distinctes ; au-delà, le tableau dit le reste.
_COURBES = 6


def afficher(contexte: Contexte, lecture: LectureTendances, indicateur: Indicateur) -> None:
    """Une dimension après l'autre : les courbes de ses modalités, et leur part à la période choisie."""
    lignes, choix = lecture.ventilations, contexte.filtres
    _dire_les_absentes(lignes, indicateur, remise=contexte.remise)
    if not lignes:
        st.info("Aucune ventilation n’a été reçue pour cette zone à cette lecture.", icon="ℹ")
        return
    periode = choix.libelles.get("Période", francais.ND)
    resultats = {
        i.resultat: i.libelle_resultat for i in contexte.referentiel.indicateurs.values() if i.libelle_resultat
    }
    for repartition in lecture.repartitions:
        dimension = ventilation.dimension(repartition.dimension)
        gauche, droite = st.columns(2, gap="medium")
        with gauche:
            siennes = [m for m in lignes if m.dimension == repartition.dimension]
            titre = f"{indicateur.libelle_court}, par {dimension}"
            _tracer(siennes, titre, repartition.dimension)
        with droite:
            _afficher_parts(repartition, f"Par {dimension}, {periode}", resultats)
    with st.expander("Tableau des ventilations"):
        tables.afficher_ventilations(contexte.edition, lignes, choix)


def _tracer(lignes: Sequence[Moment], titre: str, dimension: str) -> None:
    """Les courbes des modalités ; de beaucoup, celles qui pèsent le plus."""
    poids: dict[str, float] = {}
    for m in lignes:
        poids[str(m.modalite)] = max(poids.get(str(m.modalite), 0.0), m.denominateur or m.valeur or 0.0)
    gardees = sorted(poids, key=lambda m: -poids[m])[:_COURBES]
    montrees = [replace(m, modalite=ventilation.modalite(m)) for m in lignes if m.modalite in gardees]
    montrees.sort(key=lambda m: _place(str(m.modalite)))
    afficher_graphique(tracer_ventilation, montrees, titre=titre, cle=f"ventilation_{dimension}")
    if len(poids) > len(gardees):
        st.caption(f"Les {len(gardees)} modalités les plus fortes sur {len(poids)} ; toutes sont au tableau.")


def _afficher_parts(repartition: Repartition, titre: str, resultats: Mapping[str, str]) -> None:
    st.markdown(f"**{echapper(titre)}**")
    montre = pd.DataFrame(
        [
            {
                "Modalité": _en_clair(p, resultats),
                "Valeur": chiffre.valeur(p) + chiffre.marques(p),
                "Part du total": francais.SO if p.somme is None else francais.pourcentage(p.part),
                "Complétude": chiffre.completude(p),
            }
            for p in sorted(repartition.parts, key=lambda p: _place(str(p.modalite)))
        ]
    )
    montrer(montre, titre, cle=f"parts_{repartition.dimension}")
    st.caption(_dire_la_somme(repartition))


def _place(modalite: str) -> tuple[bool, str]:
    """L'ordre du dictionnaire, ce qui n'est pas dit à la fin."""
    return modalite == NON_PRECISE, sans_accent(modalite)


def _dire_la_somme(repartition: Repartition) -> str:
    somme, total, reste = repartition.somme, repartition.total, repartition.reste
    unite = repartition.parts[0].unite
    if somme is None:
        return "Ces modalités ne s’additionnent pas : ni somme, ni part du total."
    phrase = f"Somme des modalités : {ecriture.valeur(somme, unite)}"
    if repartition.masquee:
        return f"{phrase}, hors ce qui est masqué : elle ne se compare pas au total."
    if total is None or reste is None:
        return f"{phrase} ; le total est {francais.ND}"
    phrase += f", pour un total de {ecriture.valeur(total, unite)}"
    if abs(reste) < 0.05:
        return f"{phrase} : tout est ventilé."
    dit = ecriture.valeur(abs(reste), unite)
    return f"{phrase} ({dit} {'sans modalité' if reste > 0 else 'de trop'}). Un total ne se refait jamais ainsi."


def _dire_les_absentes(lignes: Sequence[Moment], indicateur: Indicateur, *, remise: bool) -> None:
    """Ce que le cadre prévoit et qui n'est pas là : n'est pas venu, ou pourquoi aucun registre ne le donne."""
    noms = [n.strip() for n in re.split(r"[,;]", indicateur.desagregations or "") if n.strip()]
    presentes = {str(m.dimension) for m in lignes}
    absentes = [n for n in noms if nom_de_dimension(n) not in presentes and sans_accent(n) not in DECOUPES]
    source = SOURCES.get(indicateur.source_calcul or "")
    attendues = [n for n in absentes if source is None or nom_de_dimension(n) in source.dimensions]
    if attendues:
        pourquoi = "non publiées ou non reçues" if remise else f"non reçues ({francais.ND})"
        st.caption(f"Ventilations prévues par le cadre et {pourquoi} : {echapper(', '.join(attendues))}.")
    if sans := [n for n in absentes if n not in attendues]:
        raisons = [f"{n}, {SANS_VENTILATION.get(nom_de_dimension(n), 'que le calcul ne donne pas')}" for n in sans]
        st.caption(f"Prévues par le cadre, et que les registres ne donnent pas : {echapper(' ; '.join(raisons))}.")


def _en_clair(x: Chiffre, resultats: Mapping[str, str]) -> str:
    """La modalité en entier ; d'un résultat, son code et son nom."""
    lue = ventilation.modalite(x)
    return f"{lue} — {resultats[lue]}" if x.dimension == "resultat" and lue in resultats else lue
