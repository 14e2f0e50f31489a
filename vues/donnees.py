"""La façade de lecture des pages : toute question posée à l'édition passe par ici et reste en mémoire.

Une édition est immuable : la clé du cache est son identifiant, aucune durée de vie n'est nécessaire. Les caches
sont bornés, car un serveur reste ouvert des mois. Une édition neuve se prépare : ce qu'on a demandé à la précédente lui
est demandé d'avance, à part, pour que son premier lecteur n'attende pas plus que les suivants.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from domaine.reglages import dossier_donnees
from requetes.edition.ouverture import SANS_REPONSE, Base, Edition, EditionIllisible, edition_a_lire, ouvrir
from vues import lecteur
from vues.reserve import Reserve

Reponse = TypeVar("Reponse")
Question = tuple[Callable[..., Any], tuple[Any, ...], tuple[tuple[str, Any], ...]]
#: Questions reprises à une édition neuve : ce que quelques pages ouvertes demandent.
_QUESTIONS_REPRISES = 60
_REPONSES = 512
_journal = logging.getLogger(__name__)


class _Veille:
    """Ce qui a été demandé, et les éditions déjà vues ; commun à toutes les sessions du serveur."""

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._demandees: OrderedDict[tuple[Path, Question], None] = OrderedDict()
        self._vues: OrderedDict[str, None] = OrderedDict()

    def noter(self, edition: Edition, question: Question) -> None:
        cle = (_lignee(edition), question)
        with self._verrou:
            self._demandees[cle] = None
            self._demandees.move_to_end(cle)
            if len(self._demandees) > _QUESTIONS_REPRISES:
                self._demandees.popitem(last=False)

    def derniere(self, edition: Edition) -> bool:
        """Vrai si aucune n'a été vue après elle."""
        with self._verrou:
            return next(reversed(self._vues), "") == _cle_edition(edition)

    def a_reprendre(self, edition: Edition) -> list[Question]:
        """Ce qu'il faut demander à cette édition : rien si elle est déjà connue, ou si rien n'a été demandé."""
        with self._verrou:
            if _cle_edition(edition) in self._vues:
                return []
            self._vues[_cle_edition(edition)] = None
            if len(self._vues) > _QUESTIONS_REPRISES:
                self._vues.popitem(last=False)
            return [question for lignee, question in self._demandees if lignee == _lignee(edition)]


def _lignee(edition: Edition) -> Path:
    """Le dossier où elle succède aux autres : une édition figée ne répond pas à ce qu'on demande aux vivantes."""
    return edition.base.parent.parent


_veille = _Veille()


def edition_en_cours() -> Edition | None:
    """L'édition à montrer, relue à chaque passage (le pointeur est un petit fichier) ; `None` si rien n'est publié.

    Raises:
        EditionIllisible: voir `requetes.edition.ouverture`.
    """
    edition = edition_a_lire(dossier_donnees(), lecteur.edition_fixee())
    if edition and (questions := _veille.a_reprendre(edition)):
        threading.Thread(target=preparer, args=(edition, questions), name="préparation", daemon=True).start()
    return edition


def preparer(edition: Edition, questions: Sequence[Question]) -> None:
    """Pose ces questions à l'édition, tant qu'une autre ne l'a pas remplacée ; une qui n'y a plus de sens se note."""
    for requete, arguments, nommes in questions:
        if not _veille.derniere(edition):
            return
        try:
            _reponse(edition, requete, arguments, nommes)
        except (EditionIllisible, *SANS_REPONSE):
            # L'indicateur ou la zone d'hier peut n'être plus dans l'édition d'aujourd'hui : la page, elle, le dira.
            _journal.info("«%s» ne se prépare pas", requete.__qualname__, exc_info=True)


def lire(edition: Edition, requete: Callable[..., Reponse], *arguments: Any, **nommes: Any) -> Reponse:
    """Pose une question à l'édition, une seule fois par jeu d'arguments.

    Args:
        edition: l'édition du contexte de la page.
        requete: fonction de `requetes` dont le premier paramètre est une `Base`.
        arguments, nommes: ses autres paramètres, tous hachables.

    Returns:
        La réponse de tous ceux qui posent la question : à lire seulement.
    """
    question = (requete, arguments, tuple(sorted(nommes.items())))
    _veille.noter(edition, question)
    reponse: Reponse = _reponse(edition, *question)
    return reponse


def _cle_edition(edition: Edition) -> str:
    return str(edition.base)


def dessiner(tracer: Callable[..., Reponse], *arguments: Any, **nommes: Any) -> Reponse:
    """Ce que trace une fonction de `figures`, gardé : le dessin coûte plus que ses chiffres.

    La clé est le contenu des arguments : d'autres chiffres, un autre titre font un autre dessin.

    Args:
        tracer: fonction pure, de niveau module.
        arguments, nommes: ce qu'elle prend, qui se range en octets.

    Returns:
        Le dessin de tous ceux qui le demandent : à lire seulement.
    """
    ranges = pickle.dumps((tracer.__module__, tracer.__qualname__, arguments, sorted(nommes.items())))
    dessin: Reponse = _dessin(hashlib.sha256(ranges).digest(), partial(tracer, *arguments, **nommes))
    return dessin


@st.cache_resource(max_entries=200, show_spinner=False)
def _dessin(cle: bytes, _tracer: Callable[[], Any]) -> Any:  # noqa: ARG001 (la clé du cache)
    return _tracer()


@st.cache_resource(
    max_entries=4, show_spinner=False, hash_funcs={Edition: _cle_edition}, on_release=lambda base: base.fermer()
)
def _base(edition: Edition) -> Base:
    return ouvrir(edition)


@st.cache_resource(show_spinner=False)
def _reponses() -> Reserve:
    return Reserve(_REPONSES)


def _reponse(edition: Edition, requete: Callable[..., Any], arguments: tuple[Any, ...], nommes: tuple[Any, ...]) -> Any:
    cle = (_cle_edition(edition), requete, arguments, nommes)
    return _reponses().prendre(cle, lambda: requete(_base(edition), *arguments, **dict(nommes)))
