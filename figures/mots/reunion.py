"""Les mots d'une réunion : le titre de chaque point de son ordre du jour, à l'écran et au compte rendu."""

from __future__ import annotations

from typing import Final

from domaine.journal import Genre

TITRES: Final[dict[Genre, str]] = {
    "ouverture": "Ouverture",
    "echues": "Décisions échues",
    "bouge": "Ce qui a bougé",
    "ecart": "Écart à regarder",
    "blocages": "Ce qui bloque",
    "tournees": "Tournées annulées et prochaines",
    "envois": "Qui envoie quoi",
    "autres": "Autres décisions à exécuter",
    "relecture": "Relecture des décisions du jour",
    "libre": "Point libre",
}
