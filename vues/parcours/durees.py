"""Les délais entre étapes et la qualité de formulation des projets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from domaine import francais
from figures.carte.classes import nommer_etape
from figures.graphiques import theme
from figures.graphiques.parcours import dire_etendue, nommer_passage, tracer_delais
from figures.mots import ecriture
from requetes.parcours.comptes import CompteEtape
from requetes.parcours.delais import DU_CADRE, Delai, Formulation, delais
from requetes.parcours.lecture import LectureDelais, lire_delais, lire_formulation
from tableurs.objets import en_tableau
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import choisir
from vues.page import navigation
from vues.parcours.contexte import (
    VENTILATIONS,
    ContexteParcours,
    choisir_ventilation,
    nommer_groupe,
    quitter_hors_choix,
)
from vues.textes import echapper


def afficher_delais(ici: ContexteParcours) -> None:
    """Combien de jours d'une étape à la suivante : médiane, moitié centrale, nombre de points."""
    lecture = ici.lire(lire_delais)
    if not lecture.delais:
        st.info(
            "Aucun délai à montrer : il faut deux étapes successives faites, et datées, pour au moins un point.",
            icon="ℹ️",
        )
        return
    gauche, droite = st.columns([1.2, 1], gap="medium")
    with gauche:
        titre = "Jours d’une étape à la suivante, sur les points choisis"
        st.markdown(f"**{titre}**")
        st.plotly_chart(tracer_delais(lecture.delais), config=theme.CONFIG, key="figure_delais", alt=titre)
    with droite:
        st.markdown("**Les mêmes, en nombres**")
        emporte = en_tableau(Delai, lecture.delais)
        montre = _montrer(lecture.delais)
        afficher_tableau(montre, emporte, "Délais entre étapes", cle="delais", filtres=ici.en_clair)
        _afficher_attente(ici, lecture.attente)
    st.caption(_dire_la_regle(lecture))
    _comparer(ici, lecture.delais)


def _dire_la_regle(lecture: LectureDelais) -> str:
    note = (
        "Médiane et quartiles recalculés sur les points, jamais sur des médianes. Une étape sautée, ou sans date "
        "réelle, ne donne aucun délai."
    )
    if lecture.indicateur:
        code = echapper(lecture.indicateur)
        note += f" Le passage 3 → 7 suit la règle de l’indicateur {code}, à la date des données."
    if lecture.negatifs:
        dits = francais.compte(lecture.negatifs, "délai négatif", "délais négatifs")
        note += f" {dits} : dates dans le désordre, signalées sur la page Qualité des données."
    return note


def _afficher_attente(ici: ContexteParcours, comptes: Sequence[CompteEtape]) -> None:
    """Depuis combien de temps les points sont à l'étape où ils en sont."""
    montre = pd.DataFrame(
        {
            "Étape atteinte": [nommer_etape(c.etape) for c in comptes],
            "Depuis (médiane)": [ecriture.valeur(c.jours_mediane, "jours") for c in comptes],
            "P25 à P75": [dire_etendue(c.jours_p25, c.jours_p75) for c in comptes],
            "Points": [francais.nombre(c.points) for c in comptes],
        }
    )
    titre = "Durée passée dans l’étape en cours"
    afficher_tableau(montre, en_tableau(CompteEtape, comptes), titre, cle="attente", filtres=ici.en_clair)


def _montrer(lus: Sequence[Delai]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Passage": [nommer_passage(d.de, d.vers) for d in lus],
            "Médiane (jours)": [francais.nombre(d.mediane, 1).removesuffix(",0") for d in lus],
            "P25 à P75": [dire_etendue(d.p25, d.p75) for d in lus],
            "Points": [francais.nombre(d.points) for d in lus],
        }
    )


def _comparer(ici: ContexteParcours, ensemble: Sequence[Delai]) -> None:
    """Un passage, groupe par groupe."""
    noms = {f"{d.de}-{d.vers}": nommer_passage(d.de, d.vers) for d in ensemble}
    # À l'origine, le passage que suit le cadre logique ; le code vide n'encombre pas l'adresse.
    du_cadre = "-".join(DU_CADRE)
    origine = du_cadre if du_cadre in noms else next(iter(noms))
    tete = {"": noms[origine]}
    noms = {code: nom for code, nom in noms.items() if code != origine}
    quitter_hors_choix("passage", noms)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        passage = choisir("passage", "Comparer le passage", tete | noms, largeur=380) or origine
        par = choisir_ventilation("delais_par", "Par")
    de, vers = passage.split("-")
    groupes = [d for d in ici.lire(delais, par) if (d.de, d.vers) == (de, vers)]
    groupes.sort(key=lambda d: d.mediane, reverse=True)
    montre = pd.DataFrame(
        {
            VENTILATIONS[par]: [nommer_groupe(d.groupe, par) for d in groupes],
            "Médiane": [ecriture.valeur(d.mediane, "jours") for d in groupes],
            "P25 à P75": [dire_etendue(d.p25, d.p75) for d in groupes],
            "Du plus court au plus long": [dire_etendue(d.plus_court, d.plus_long) for d in groupes],
            "Points": [francais.nombre(d.points) for d in groupes],
        }
    )
    titre = f"{nommer_passage(de, vers)}, par {VENTILATIONS[par].lower()}"
    afficher_tableau(montre, en_tableau(Delai, groupes), titre, cle="delais_groupes", filtres=ici.en_clair)


def afficher_formulation(ici: ContexteParcours) -> None:
    """La note de formulation des projets, opérateur par opérateur, selon la règle de `projets_note`."""
    lecture = ici.lire(lire_formulation)
    if lecture.ensemble is None or not lecture.ensemble.notes:
        st.info("Aucun projet noté dans cette sélection (feuille **Projets**, colonne note_formulation).", icon="ℹ️")
        return
    lignes = [*lecture.par_operateur, replace(lecture.ensemble, groupe="Ensemble")]
    montre = pd.DataFrame(
        {
            "Opérateur": [nommer_groupe(f.groupe, "operateur") for f in lignes],
            "Projets": [francais.nombre(f.projets) for f in lignes],
            "Notés": [francais.nombre(f.notes) for f in lignes],
            "Note médiane": [
                francais.ND if f.mediane is None else f"{francais.nombre(f.mediane, 1)}/20" for f in lignes
            ],
            "P25 à P75": [dire_etendue(f.p25, f.p75, 1) for f in lignes],
            "Note ≥ 12": [francais.pourcentage_fraction(f.suffisantes, f.notes, 0, seuil=None) for f in lignes],
        }
    )
    if len(lecture.par_operateur) < 2:
        st.info("Un seul opérateur dans cette sélection : rien à comparer.", icon="ℹ️")
    titre = "Qualité de formulation par opérateur"
    afficher_tableau(montre, en_tableau(Formulation, lignes), titre, cle="formulation", filtres=ici.en_clair)
    st.caption(
        "Projets notés, à la date de leur soumission, à défaut de leur validation ; un projet sans note ne compte pas, "
        "ni en bien ni en mal. L’ensemble est recalculé sur les projets."
    )
    if code := lecture.indicateur:
        libelle = f"C’est la règle de l’indicateur {code} : le suivre dans le temps"
        navigation.lier(navigation.TENDANCES, libelle, {"indicateur": code})
