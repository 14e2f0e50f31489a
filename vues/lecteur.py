"""Qui lit cet écran : son public, l'édition à laquelle il est tenu, ce qu'il peut faire.

Le processus peut être plus étroit que le lecteur (`SOCLE_PROFIL`, `SOCLE_EDITION`), jamais l'inverse.
Règles E30 et E31.
"""

from __future__ import annotations

import datetime as dt
import functools
import sqlite3
import time
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from domaine.acces import registre, reglement
from domaine.acces.guichet import ENTETE, GUICHET
from domaine.acces.lecteur import COMPTE, LIEN, Lecteur, plus_etroit
from domaine.reglages import ReglageInvalide, dossier_donnees, reglages
from requetes.edition.figees import derniere_remise, profil_servi
from vues.textes import echapper

Reponse = TypeVar("Reponse")
_GARDES: weakref.WeakKeyDictionary[object, dict[str, Any]] = weakref.WeakKeyDictionary()


def _une_fois_par_passage(juger: Callable[[], Reponse]) -> Callable[[], Reponse]:
    """Le même jugement, gardé le temps d'un passage du script : un tableau de mille liens le demande mille fois.

    Streamlit fait un coordinateur neuf à chaque passage, fragment compris ; hors d'un passage, rien ne se garde.
    """

    @functools.wraps(juger)
    def garder() -> Reponse:
        passage = getattr(get_script_run_ctx(suppress_warning=True), "parallel_coordinator", None)
        if passage is None:
            return juger()
        connus = _GARDES.setdefault(passage, {})
        if juger.__name__ not in connus:
            connus[juger.__name__] = juger()
        connu: Reponse = connus[juger.__name__]
        return connu

    return garder


class AccesFerme(Exception):
    """Cette séance n'a plus, ou n'a jamais eu, de quoi lire ; le message, en français, dit quoi faire."""


@_une_fois_par_passage
def lecteur() -> Lecteur:
    """Qui lit.

    Raises:
        AccesFerme: le lien ou le rôle ne vaut plus, ou rien ne dit qui lit.
        ReglageInvalide: un réglage est faux.
    """
    contexte = get_script_run_ctx(suppress_warning=True)
    jeton = (st.context.headers.get(ENTETE) or "") if contexte is not None else ""
    if not jeton:
        return _sans_gardien()
    lu = GUICHET.lire(jeton, contexte.session_id if contexte is not None else "")
    if lu is None:
        raise AccesFerme("Votre séance est terminée. Rechargez la page.")
    return _encore_admis(lu)


def se_presenter() -> None:
    """Rattache la séance à son navigateur, avant que la page n'offre un seul fichier : son icône en est un."""
    contexte = get_script_run_ctx(suppress_warning=True)
    if contexte is not None and (jeton := st.context.headers.get(ENTETE)):
        GUICHET.lire(jeton, contexte.session_id)


def _sans_gardien() -> Lecteur:
    """Lancé par `streamlit run app.py`, ou par un essai : permis seulement là où personne n'est à identifier."""
    if GUICHET.en_service or reglement.lire(dossier_donnees()).fournisseur is not None:
        raise AccesFerme("Cette application se sert par serveur.py, qui sait qui lit : lancez-la par «make lancer».")
    return Lecteur()


def _encore_admis(lu: Lecteur) -> Lecteur:
    """Le même, tel que le règlement et le registre le disent à cet instant : un retrait vaut dès le geste suivant."""
    donnees = dossier_donnees()
    try:
        if lu.origine == LIEN:
            if not registre.valable(donnees, int(lu.cle.removeprefix("lien ")), dt.datetime.now(dt.UTC).date()):
                raise AccesFerme("Ce lien n’est plus en vigueur. Demandez-en un autre à l’équipe du projet.")
            return lu
        if lu.origine != COMPTE:
            if GUICHET.fournisseur or reglement.lire(donnees).fournisseur is not None:
                # Ouverte quand personne n'était à identifier : elle ne vaut plus.
                raise AccesFerme("Cette application demande désormais de s’identifier. Rechargez la page.")
            return lu
        if registre.connexion_de(donnees, lu.temoin, time.time()) is None:
            raise AccesFerme("Votre connexion est terminée. Rechargez la page pour vous identifier de nouveau.")
    except sqlite3.Error as erreur:
        raise AccesFerme("Le registre d’accès ne se lit pas\u00a0: prévenez l’équipe du projet.") from erreur
    admis = reglement.lire(donnees).admettre(lu.nom, lu.groupes, lu.cle)
    if admis is None:
        raise AccesFerme("Votre accès a été retiré. Demandez à l’équipe du projet ce qu’il en est.")
    return admis


@_une_fois_par_passage
def public() -> str:
    """Le public servi à cet écran : celui du processus ou celui du lecteur, le plus étroit (règle M12)."""
    lu = lecteur()
    du_processus = profil_servi(dossier_donnees(), reglages())
    return plus_etroit(du_processus, lu.public)


@_une_fois_par_passage
def edition_fixee() -> str:
    """L'édition à laquelle cet écran est tenu ; vide : l'édition en vigueur.

    Celle du processus, sinon celle du lecteur, sinon, pour un compte d'un public remis, la dernière figée pour lui.
    """
    lu = lecteur()
    fixee = reglages().edition or lu.edition
    if not fixee and lu.public != "interne":
        return derniere_remise(dossier_donnees(), lu.public)
    return fixee


def peut(droit: str) -> bool:
    """Vrai si qui lit peut faire cela ici : il en a le droit, et l'écran montre les données vivantes."""
    try:
        return lecteur().peut(droit) and public() == "interne" and not edition_fixee()
    except (AccesFerme, ReglageInvalide):
        return False  # la garde de la page dit pourquoi ; d'ici là, rien n'est permis


def nom() -> str:
    """Ce qui signe ses gestes ; vide quand l'application n'identifie personne."""
    return lecteur().nom


def empechement(droit: str, suite: str) -> str:
    """Pourquoi qui lit ne peut pas faire cela ici ; vide s'il le peut. Échappé, pour l'écran.

    Args:
        droit: `DEPOSER` ou `PILOTER`.
        suite: ce qu'un écran fixé à une édition ne fait pas («il ne reçoit pas de dépôt»).
    """
    if fixee := edition_fixee():
        return f"Cet écran est fixé à l’édition {echapper(fixee)}\u00a0: {suite}."
    if not peut(droit):
        return f"Votre accès ne permet pas de {droit}\u00a0: demandez-le à l’équipe du projet si votre rôle le veut."
    return ""
