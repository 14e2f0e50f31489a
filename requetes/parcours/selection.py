"""Les points que choisissent les filtres de la page Parcours : la sélection, écrite une seule fois."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Final

#: Code du filtre opérateur pour les points qui n'en ont aucun ; aucun nom reçu ne commence ainsi par une espace.
SANS_OPERATEUR: Final = " sans"

#: CTE. Paramètres : $zone, $service, $operateur. Un point sans opérateur prend celui de son projet (règle V13).
POINTS_CHOISIS: Final = """
    choisi AS (
        SELECT p.id_point, p.nom, p.type_service, p.code_zone, p.localite, p.id_projet, r.intitule,
               coalesce(p.operateur, r.operateur) AS operateur,
               c.nom AS commune, k.nom AS cercle, g.nom AS region, c.region AS code_region, c.parent AS code_cercle
        FROM point_service p
        JOIN zone_ascendance s ON s.code = p.code_zone AND s.ancetre = $zone
        LEFT JOIN projet_service r ON r.id_projet = p.id_projet
        LEFT JOIN zone c ON c.code = p.code_zone
        LEFT JOIN zone k ON k.code = c.parent
        LEFT JOIN zone g ON g.code = c.region
        WHERE ($service = '' OR p.type_service = $service)
          AND ($operateur = '' OR coalesce(p.operateur, r.operateur, ' sans') = $operateur)
    )
"""

#: Ce par quoi un compte se ventile → colonne de `choisi`.
VENTILATIONS: Final = {"": "''", "operateur": "operateur", "region": "region", "cercle": "cercle"}


@dataclass(frozen=True)
class Selection:
    """Ce que les filtres retiennent.

    Attributes:
        jour: date des données ; ce qui s'est fait après n'est pas encore fait.
        zone: code de zone, descendance comprise.
        service: type de service ; vide = tous.
        operateur: nom de l'opérateur ; vide = tous, `SANS_OPERATEUR` = les points qui n'en ont pas.
    """

    jour: dt.date
    zone: str = "SOCLE"
    service: str = ""
    operateur: str = ""

    @property
    def parametres(self) -> dict[str, Any]:
        """Les paramètres liés des requêtes."""
        return asdict(self)

    def sans_jour(self) -> dict[str, Any]:
        """Les mêmes, pour une requête qui ne date rien."""
        return {nom: valeur for nom, valeur in self.parametres.items() if nom != "jour"}
