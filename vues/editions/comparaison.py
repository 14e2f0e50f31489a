"""Deux éditions l'une contre l'autre, à l'écran : la synthèse, les chiffres, les définitions et les cibles."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.reglages import dossier_donnees
from domaine.schema.ecarts import DefinitionChangee, Ecart
from requetes.edition import editions, referentiel
from requetes.edition.revisions import ChiffreRevu, Nomme, completer
from tableurs.objets import en_tableau
from vues import donnees, lecteur
from vues.actions import editions as actions_editions
from vues.actions.processus import ActionImpossible
from vues.elements import changements
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.filtres import barre
from vues.filtres.adresse import choisir
from vues.page.acces import LIBELLES
from vues.page.entree import Contexte
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
    """La réponse de la commande.

    Attributes:
        communs: chiffres que les deux éditions ont ; `changes`, ceux que le lecteur de la première ne retrouve pas.
    """

    note: str
    communs: int
    changes: int
    ecarts: tuple[ChiffreRevu, ...]
    definitions: tuple[DefinitionChangee, ...]


def afficher(contexte: Contexte) -> None:
    """Le choix des deux éditions, puis ce qui change de l'une à l'autre."""
    if lecteur.edition_fixee():
        st.info("Cet écran est fixé à une édition : il ne la compare à aucune autre.", icon="📌")
        return
    choix = _offertes(contexte)
    if len(choix) < 2:
        st.info("Il n’y a qu’une édition : rien à quoi la comparer.", icon="ℹ")
        return
    en_vigueur = contexte.edition.id
    with st.container(horizontal=True, vertical_alignment="bottom"):
        avant = choisir("avant", "De", choix, next(c for c in choix if c != en_vigueur), largeur=400)
        apres = choisir("apres", "À", choix, en_vigueur, largeur=400)
    if avant == apres:
        st.info("C’est deux fois la même édition : choisissez-en une autre.", icon="ℹ")
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
    offertes = {
        f.numero: f"{f.numero}, {LIBELLES[f.public]} — {f.titre}"
        for f in editions.editions_figees(dossier_donnees())
        if f.public in LIBELLES
    }
    for publiee in editions.editions_publiees(dossier_donnees()):
        marque = "en vigueur" if publiee.identifiant == contexte.edition.id else "publiée"
        le = francais.horodatage(publiee.publie_le)
        offertes[publiee.identifiant] = f"{marque}, {le} ({publiee.identifiant[-8:]})"
    return offertes


@st.cache_data(max_entries=8, show_spinner=False)
def _comparer(avant: str, apres: str) -> Lue:
    """Une édition ne change jamais : deux numéros suffisent à la clé."""
    reponse = actions_editions.comparer(avant, apres)
    return Lue(
        str(reponse["note"]),
        int(reponse["communs"]),
        int(reponse["changes"]),
        tuple(ChiffreRevu(**e) for e in reponse["ecarts"]),
        tuple(DefinitionChangee(**d) for d in reponse["definitions"]),
    )


def _montrer(contexte: Contexte, lue: Lue, titre: str, nom: str) -> None:
    st.markdown(f"**{echapper(titre)}**")
    st.markdown(_dire_ce_que_les_deux_ont(lue))
    if lue.note:
        st.caption(echapper(lue.note))
    tout = st.toggle("Compter aussi les cumuls, les sommes de périodes et les ventilations", key="comparaison_tout")
    ecarts = completer(lue.ecarts, _cadre(contexte), tout=tout)
    groupes = {titre_: [e for e in ecarts if e.genre in genres] for titre_, genres, _ in _GROUPES}
    _resumer(groupes, lue.definitions)
    if not lue.ecarts and not lue.definitions:
        st.success(
            "Les deux éditions disent la même chose : mêmes chiffres, mêmes cibles, mêmes définitions.", icon="✔️"
        )
        return
    zones = barre.noms_des_zones(contexte.referentiel)
    for rang, (titre_, _, sens) in enumerate(_GROUPES):
        if rang == _AVANT_LES_DEFINITIONS:
            _montrer_definitions(lue.definitions, nom)
        lignes = groupes[titre_]
        if not lignes:
            continue
        st.subheader(f"{titre_} ({francais.nombre(len(lignes))})", anchor=False)
        st.caption(sens)
        montre, emporte = changements.mettre_en_mots(lignes, zones), en_tableau(ChiffreRevu, lignes)
        afficher_tableau(montre, emporte, f"{titre_} {nom}", cle=f"comparaison_{rang}", filtres=titre)
    st.divider()
    telecharger(en_tableau(Ecart, lue.ecarts), f"Tous les écarts {nom}", cle="comparaison_tous", filtres=titre)


def _dire_ce_que_les_deux_ont(lue: Lue) -> str:
    """Le compte du rapport et de la commande (règle E6) : ce que le lecteur de la première avait en main."""
    communs = francais.compte(lue.communs, "chiffre est dans les deux", "chiffres sont dans les deux")
    changes = francais.compte(lue.changes, "n’est plus le même", "ne sont plus les mêmes") if lue.changes else ""
    return f"{communs}\u00a0; {changes or 'aucun n’a changé'}, cumuls et ventilations compris."


def _cadre(contexte: Contexte) -> dict[str, Nomme]:
    lus = donnees.lire(contexte.edition, referentiel.indicateurs)
    colonnes = (lus["code"], lus["libelle_court"], lus["unite"], lus["frequence"])
    return {code: Nomme(libelle, unite, frequence) for code, libelle, unite, frequence in zip(*colonnes, strict=True)}


def _resumer(groupes: Mapping[str, Sequence[ChiffreRevu]], definitions: Sequence[DefinitionChangee]) -> None:
    with st.container(horizontal=True, key="resume_comparaison"):
        for titre, _, sens in _GROUPES:
            if groupes[titre] or titre != "Masqués d’un côté":
                st.metric(_COURTS.get(titre, titre), francais.nombre(len(groupes[titre])), width=165, help=sens)
        aide = "Indicateurs, cibles, références, seuils, zones attendues : ajoutés, retirés ou changés."
        st.metric("Définitions et cibles", francais.nombre(len(definitions)), width=165, help=aide)


def _montrer_definitions(definitions: Sequence[DefinitionChangee], nom: str) -> None:
    if not definitions:
        st.caption("Aucune définition, cible, référence ni seuil n’a changé.")
        return
    st.subheader(f"Définitions, cibles, références et seuils ({francais.nombre(len(definitions))})", anchor=False)
    montre = pd.DataFrame(
        {
            "Objet": [d.objet[:1].upper() + d.objet[1:] for d in definitions],
            "Geste": [d.geste for d in definitions],
            "Ce qui change": [d.phrase for d in definitions],
        }
    )
    emporte = en_tableau(DefinitionChangee, definitions)
    afficher_tableau(montre, emporte, f"Définitions changées {nom}", cle="comparaison_definitions")
