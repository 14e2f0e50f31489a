"""La barre de filtres, unique, dont l'adresse de la page est la seule mémoire partagée.

Une vue collée dans un courriel s'ouvre comme elle était : chaque choix est un code dans l'adresse. Une valeur
inconnue est dite puis remplacée par la valeur d'origine, jamais levée en exception. Les choix suivent la personne
d'une page à l'autre, le temps de sa visite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from vues.textes import echapper

_MEMOIRE = "memoire_filtres"
_PAGE, _DESSINES = "page_des_filtres", "filtres_dessines"
_ONGLET, _CLE_DES_ONGLETS = "onglet", "onglets"
#: Dans l'adresse d'un lien vers une seule chose : les choix de la visite, qui la cacheraient, s'oublient.
SEULE = "seule"
#: Ce qui suit la personne d'une page à l'autre sans jamais écarter une ligne.
_SANS_EFFET = frozenset({"indicateur", "type_periode", "periode"})
#: Ce que montre une boîte vidée ; sans lui, Streamlit écrit «Choose an option».
INVITE = "Choisir…"
#: Changer le premier retire les seconds de l'adresse : ils sont relus en silence, s'ils valent encore.
_DEPENDANTS = {
    "region": ("cercle", "ventilation"),
    "type_periode": ("periode", "periode_b"),
    "periode": ("periode_b",),
    "indicateur": ("type_periode", "periode", "periode_b", "niveau", "mesure", "ventilation"),
    "niveau": ("mesure",),
}


@dataclass(frozen=True)
class Filtres:
    """Les filtres en vigueur ; un texte vide veut dire «tous» ou «sans objet sur cette page».

    Attributes:
        type_periode: cumul, mois, trimestre, semestre ou annee.
        periode: son libellé (`2024-T2`).
        fin_passee: la fin de cette période, quand une plus récente s'offre ; `None` = la dernière, ou sans période.
        libelles: ce qui est écrit sous la barre, dans l'ordre : nom du filtre → choix en clair.
    """

    indicateur: str = ""
    type_periode: str = ""
    periode: str = ""
    region: str = ""
    cercle: str = ""
    service: str = ""
    fin_passee: dt.date | None = None
    libelles: dict[str, str] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        """La zone choisie la plus fine : cercle, sinon région, sinon le projet entier."""
        return self.cercle or self.region or "SOCLE"

    @property
    def en_clair(self) -> str:
        """Les filtres en une ligne, pour un titre d'export : «Région : Gao ; Période : T2 2024»."""
        return " ; ".join(f"{nom}\u00a0: {choix}" for nom, choix in self.libelles.items())


def suivre_page(page: str) -> None:
    """Dit quelle page se dessine : en y arrivant, ce que l'adresse ne dit pas se reprend à la mémoire de la visite.

    Ensuite l'adresse dit tout, même par ce qu'elle tait : le bouton «précédent» du navigateur ôte un choix, et la
    mémoire ne doit pas le remettre.
    """
    if st.query_params.pop(SEULE, None) is not None:
        memoire = st.session_state.get(_MEMOIRE, {})
        for nom in memoire.keys() - _SANS_EFFET:
            del memoire[nom]
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE], st.session_state[_DESSINES] = page, set()


def choisir(nom: str, libelle: str, choix: Mapping[str, str], defaut: str | None = None, *, largeur: int = 190) -> str:
    """Un filtre tenu dans l'adresse de la page, sous `?nom=code`.

    Args:
        nom: nom ASCII, le même sur toutes les pages où le filtre veut dire la même chose.
        libelle: nom français, écrit au-dessus.
        choix: code → texte montré, dans l'ordre ; le code vide veut dire «tous».
        defaut: code d'origine ; le premier du choix quand il n'est pas donné.
        largeur: en pixels ; la boîte rétrécit sur un téléphone.

    Returns:
        Le code choisi, toujours une clé de `choix` ; un texte vide quand il n'y a rien à choisir.
    """
    if not choix:
        st.selectbox(
            libelle, ["rien à choisir"], disabled=True, width=largeur, key=f"filtre_{nom}_vide", placeholder=INVITE
        )
        return ""
    origine = next(iter(choix)) if defaut is None or defaut not in choix else defaut
    return _demander(nom, libelle, choix, origine, partial(st.selectbox, width=largeur, placeholder=INVITE))


def glisser(nom: str, libelle: str, choix: Mapping[str, str], defaut: str) -> str:
    """Comme `choisir`, sur un curseur : des choix ordonnés (des dates), au moins deux.

    Returns:
        Le code choisi, toujours une clé de `choix`.
    """
    if len(choix) < 2:
        return next(iter(choix), "")
    return _demander(nom, libelle, choix, defaut, st.select_slider)


def _demander(nom: str, libelle: str, choix: Mapping[str, str], origine: str, dessiner: Callable[..., Any]) -> str:
    """Dessine la boîte, sur la valeur que disent l'adresse ou la visite, et tient celle qui est choisie."""
    cle, memoire = f"filtre_{nom}", st.session_state.setdefault(_MEMOIRE, {})
    st.session_state[cle] = _valeur_demandee(nom, libelle, choix, origine, memoire)
    valeur: str = dessiner(
        libelle,
        list(choix),
        key=cle,
        format_func=lambda code: choix.get(code, code),
        on_change=_retenir,
        args=(nom, cle),
    )
    _tenir(nom, valeur, memoire)
    return valeur


def cocher(nom: str, libelle: str, choix: Mapping[str, str]) -> tuple[str, ...]:
    """Plusieurs choix à la fois, tenus dans l'adresse sous `?nom=a,b` ; aucun au départ.

    Un code inconnu de l'adresse est laissé de côté : ces choix ajoutent, ils ne filtrent pas.

    Returns:
        Les codes cochés, dans l'ordre de `choix`.
    """
    cle, memoire = f"filtre_{nom}", st.session_state.setdefault(_MEMOIRE, {})
    demandes = choisi(nom).split(",")
    st.session_state[cle] = [code for code in choix if code in demandes]
    coches = st.pills(
        libelle,
        list(choix),
        selection_mode="multi",
        key=cle,
        format_func=lambda code: choix.get(code, code),
        on_change=_retenir,
        args=(nom, cle),
    )
    valeur = ",".join(code for code in choix if code in coches)
    _tenir(nom, valeur, memoire)
    return tuple(code for code in choix if code in coches)


def onglets(titres: Sequence[str]) -> Sequence[TabContainer]:
    """Des onglets, dont l'adresse tient celui qui est ouvert sous `?onglet=titre` ; elle tait le premier.

    Liés par Streamlit (`bind`) dans deux pages, ils perdraient leur place : en revenant d'une fiche à la page d'avant,
    il ôte de l'adresse le paramètre que l'autre page tient sous le même nom.
    """
    demande = st.query_params.get(_ONGLET, "")
    st.session_state[_CLE_DES_ONGLETS] = demande if demande in titres else titres[0]
    if demande not in titres[1:]:
        _ecrire_adresse(_ONGLET, "")
    return st.tabs(titres, key=_CLE_DES_ONGLETS, on_change=_retenir_l_onglet, args=(titres[0],))


def _retenir_l_onglet(premier: str) -> None:
    ouvert = st.session_state[_CLE_DES_ONGLETS]
    _ecrire_adresse(_ONGLET, "" if ouvert == premier else ouvert)


def choisi(nom: str) -> str:
    """Ce que porte l'adresse, ou la visite tant que rien n'est dessiné, pour un choix ; vide quand rien n'est dit."""
    memoire = {} if nom in _dessines() else st.session_state.get(_MEMOIRE, {})
    return st.query_params.get(nom, memoire.get(nom, ""))


def ici_avec(**choix: str) -> str:
    """L'adresse de cette page, telle qu'elle est, et ces choix de plus : ce qu'ouvre une ligne d'un tableau."""
    return "?" + urlencode(st.query_params.to_dict() | choix)


def oublier(nom: str) -> None:
    """Retire un choix, et ce qui en dépend, de l'adresse et de la visite : il reprendra sa valeur d'origine."""
    st.session_state.get(_MEMOIRE, {}).pop(nom, None)
    for retire in (nom, *_DEPENDANTS.get(nom, ())):
        _ecrire_adresse(retire, "")


def _valeur_demandee(nom: str, libelle: str, choix: Mapping[str, str], origine: str, memoire: Mapping[str, str]) -> str:
    demande = st.query_params.get(nom)
    if demande is None:
        if nom in _dessines():
            return origine
        retenu = memoire.get(nom, origine)
        return retenu if retenu in choix else origine
    if demande in choix:
        return demande
    st.warning(
        f"{echapper(libelle)} : «\u00a0{echapper(demande, 60)}\u00a0», lu dans l’adresse de la page, n’existe pas ici. "
        f"Choix retenu : **{echapper(choix[origine])}**.",
        icon="⚠️",
    )
    return origine


def _tenir(nom: str, valeur: str, memoire: dict[str, str]) -> None:
    memoire[nom] = valeur
    _ecrire_adresse(nom, valeur)
    _dessines().add(nom)


def _dessines() -> set[str]:
    """Les filtres que cette page a déjà dessinés, et donc écrits dans l'adresse."""
    dessines: set[str] = st.session_state.setdefault(_DESSINES, set())
    return dessines


def _retenir(nom: str, cle: str) -> None:
    """Un choix de la personne : l'adresse le porte avant que la page ne se redessine."""
    choisi = st.session_state[cle]
    valeur = choisi if isinstance(choisi, str) else ",".join(choisi)
    st.session_state.setdefault(_MEMOIRE, {})[nom] = valeur
    _ecrire_adresse(nom, valeur)
    for dependant in _DEPENDANTS.get(nom, ()):
        _ecrire_adresse(dependant, "")
        _dessines().discard(dependant)


def _ecrire_adresse(nom: str, valeur: str) -> None:
    if not valeur:
        st.query_params.pop(nom, None)
    elif st.query_params.get(nom) != valeur:
        st.query_params[nom] = valeur
