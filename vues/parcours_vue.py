"""Ce que les parties de la page Parcours se partagent : la sélection en vigueur et la façon de la lire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from domaine import francais
from requetes import parcours
from requetes.parcours_selection import Selection
from vues import donnees
from vues.cadre import Contexte

Reponse = TypeVar("Reponse")
#: Façon d'être bloqué → symbole ; le mot l'accompagne toujours.
SIGNES = {parcours.SUSPENDU: "◆", parcours.MOTIF: "■", parcours.ECHEANCE: "◷"}
#: Par quoi les tableaux se ventilent.
VENTILATIONS = {"operateur": "Opérateur", "region": "Région", "cercle": "Cercle"}


@dataclass(frozen=True)
class Vue:
    """Le contexte de la page, la sélection, et les filtres écrits en clair."""

    contexte: Contexte
    choix: Selection
    en_clair: str

    def lire(self, requete: Callable[..., Reponse], *arguments: Any) -> Reponse:
        """La réponse à une question sur la sélection, gardée en mémoire."""
        return donnees.lire(self.contexte.edition, requete, self.choix, *arguments)


def nommer_groupe(nom: object, par: str) -> str:
    """Le nom d'un groupe ; absent, c'est l'opérateur qui n'est pas déclaré.

    >>> nommer_groupe(None, "operateur"), nommer_groupe("Gao", "region")
    ('sans opérateur', 'Gao')
    """
    if francais.absente(nom):
        return "sans opérateur" if par == "operateur" else francais.ND
    return str(nom)
