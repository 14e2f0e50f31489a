"""Les projets de restauration, tels qu'on les connaissait un jour : leur note, ce que sont devenus leurs points."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base
from requetes.registres.commun import JOINDRE_LE_LIEU, LIEU, SOURCE, Etendue, Inscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Projet(Inscription):
    """Un projet, et tous ses points, où qu'ils soient.

    Attributes:
        operateur: le sien, `None` s'il n'est pas dit ; un de ses points peut en avoir un autre (règle V13).
        note: sur 20 ; `notee` : elle compte, étant datée (règle G9) ; `suffisante` : 12 ou plus.
        statut: celui que la dernière ligne reçue déclare, quel que soit le jour lu.
        points: `None` quand la feuille des points n'est jamais venue ; de même `remis` (étapes), et ce que disent les
            visites : `restaures`, `fonctionnent` (parmi eux, aujourd'hui), `retombes`.
    """

    intitule: str
    operateur: str | None
    budget_fcfa: float | None
    date_soumission: dt.date | None
    date_validation: dt.date | None
    note: float | None
    notee: bool
    suffisante: bool
    statut: str | None
    points: int | None
    remis: int | None
    restaures: int | None
    fonctionnent: int | None
    retombes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointDuProjet:
    """Un point d'un projet un jour ; `etape` est `None` sans étape datée, `date_restauration` s'il ne l'est pas."""

    id_point: str
    nom: str
    type_service: str
    commune: str | None
    etape: str | None
    statut: str | None
    date_restauration: dt.date | None
    derniere_visite: dt.date | None


def lire_projets(base: Base, etendue: Etendue) -> tuple[Projet, ...]:
    """Les projets de la zone, ceux dont le plus de points sont retombés d'abord ; non datés, ils y sont aussi."""
    return base.rangees(
        Projet,
        f"""
        WITH bilan AS (
            SELECT point.id_projet, count(*) AS points, count(*) FILTER (etat.etape IN ('7', '8', '9')) AS remis,
                   count(*) FILTER (etat.restaure) AS restaures,
                   count(*) FILTER (etat.restaure AND etat.fonctionnel) AS fonctionnent,
                   count(*) FILTER (etat.retombe) AS retombes
            FROM point_service point LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
            GROUP BY point.id_projet
        ), venue AS (
            -- Étapes et visites ne se reçoivent pas sans leurs points.
            SELECT EXISTS (FROM point_service) AS points, EXISTS (FROM etape_restauration) AS etapes,
                   EXISTS (FROM visite) AS visites
        )
        SELECT inscrit.id_projet AS identifiant, {LIEU}, {SOURCE}, inscrit.intitule, inscrit.operateur,
               inscrit.budget_fcfa, inscrit.date_soumission,
               CASE WHEN inscrit.date_validation <= $jour THEN inscrit.date_validation END AS date_validation,
               inscrit.note_formulation AS note,
               inscrit.note_formulation IS NOT NULL
                   AND coalesce(inscrit.date_soumission, inscrit.date_validation) IS NOT NULL AS notee,
               notee AND note_suffisante(inscrit.note_formulation) AS suffisante, inscrit.statut,
               CASE WHEN venue.points THEN coalesce(bilan.points, 0) END AS points,
               CASE WHEN venue.etapes THEN coalesce(bilan.remis, 0) END AS remis,
               CASE WHEN venue.visites THEN coalesce(bilan.restaures, 0) END AS restaures,
               CASE WHEN venue.visites THEN coalesce(bilan.fonctionnent, 0) END AS fonctionnent,
               CASE WHEN venue.visites THEN coalesce(bilan.retombes, 0) END AS retombes
        FROM projet_service inscrit {JOINDRE_LE_LIEU} CROSS JOIN venue LEFT JOIN bilan USING (id_projet)
        WHERE coalesce(inscrit.date_soumission, inscrit.date_validation, $jour) <= $jour
        ORDER BY retombes DESC NULLS LAST, lieu.ordre, inscrit.id_projet
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": etendue.zone, "jour": etendue.jour},
    )


def lire_points(base: Base, id_projet: str, jour: dt.date) -> tuple[PointDuProjet, ...]:
    """Les points d'un projet, tels qu'un jour les trouve."""
    return base.rangees(
        PointDuProjet,
        """
        SELECT point.id_point, point.nom, point.type_service, zone.nom AS commune, etat.etape, etat.statut,
               etat.date_restauration, etat.derniere_visite
        FROM point_service point LEFT JOIN zone ON zone.code = point.code_zone
        LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
        WHERE point.id_projet = $id ORDER BY point.nom, point.id_point
        """,
        {"id": id_projet, "jour": jour},
    )
