"""Ce que les parties de la page Parcours se partagent : la sélection en vigueur et la façon de la lire."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from domaine import francais
from requetes.parcours import points
from requetes.parcours.selection import Selection
from vues import donnees
from vues.filtres.adresse import choisir
from vues.page.entree import Contexte

Reponse = TypeVar("Reponse")
#: Façon d'être bloqué → symbole ; le mot l'accompagne toujours.
SIGNES = {points.SUSPENDU: "◆", points.MOTIF: "■", points.ECHEANCE: "◷"}
#: Par quoi les tableaux se ventilent.
VENTILATIONS = {"operateur": "Opérateur", "region": "Région", "cercle": "Cercle"}
_ORIGINE = "operateur"


@dataclass(frozen=True)
class ContexteParcours:
    """Le contexte de la page, avec la sélection et les filtres écrits en clair.

    Attributes:
        absentes: les feuilles du parcours dont rien n'est venu : ce qu'elles diraient est «n. d.» (règle S4).
        etapes_connues: une étape au moins a été reçue pour les points choisis.
    """

    contexte: Contexte
    choix: Selection
    en_clair: str
    absentes: frozenset[str] = frozenset()
    etapes_connues: bool = True

    def lire(self, requete: Callable[..., Reponse], *arguments: Any) -> Reponse:
        """La réponse à une question sur la sélection, gardée en mémoire."""
        return donnees.lire(self.contexte.edition, requete, self.choix, *arguments)


def choisir_ventilation(nom: str, libelle: str) -> str:
    """La ventilation d'un tableau, clé de `VENTILATIONS` ; l'opérateur, à l'origine, n'encombre pas l'adresse."""
    choix = {"" if code == _ORIGINE else code: texte.lower() for code, texte in VENTILATIONS.items()}
    return choisir(nom, libelle, choix, largeur=170) or _ORIGINE


def quitter_hors_choix(nom: str, choix: Mapping[str, str], connus: Collection[str] | None = None) -> None:
    """Retire de l'adresse, sans un mot, un choix que les filtres viennent d'écarter ; un inconnu reste, pour se dire.

    Args:
        nom: nom du filtre dans l'adresse.
        choix: ce que la sélection propose.
        connus: ce qui existe hors de la sélection ; à défaut, tout est tenu pour connu.
    """
    demande = st.query_params.get(nom)
    if demande is not None and demande not in choix and (connus is None or demande in connus):
        st.query_params.pop(nom)


def dire_sans_etape() -> None:
    """Ce que personne n'a dit n'est ni bloqué, ni à l'heure (règle S4)."""
    st.info(
        "Aucune étape n’a été reçue pour ces points (feuille **Étapes**)\u00a0: personne ne sait lesquels avancent, "
        "lesquels sont bloqués.",
        icon="ℹ",
    )


def nommer_groupe(nom: str | None, par: str) -> str:
    """Le nom d'un groupe ; absent, c'est l'opérateur qui n'est pas déclaré.

    >>> nommer_groupe(None, "operateur"), nommer_groupe("Gao", "region")
    ('sans opérateur', 'Gao')
    """
    if nom is None:
        return "sans opérateur" if par == "operateur" else francais.ND
    return nom
