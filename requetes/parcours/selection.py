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
        SELECT point.id_point, point.nom, point.type_service, point.code_zone, point.localite, point.id_projet,
               projet.intitule, coalesce(point.operateur, projet.operateur) AS operateur,
               commune.nom AS commune, cercle.nom AS cercle, region.nom AS region, commune.region AS code_region,
               commune.parent AS code_cercle
        FROM point_service point
        JOIN zone_ascendance ascendance ON ascendance.code = point.code_zone AND ascendance.ancetre = $zone
        LEFT JOIN projet_service projet ON projet.id_projet = point.id_projet
        LEFT JOIN zone commune ON commune.code = point.code_zone
        LEFT JOIN zone cercle ON cercle.code = commune.parent
        LEFT JOIN zone region ON region.code = commune.region
        WHERE ($service = '' OR point.type_service = $service)
          AND ($operateur = '' OR coalesce(point.operateur, projet.operateur, ' sans') = $operateur)
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
