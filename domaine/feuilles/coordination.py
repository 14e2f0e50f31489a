"""Les feuilles du classeur d'une coordination régionale, chacune après celles dont elle dépend."""

from __future__ import annotations

from domaine.feuilles.declaration import Feuille
from domaine.feuilles.pilotage import FEUILLES_PILOTAGE
from domaine.feuilles.services import FEUILLES_SERVICES

FEUILLES_COORDINATION: tuple[Feuille, ...] = FEUILLES_SERVICES + FEUILLES_PILOTAGE
