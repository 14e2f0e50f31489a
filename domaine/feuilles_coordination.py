"""Les feuilles du classeur d'une coordination régionale (contrat, §1), chacune après celles dont elle dépend."""

from __future__ import annotations

from domaine.classeur import Feuille
from domaine.feuilles_pilotage import FEUILLES_PILOTAGE
from domaine.feuilles_services import FEUILLES_SERVICES

FEUILLES_COORDINATION: tuple[Feuille, ...] = FEUILLES_SERVICES + FEUILLES_PILOTAGE
