"""Les délais entre étapes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from figures.carte.classes import nommer_etape
from figures.graphiques import theme
from figures.graphiques.parcours import dire_etendue, nommer_passage, tracer_delais
from figures.mots import ecriture
from requetes.parcours.comptes import CompteEtape
from requetes.parcours.delais import DU_CADRE, Delai, delais
from requetes.parcours.lecture import LectureDelais, lire_delais
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import choisir
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
            icon="ℹ",
        )
        return
    gauche, droite = st.columns([1.2, 1], gap="medium")
    with gauche:
        titre = "Jours d’une étape à la suivante, sur les points choisis"
        st.markdown(f"**{titre}**")
        st.plotly_chart(
            donnees.dessiner(tracer_delais, lecture.delais), config=theme.CONFIG, key="figure_delais", alt=titre
        )
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
