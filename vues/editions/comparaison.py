"""Deux éditions l'une contre l'autre, à l'écran : la synthèse, les chiffres, les définitions et les cibles."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.periodes import TYPE_PAR_FREQUENCE
from domaine.reglages import dossier_donnees, reglages
from requetes.edition import editions, referentiel
from vues import donnees
from vues.actions import editions as actions_editions
from vues.actions.processus import ActionImpossible
from vues.elements import changements
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.filtres import barre
from vues.filtres.adresse import choisir
from vues.page.acces import LIBELLES
from vues.page.cadre import Contexte
from vues.textes import echapper

#: Titre, genres, ce que ce groupe veut dire. Les chiffres du passé d’abord : ce sont eux qu'on explique.
_GROUPES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "Chiffres du passé revus",
        ("révisée", "complétée", "retirée"),
        "La période était finie quand la première édition a été arrêtée : le lecteur a lu un autre chiffre.",
    ),
    ("Chiffres disparus", ("rangée disparue",), "La première édition les avait, la seconde non."),
    (
        "Chiffres avancés",
        ("en cours",),
        "La période courait encore à l’arrêté de la première édition : le chiffre avance, il n’est pas corrigé.",
    ),
    ("Chiffres apparus", ("rangée apparue",), "La première édition ne les avait pas : périodes neuves, surtout."),
    (
        "Jugés autrement",
        ("jugée autrement",),
        "Même valeur ; la cible, la référence, la complétude ou l’état ne sont plus les mêmes.",
    ),
    ("Masqués d’un côté", ("masquée",), "Effectif de moins de 5 personnes, vidé dans l’une des deux éditions."),
)
#: Ce qui contredit la première édition passe avant les définitions ; ce qui la prolonge, après.
_AVANT_LES_DEFINITIONS = 2
#: Le titre d'un groupe, dans la place d'un chiffre.
_COURTS = {"Chiffres du passé revus": "Passé revu"}
_journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lue:
    """La réponse de la commande, en tableaux."""

    note: str
    ecarts: pd.DataFrame
    definitions: pd.DataFrame


def afficher(contexte: Contexte) -> None:
    """Le choix des deux éditions, puis ce qui change de l'une à l'autre."""
    if reglages().edition:
        st.info("Cet écran est fixé à une édition : il ne la compare à aucune autre.", icon="📌")
        return
    choix = _offertes(contexte)
    if len(choix) < 2:
        st.info("Il n’y a qu’une édition : rien à quoi la comparer.", icon="ℹ️")
        return
    en_vigueur = contexte.edition.id
    with st.container(horizontal=True, vertical_alignment="bottom"):
        avant = choisir("avant", "De", choix, next(c for c in choix if c != en_vigueur), largeur=400)
        apres = choisir("apres", "À", choix, en_vigueur, largeur=400)
    if avant == apres:
        st.info("C’est deux fois la même édition : choisissez-en une autre.", icon="ℹ️")
        return
    try:
        with st.spinner("Comparaison des deux éditions…"):
            lue = _comparer(avant, apres)
    except ActionImpossible as erreur:
        _journal.error("Comparaison impossible : %s\n%s", erreur, erreur.detail)
        st.error(echapper(erreur), icon="⚠️")
        return
    _montrer(contexte, lue, f"{choix[avant]} → {choix[apres]}", f"{avant} {apres}")


def _offertes(contexte: Contexte) -> dict[str, str]:
    """Les éditions figées, puis les publiées, les plus récentes d'abord."""
    figees = editions.editions_figees(dossier_donnees()).to_dict("records")
    publiees = editions.editions_publiees(dossier_donnees()).to_dict("records")
    offertes = {
        str(f["numero"]): f"{f['numero']}, {LIBELLES[str(f['public'])]} — {f['titre']}"
        for f in figees
        if f["public"] in LIBELLES
    }
    for publiee in publiees:
        marque = "en vigueur" if publiee["identifiant"] == contexte.edition.id else "publiée"
        le = francais.horodatage(publiee["publie_le"])
        offertes[str(publiee["identifiant"])] = f"{marque}, {le} ({str(publiee['identifiant'])[-8:]})"
    return offertes


@st.cache_data(max_entries=8, show_spinner=False)
def _comparer(avant: str, apres: str) -> Lue:
    """Une édition ne change jamais : deux numéros suffisent à la clé."""
    reponse = actions_editions.comparer(avant, apres)
    return Lue(str(reponse["note"]), _tableau(reponse["ecarts"], "genre"), _tableau(reponse["definitions"], "phrase"))


def _tableau(lignes: list[dict[str, Any]], colonne: str) -> pd.DataFrame:
    return pd.DataFrame(lignes) if lignes else pd.DataFrame(columns=[colonne])


def _montrer(contexte: Contexte, lue: Lue, titre: str, nom: str) -> None:
    st.markdown(f"**{echapper(titre)}**")
    if lue.note:
        st.caption(echapper(lue.note))
    tout = st.toggle("Compter aussi les cumuls, les sommes de périodes et les ventilations", key="comparaison_tout")
    ecarts = _completer(contexte, lue.ecarts, tout=tout)
    comptes = {titre_: ecarts[ecarts["genre"].isin(genres)] for titre_, genres, _ in _GROUPES}
    _resumer(comptes, lue.definitions)
    if lue.ecarts.empty and lue.definitions.empty:
        st.success(
            "Les deux éditions disent la même chose : mêmes chiffres, mêmes cibles, mêmes définitions.", icon="✔️"
        )
        return
    zones = barre.noms_des_zones(contexte.edition)
    for rang, (titre_, _, sens) in enumerate(_GROUPES):
        if rang == _AVANT_LES_DEFINITIONS:
            _montrer_definitions(lue.definitions, nom)
        lignes = comptes[titre_]
        if lignes.empty:
            continue
        st.subheader(f"{titre_} ({francais.nombre(len(lignes))})", anchor=False)
        st.caption(sens)
        montre = changements.mettre_en_mots(lignes, zones)
        afficher_tableau(montre, lignes, f"{titre_} {nom}", cle=f"comparaison_{rang}", filtres=titre)
    st.divider()
    telecharger(lue.ecarts, f"Tous les écarts {nom}", cle="comparaison_tous", filtres=titre)


def _resumer(comptes: dict[str, pd.DataFrame], definitions: pd.DataFrame) -> None:
    with st.container(horizontal=True, key="resume_comparaison"):
        for titre, _, sens in _GROUPES:
            if len(comptes[titre]) or titre != "Masqués d’un côté":
                st.metric(_COURTS.get(titre, titre), francais.nombre(len(comptes[titre])), width=165, help=sens)
        aide = "Indicateurs, cibles, références, seuils, zones attendues : ajoutés, retirés ou changés."
        st.metric("Définitions et cibles", francais.nombre(len(definitions)), width=165, help=aide)


def _montrer_definitions(definitions: pd.DataFrame, nom: str) -> None:
    if definitions.empty:
        st.caption("Aucune définition, cible, référence ni seuil n’a changé.")
        return
    st.subheader(f"Définitions, cibles, références et seuils ({francais.nombre(len(definitions))})", anchor=False)
    montre = pd.DataFrame(
        {
            "Objet": [f"{str(o)[:1].upper()}{str(o)[1:]}" for o in definitions["objet"]],
            "Geste": definitions["geste"],
            "Ce qui change": definitions["phrase"],
        }
    )
    afficher_tableau(montre, definitions, f"Définitions changées {nom}", cle="comparaison_definitions")


def _completer(contexte: Contexte, ecarts: pd.DataFrame, *, tout: bool) -> pd.DataFrame:
    """Ajoute libellé, unité et nom de zone ; sauf `tout`, ne garde que les totaux aux périodes de collecte."""
    if ecarts.empty:
        return ecarts
    cadre = donnees.lire(contexte.edition, referentiel.indicateurs).set_index("code")
    connus = cadre[["libelle_court", "unite", "frequence"]]
    lus = ecarts.join(connus, on="code_indicateur").assign(zone=ecarts["code_zone"])
    if tout:
        ventilee = lus["dimension"].notna()
        suite = " (" + lus["dimension"].astype(str) + "\u00a0: " + lus["modalite"].astype(str) + ")"
        return lus.assign(libelle_court=lus["libelle_court"].where(~ventilee, lus["libelle_court"] + suite))
    # Un indicateur que le cadre en vigueur n'a plus n'a pas de fréquence connue : toutes ses lectures restent.
    propre = lus["frequence"].map(TYPE_PAR_FREQUENCE).fillna(lus["type_periode"])
    return lus[lus["dimension"].isna() & (lus["type_periode"] == propre)]
