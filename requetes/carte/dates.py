"""Deux dates de la carte l'une contre l'autre : quels points ont changé, de combien chaque zone a bougé."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domaine.chiffre import Chiffre
from requetes.carte import services
from requetes.carte.services import ValeurDeZone
from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class PointChange:
    """Un point qui n'est plus, à la seconde date, ce qu'il était à la première.

    Attributes:
        statut_avant, statut: «inconnu» à une date qui ne connaît pas le point.
        mouvement: le plus grave (règle V15) : «retombé», «non revu», «restauré», «remis en marche», «autre changement».
        derniere_visite: à la seconde date.
    """

    id_point: str
    nom: str
    type_service: str
    commune: str | None
    cercle: str | None
    region: str | None
    statut_avant: str
    statut: str
    restaure_avant: bool
    restaure: bool
    mouvement: str
    derniere_visite: dt.date | None
    fichier: str | None
    feuille: str | None
    ligne: int | None

    @property
    def nouveau(self) -> bool:
        """Restauré entre les deux dates, quoi qu'il soit devenu."""
        return self.restaure and not self.restaure_avant

    @property
    def perdu(self) -> bool:
        """Restauré entre les deux dates, puis retombé ou plus revu."""
        return self.nouveau and self.mouvement != "restauré"


@dataclass(frozen=True)
class BilanDesChangements:
    """Combien de points de chaque mouvement.

    Attributes:
        mouvements: mouvement → points ; «restauré» compte tous les nouvellement restaurés, si bien qu'un point restauré
            puis retombé est des deux comptes : sans lui, ils ne feraient pas la différence des «déjà restaurés».
        perdus: les nouvellement restaurés qu'un autre mouvement compte aussi.
    """

    mouvements: dict[str, int]
    perdus: int


def compter_les_changements(changes: Sequence[PointChange]) -> BilanDesChangements:
    """Le bilan des points changés, quel que soit leur ordre."""
    mouvements = dict(Counter(p.mouvement for p in changes)) | {"restauré": sum(p.nouveau for p in changes)}
    return BilanDesChangements(mouvements, sum(p.perdu for p in changes))


def points_changes(
    base: Base, avant: dt.date, apres: dt.date, zone: str = "SOCLE", service: str = ""
) -> tuple[PointChange, ...]:
    """Les points de la sélection dont le statut ou la restauration diffère d'une date à l'autre, le plus grave d'abord.

    Args:
        base: l'édition.
        avant: première date, une de `services.dates_d_etat` ; `apres` : seconde date.
        zone: la sélection s'y limite, descendance comprise.
        service: type de service ; vide = tous.
    """
    return base.rangees(
        PointChange,
        """
        WITH deux AS (
            SELECT point.id_point, point.nom, point.type_service, commune.nom AS commune, cercle.nom AS cercle,
                   region.nom AS region, coalesce(avant.statut, 'inconnu') AS statut_avant,
                   coalesce(apres.statut, 'inconnu') AS statut, coalesce(avant.restaure, false) AS restaure_avant,
                   coalesce(apres.restaure, false) AS restaure, coalesce(avant.retombe, false) AS retombe_avant,
                   coalesce(apres.retombe, false) AS retombe, coalesce(avant.fonctionnel, false) AS fonctionnel_avant,
                   coalesce(apres.fonctionnel, false) AS fonctionnel, apres.derniere_visite, point.fichier,
                   point.feuille, point.ligne
            FROM point_service point
            JOIN zone_ascendance ascendance ON ascendance.code = point.code_zone AND ascendance.ancetre = $zone
            JOIN zone commune ON commune.code = point.code_zone
            LEFT JOIN zone cercle ON cercle.code = commune.parent
            LEFT JOIN zone region ON region.code = commune.region
            LEFT JOIN etat_point avant ON avant.id_point = point.id_point AND avant.date = $avant
            LEFT JOIN etat_point apres ON apres.id_point = point.id_point AND apres.date = $apres
            WHERE $service = '' OR point.type_service = $service
        )
        SELECT id_point, nom, type_service, commune, cercle, region, statut_avant, statut, restaure_avant, restaure,
               CASE WHEN retombe AND NOT retombe_avant THEN 'retombé'
                    WHEN statut = statut_non_revu() AND fonctionnel_avant THEN 'non revu'
                    WHEN restaure AND NOT restaure_avant THEN 'restauré'
                    WHEN fonctionnel AND NOT fonctionnel_avant AND restaure_avant THEN 'remis en marche'
                    ELSE 'autre changement' END AS mouvement,
               derniere_visite, fichier, feuille, ligne
        FROM deux
        WHERE statut <> statut_avant OR restaure <> restaure_avant
        ORDER BY list_position(['retombé', 'non revu', 'restauré', 'remis en marche', 'autre changement'], mouvement),
                 region, commune, nom, id_point
        """,
        {"avant": avant, "apres": apres, "zone": zone, "service": service},
    )


def valeurs_des_deux_dates(
    base: Base, indicateur: str, niveau: str, avant: dt.date, apres: dt.date, service: str = ""
) -> tuple[ValeurDeZone, ...]:
    """Les valeurs de la seconde date (`services.valeurs_de_carte`), chacune avec celle de la première et leur écart."""
    anciennes = {v.code_zone: v for v in services.valeurs_de_carte(base, indicateur, niveau, avant, service)}
    lues = services.valeurs_de_carte(base, indicateur, niveau, apres, service)
    return tuple(_comparer(v, anciennes.get(v.code_zone)) for v in lues)


def _comparer(valeur: ValeurDeZone, ancienne: ValeurDeZone | None) -> ValeurDeZone:
    if ancienne is None:
        return replace(valeur, avant=Chiffre(code_indicateur=valeur.code_indicateur, unite=valeur.unite))
    ecart = None
    if valeur.valeur is not None and ancienne.valeur is not None and valeur.periode != ancienne.periode:
        ecart = valeur.valeur - ancienne.valeur
    return replace(valeur, avant=ancienne, ecart=ecart)
