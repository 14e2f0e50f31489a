"""Le lecteur : son rôle, ce qu'il peut lire et faire. Règles E30 et E31."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from domaine.figees import PUBLICS

LIRE, DEPOSER, PILOTER = "lire", "déposer", "piloter"
#: Du plus large au plus étroit : rôle → (public lu, ce qu'il peut faire).
ROLES: Final = {
    "pilotage": ("interne", frozenset({LIRE, DEPOSER, PILOTER})),
    "dépôt": ("interne", frozenset({LIRE, DEPOSER})),
    "lecture": ("interne", frozenset({LIRE})),
    "partenaires": ("partenaires", frozenset({LIRE})),
    "bailleur": ("bailleur", frozenset({LIRE})),
}
#: Rôle → ce qui s'en dit, à l'écran et dans `acces verifier`.
DITS: Final = {
    "pilotage": "lit tout, dépose, tient les réunions, fige et remet des liens",
    "dépôt": "lit tout, dépose et commente",
    "lecture": "lit tout, n'écrit rien",
    "partenaires": "lit les éditions figées pour les partenaires",
    "bailleur": "lit les éditions figées pour le bailleur",
}
#: D'où l'on sait qui lit.
POSTE, COMPTE, LIEN = "poste", "compte", "lien"


@dataclass(frozen=True, slots=True)
class Lecteur:
    """Qui lit, pour une séance.

    Attributes:
        role: clé de `ROLES`.
        origine: `POSTE` (la machine même, ou derrière un mandataire qui identifie), `COMPTE` ou `LIEN`.
        nom: l'identité du compte, ou à qui le lien fut remis ; vide sur un poste, qui n'identifie personne.
        edition: le numéro auquel il est tenu ; vide : l'édition en vigueur, ou la dernière figée pour son public.
        cle: ce qui le distingue d'un autre lecteur ; jamais un secret.
        groupes: ceux du compte, par lesquels un rôle peut lui venir.
        temoin: d'un compte, ce qui prouve sa connexion ; `finit` : l'instant (époque) où elle ne vaut plus.
    """

    role: str = "pilotage"
    origine: str = POSTE
    nom: str = ""
    edition: str = ""
    cle: str = ""
    groupes: frozenset[str] = frozenset()
    temoin: str = field(default="", repr=False)
    finit: float = math.inf

    @property
    def public(self) -> str:
        return ROLES[self.role][0]

    def peut(self, droit: str) -> bool:
        return droit in ROLES[self.role][1]


def plus_large(roles: list[str]) -> str:
    """Le plus large de ces rôles ; vide s'il n'y en a pas.

    >>> plus_large(["bailleur", "dépôt"]), plus_large([])
    ('dépôt', '')
    """
    return next((role for role in ROLES if role in roles), "")


def plus_etroit(public: str, autre: str) -> str:
    """Des deux publics, celui qui lit le moins.

    >>> plus_etroit("interne", "bailleur"), plus_etroit("bailleur", "partenaires")
    ('bailleur', 'bailleur')
    """
    return max(public, autre, key=PUBLICS.index)
