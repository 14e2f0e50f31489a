"""Les ventilations d'un chiffre : dans le temps, ce qu'elles font du total, ce qui était prévu et n'est pas venu."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.figees import MASQUE
from domaine.niveaux import DECOUPES
from domaine.periodes import sans_accent
from figures.graphiques.series import tracer_ventilation
from figures.mots import ecriture
from requetes.edition.ouverture import Edition
from requetes.tendances import series
from vues import donnees
from vues.elements import etats, tables
from vues.elements.graphiques import afficher_graphique
from vues.filtres.adresse import Filtres
from vues.textes import echapper

#: Ce que la feuille abrège, écrit en entier à l'écran ; les fichiers emportés gardent le code reçu.
_MODALITES = {("sexe", "F"): "femmes", ("sexe", "H"): "hommes"}


def afficher(edition: Edition, lignes: pd.DataFrame, indicateur: dict[Hashable, Any], choix: Filtres) -> None:
    """Une dimension après l'autre : les courbes de ses modalités, et leur part à la période choisie.

    Args:
        edition: l'édition lue.
        lignes: `requetes.tendances.series.ventilations` de cette zone et de cette lecture.
        indicateur: une ligne de `requetes.edition.referentiel.indicateurs`.
        choix: les filtres en vigueur.
    """
    _dire_les_absentes(lignes, indicateur)
    if lignes.empty:
        st.info("Aucune ventilation n’a été reçue pour cette zone à cette lecture.", icon="ℹ️")
        return
    unite = str(indicateur["unite"])
    parts = donnees.lire(edition, series.repartition, choix.indicateur, choix.zone, choix.type_periode, choix.periode)
    for dimension in dict.fromkeys(lignes["dimension"]):
        gauche, droite = st.columns(2, gap="medium")
        with gauche:
            titre = f"{indicateur['libelle_court']}, par {dimension}"
            figure = tracer_ventilation(_en_clair(lignes[lignes["dimension"] == dimension]), unite)
            afficher_graphique(figure, titre, cle=f"ventilation_{dimension}")
        with droite:
            periode = choix.libelles.get("Période", francais.ND)
            _afficher_parts(_en_clair(parts[parts["dimension"] == dimension]), unite, f"Par {dimension}, {periode}")
    with st.expander("Tableau des ventilations"):
        tables.afficher_ventilations(lignes, unite, choix)


def _afficher_parts(parts: pd.DataFrame, unite: str, titre: str) -> None:
    st.markdown(f"**{echapper(titre)}**")
    montre = pd.DataFrame(
        [
            {
                "Modalité": p["modalite"],
                "Valeur": (
                    etats.absence(p["etat"])
                    if francais.absente(p["valeur"])
                    else ecriture.valeur(p["valeur"], unite, p["numerateur"], p["denominateur"])
                )
                + (" (p)" if p["provisoire"] is True else ""),
                "Part du total": francais.SO if francais.absente(p["somme"]) else francais.pourcentage(p["part"]),
                "Complétude": ecriture.completude(p["recues"], p["attendues"]),
            }
            for p in parts.to_dict("records")
        ]
    )
    st.table(montre.map(echapper), border="horizontal", hide_index=True, alt=titre)
    masque = (parts["etat"] == MASQUE).any()
    st.caption(_dire_la_somme(parts.iloc[0].to_dict() | {"masque": masque}, unite))


def _dire_la_somme(ligne: dict[Hashable, Any], unite: str) -> str:
    somme, total = ligne["somme"], ligne["total"]
    if francais.absente(somme):
        return "Ces modalités ne s’additionnent pas : ni somme, ni part du total."
    phrase = f"Somme des modalités : {ecriture.valeur(somme, unite)}"
    if ligne["masque"]:
        return f"{phrase}, hors ce qui est masqué : elle ne se compare pas au total."
    if francais.absente(total):
        return f"{phrase} ; le total est {francais.ND}"
    phrase += f", pour un total de {ecriture.valeur(total, unite)}"
    reste = float(total) - float(somme)
    if abs(reste) < 0.05:
        return f"{phrase} : tout est ventilé."
    dit = ecriture.valeur(abs(reste), unite)
    return f"{phrase} ({dit} {'sans modalité' if reste > 0 else 'de trop'}). Un total ne se refait jamais ainsi."


def _dire_les_absentes(lignes: pd.DataFrame, indicateur: dict[Hashable, Any]) -> None:
    """Ce que le cadre prévoit et que personne n'a envoyé : une absence de ventilation se dit aussi."""
    prevues = indicateur["desagregations"]
    noms = [] if francais.absente(prevues) else [n.strip() for n in re.split(r"[,;]", str(prevues)) if n.strip()]
    recues = {sans_accent(str(d)) for d in lignes["dimension"]}
    absentes = [n for n in noms if sans_accent(n) not in recues and sans_accent(n) not in DECOUPES]
    if absentes:
        st.caption(
            f"Ventilations prévues par le cadre et non reçues ({francais.ND}) : {echapper(', '.join(absentes))}."
        )


def _en_clair(lignes: pd.DataFrame) -> pd.DataFrame:
    couples = zip(lignes["dimension"], lignes["modalite"], strict=True)
    return lignes.assign(modalite=[_MODALITES.get((d, m), m) for d, m in couples])
