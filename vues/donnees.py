"""La façade de lecture des pages : toute question posée à l'édition passe par ici et reste en mémoire.

Une édition est immuable : la clé du cache est son identifiant, aucune durée de vie n'est nécessaire. Les caches
sont bornés, car un serveur reste ouvert des mois.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

import streamlit as st

from domaine.reglages import dossier_donnees, reglages
from requetes.edition.ouverture import Base, Edition, edition_a_lire, ouvrir

Reponse = TypeVar("Reponse")


def edition_en_cours() -> Edition | None:
    """L'édition à montrer, relue à chaque passage (le pointeur est un petit fichier) ; `None` si rien n'est publié.

    Raises:
        EditionIllisible: voir `requetes.edition.ouverture`.
    """
    return edition_a_lire(dossier_donnees(), reglages().edition or "")


def lire(edition: Edition, requete: Callable[..., Reponse], *arguments: Any, **nommes: Any) -> Reponse:
    """Pose une question à l'édition, une seule fois par jeu d'arguments.

    Args:
        edition: l'édition du contexte de la page.
        requete: fonction de `requetes` dont le premier paramètre est une `Base`.
        arguments, nommes: ses autres paramètres, tous hachables.

    Returns:
        La réponse, copiée : la modifier ne touche pas le cache.
    """
    reponse: Reponse = _reponse(edition, requete, arguments, tuple(sorted(nommes.items())))
    return reponse


def _cle_edition(edition: Edition) -> str:
    return str(edition.base)


def _cle_requete(requete: FunctionType) -> str:
    return f"{requete.__module__}.{requete.__qualname__}"


@st.cache_resource(
    max_entries=4, show_spinner=False, hash_funcs={Edition: _cle_edition}, on_release=lambda base: base.fermer()
)
def _base(edition: Edition) -> Base:
    return ouvrir(edition)


@st.cache_data(max_entries=512, show_spinner=False, hash_funcs={Edition: _cle_edition, FunctionType: _cle_requete})
def _reponse(edition: Edition, requete: Callable[..., Any], arguments: tuple[Any, ...], nommes: tuple[Any, ...]) -> Any:
    return requete(_base(edition), *arguments, **dict(nommes))
