"""Les ventilations d'un chiffre : dans le temps, ce qu'elles font du total, ce qui était prévu et n'est pas venu."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.chiffre import Chiffre, Moment
from domaine.niveaux import DECOUPES
from domaine.periodes import sans_accent
from figures.graphiques.series import tracer_ventilation
from figures.mots import chiffre, ecriture
from requetes.edition.referentiel import Indicateur
from requetes.tendances.lecture import LectureTendances
from requetes.tendances.series import Repartition
from vues.elements import tables
from vues.elements.graphiques import afficher_graphique
from vues.filtres.adresse import Filtres
from vues.textes import echapper

#: Ce que la feuille abrège, écrit en entier à l'écran ; les fichiers emportés gardent le code reçu.
_MODALITES = {("sexe", "F"): "femmes", ("sexe", "H"): "hommes"}


def afficher(lecture: LectureTendances, indicateur: Indicateur, choix: Filtres) -> None:
    """Une dimension après l'autre : les courbes de ses modalités, et leur part à la période choisie."""
    lignes = lecture.ventilations
    _dire_les_absentes(lignes, indicateur)
    if not lignes:
        st.info("Aucune ventilation n’a été reçue pour cette zone à cette lecture.", icon="ℹ️")
        return
    periode = choix.libelles.get("Période", francais.ND)
    for repartition in lecture.repartitions:
        dimension = repartition.dimension
        gauche, droite = st.columns(2, gap="medium")
        with gauche:
            montrees = [replace(m, modalite=_en_clair(m)) for m in lignes if m.dimension == dimension]
            titre = f"{indicateur.libelle_court}, par {dimension}"
            afficher_graphique(tracer_ventilation(montrees), titre, cle=f"ventilation_{dimension}")
        with droite:
            _afficher_parts(repartition, f"Par {dimension}, {periode}")
    with st.expander("Tableau des ventilations"):
        tables.afficher_ventilations(lignes, choix)


def _afficher_parts(repartition: Repartition, titre: str) -> None:
    st.markdown(f"**{echapper(titre)}**")
    montre = pd.DataFrame(
        [
            {
                "Modalité": _en_clair(p),
                "Valeur": chiffre.valeur(p) + (" (p)" if p.provisoire else ""),
                "Part du total": francais.SO if p.somme is None else francais.pourcentage(p.part),
                "Complétude": chiffre.completude(p),
            }
            for p in repartition.parts
        ]
    )
    st.table(montre.map(echapper), border="horizontal", hide_index=True, alt=titre)
    st.caption(_dire_la_somme(repartition))


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


def _dire_les_absentes(lignes: Sequence[Moment], indicateur: Indicateur) -> None:
    """Ce que le cadre prévoit et que personne n'a envoyé : une absence de ventilation se dit aussi."""
    noms = [n.strip() for n in re.split(r"[,;]", indicateur.desagregations or "") if n.strip()]
    recues = {sans_accent(str(m.dimension)) for m in lignes}
    absentes = [n for n in noms if sans_accent(n) not in recues and sans_accent(n) not in DECOUPES]
    if absentes:
        st.caption(
            f"Ventilations prévues par le cadre et non reçues ({francais.ND}) : {echapper(', '.join(absentes))}."
        )


def _en_clair(x: Chiffre) -> str:
    return _MODALITES.get((str(x.dimension), str(x.modalite)), str(x.modalite))
