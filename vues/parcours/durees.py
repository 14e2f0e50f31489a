"""Les délais entre étapes et la qualité de formulation des projets."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine import francais
from figures.graphiques import theme
from figures.graphiques.parcours import dire_etendue, nommer_etape, nommer_passage, tracer_delais
from figures.mots import ecriture
from requetes.parcours import delais as parcours_delais
from requetes.parcours import points
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import choisir
from vues.page import navigation
from vues.parcours.vue import (
    VENTILATIONS,
    Vue,
    choisir_ventilation,
    indicateur_calcule,
    nommer_groupe,
    quitter_hors_choix,
)
from vues.textes import echapper


def afficher_delais(vue: Vue) -> None:
    """Combien de jours d'une étape à la suivante : médiane, moitié centrale, nombre de points."""
    delais = vue.lire(parcours_delais.delais)
    if delais.empty:
        st.info(
            "Aucun délai à montrer : il faut deux étapes successives faites, et datées, pour au moins un point.",
            icon="ℹ️",
        )
        return
    gauche, droite = st.columns([1.2, 1], gap="medium")
    with gauche:
        titre = "Jours d’une étape à la suivante, sur les points choisis"
        st.markdown(f"**{titre}**")
        st.plotly_chart(tracer_delais(delais), config=theme.CONFIG, key="figure_delais", alt=titre)
    with droite:
        st.markdown("**Les mêmes, en nombres**")
        afficher_tableau(_montrer(delais), delais, "Délais entre étapes", cle="delais", filtres=vue.en_clair)
        _afficher_attente(vue)
    st.caption(_dire_la_regle(vue, int(delais["negatifs"].sum())))
    _comparer(vue)


def _dire_la_regle(vue: Vue, negatifs: int) -> str:
    note = (
        "Médiane et quartiles recalculés sur les points, jamais sur des médianes. Une étape sautée, ou sans date "
        "réelle, ne donne aucun délai."
    )
    if code := indicateur_calcule(vue, "delai_remise_en_service"):
        note += f" Le passage 3 → 7 suit la règle de l’indicateur {echapper(code)}, à la date des données."
    if negatifs:
        dits = francais.compte(negatifs, "délai négatif", "délais négatifs")
        note += f" {dits} : dates dans le désordre, signalées sur la page Qualité des données."
    return note


def _afficher_attente(vue: Vue) -> None:
    """Depuis combien de temps les points sont à l'étape où ils en sont."""
    comptes = vue.lire(points.comptes_par_etape)
    comptes = comptes[comptes["jours_mediane"].notna()]
    montre = pd.DataFrame(
        {
            "Étape atteinte": [nommer_etape(e) for e in comptes["etape"]],
            "Depuis (médiane)": [ecriture.valeur(m, "jours") for m in comptes["jours_mediane"]],
            "P25 à P75": [dire_etendue(b, h) for b, h in zip(comptes["jours_p25"], comptes["jours_p75"], strict=True)],
            "Points": [francais.nombre(n) for n in comptes["points"]],
        }
    )
    titre = "Durée passée dans l’étape en cours"
    afficher_tableau(montre, comptes, titre, cle="attente", filtres=vue.en_clair)


def _montrer(delais: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Passage": [nommer_passage(d, v) for d, v in zip(delais["de"], delais["vers"], strict=True)],
            "Médiane (jours)": [francais.nombre(m, 1).removesuffix(",0") for m in delais["mediane"]],
            "P25 à P75": [dire_etendue(b, h) for b, h in zip(delais["p25"], delais["p75"], strict=True)],
            "Points": [francais.nombre(n) for n in delais["points"]],
        }
    )


def _comparer(vue: Vue) -> None:
    """Un passage, groupe par groupe."""
    passages = vue.lire(parcours_delais.delais)
    noms = {f"{d}-{v}": nommer_passage(d, v) for d, v in zip(passages["de"], passages["vers"], strict=True)}
    # À l'origine, le passage que suit le cadre logique ; le code vide n'encombre pas l'adresse.
    origine = "3-7" if "3-7" in noms else next(iter(noms))
    tete = {"": noms[origine]}
    noms = {code: nom for code, nom in noms.items() if code != origine}
    quitter_hors_choix("passage", noms)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        passage = choisir("passage", "Comparer le passage", tete | noms, largeur=380) or origine
        par = choisir_ventilation("delais_par", "Par")
    tous = vue.lire(parcours_delais.delais, par)
    de, vers = passage.split("-")
    lignes = tous[(tous["de"] == de) & (tous["vers"] == vers)].sort_values("mediane", ascending=False)
    montre = pd.DataFrame(
        {
            VENTILATIONS[par]: [nommer_groupe(g, par) for g in lignes["groupe"]],
            "Médiane": [ecriture.valeur(m, "jours") for m in lignes["mediane"]],
            "P25 à P75": [dire_etendue(b, h) for b, h in zip(lignes["p25"], lignes["p75"], strict=True)],
            "Du plus court au plus long": [
                dire_etendue(b, h) for b, h in zip(lignes["plus_court"], lignes["plus_long"], strict=True)
            ],
            "Points": [francais.nombre(n) for n in lignes["points"]],
        }
    )
    titre = f"{nommer_passage(de, vers)}, par {VENTILATIONS[par].lower()}"
    afficher_tableau(montre, lignes, titre, cle="delais_groupes", filtres=vue.en_clair)


def afficher_formulation(vue: Vue) -> None:
    """La note de formulation des projets, opérateur par opérateur, selon la règle de `projets_note`."""
    ensemble = vue.lire(parcours_delais.formulation, "")
    if ensemble.empty or not ensemble["notes"].iloc[0]:
        st.info("Aucun projet noté dans cette sélection (feuille **Projets**, colonne note_formulation).", icon="ℹ️")
        return
    par_operateur = vue.lire(parcours_delais.formulation, "operateur")
    lignes = pd.concat([par_operateur, ensemble.assign(groupe="Ensemble")], ignore_index=True)
    montre = pd.DataFrame(
        {
            "Opérateur": [nommer_groupe(g, "operateur") for g in lignes["groupe"]],
            "Projets": [francais.nombre(n) for n in lignes["projets"]],
            "Notés": [francais.nombre(n) for n in lignes["notes"]],
            "Note médiane": [
                francais.ND if francais.absente(m) else f"{francais.nombre(m, 1)}/20" for m in lignes["mediane"]
            ],
            "P25 à P75": [dire_etendue(b, h, 1) for b, h in zip(lignes["p25"], lignes["p75"], strict=True)],
            "Note ≥ 12": [
                francais.pourcentage_fraction(s, n, 0, seuil=None)
                for s, n in zip(lignes["suffisantes"], lignes["notes"], strict=True)
            ],
        }
    )
    if len(par_operateur) < 2:
        st.info("Un seul opérateur dans cette sélection : rien à comparer.", icon="ℹ️")
    titre = "Qualité de formulation par opérateur"
    afficher_tableau(montre, lignes, titre, cle="formulation", filtres=vue.en_clair)
    st.caption(
        "Projets notés, à la date de leur soumission, à défaut de leur validation ; un projet sans note ne compte pas, "
        "ni en bien ni en mal. L’ensemble est recalculé sur les projets."
    )
    if code := indicateur_calcule(vue, "projets_note"):
        libelle = f"C’est la règle de l’indicateur {code} : le suivre dans le temps"
        navigation.lier(navigation.TENDANCES, libelle, {"indicateur": code})
