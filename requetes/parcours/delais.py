"""Les délais entre deux étapes faites : médiane et étendue, toujours recalculées sur les points (règle V8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from requetes.edition.ouverture import Base
from requetes.parcours.selection import POINTS_CHOISIS, VENTILATIONS, Selection

#: L'étape d'où part et celle où arrive le délai suivi par le cadre logique : de la validation à la remise en service.
DU_CADRE: Final = ("3", "7")

#: CTE, après `choisi`. Un délai va d'une étape faite à la suivante, faite aussi ; une étape sautée n'en donne aucun.
#: Négatif quand les dates sont dans le désordre : signalé à la réception, gardé ici comme dans `valeurs`.
_DELAIS: Final = """
    faite AS (
        SELECT choisi.*, etape.etape, etape.date_reelle FROM choisi JOIN etape_restauration etape USING (id_point)
        WHERE length(etape.etape) = 1 AND etape.date_reelle <= $jour
    ), delai AS (
        SELECT arrivee.* EXCLUDE (etape, date_reelle), depart.etape AS de, arrivee.etape AS vers,
               date_diff('day', depart.date_reelle, arrivee.date_reelle) AS jours
        FROM faite depart JOIN faite arrivee ON arrivee.id_point = depart.id_point
             AND (arrivee.etape::INTEGER = depart.etape::INTEGER + 1 OR (depart.etape = '3' AND arrivee.etape = '7'))
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delai:
    """Le passage d'une étape à une autre, dans un groupe : des durées, en jours, sur ses points.

    Attributes:
        groupe: son nom ; vide = l'ensemble, `None` = sans opérateur.
        de, vers: numéros des étapes.
        points: ceux qui ont fait les deux étapes.
        negatifs: ceux dont les dates sont dans le désordre.
    """

    groupe: str | None
    de: str
    vers: str
    points: int
    p25: float
    mediane: float
    p75: float
    plus_court: int
    plus_long: int
    negatifs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Un passage, dans un groupe : ceux qui l'ont fait, et ceux qui l'attendent encore (règle S34).

    Attributes:
        groupe: son nom ; vide = l'ensemble, `None` = sans opérateur.
        faits: points qui ont fait les deux étapes ; `mediane`, en jours, sur eux, `None` sans aucun.
        attendent: points qui ont fait la première, rien à partir de la seconde, et ne sont pas abandonnés.
        attente_mediane: depuis combien de jours, en médiane ; `None` si aucun n'attend.
    """

    groupe: str | None
    de: str
    vers: str
    faits: int
    mediane: float | None
    attendent: int
    attente_mediane: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulation:
    """La qualité de formulation d'un groupe de projets ; les notes sont sur 20, absentes sans projet noté.

    Attributes:
        groupe: son nom ; vide = l'ensemble, `None` = sans opérateur.
        projets: connus ce jour-là ; sans aucune date, ils en sont.
        notes: projets notés ; `moyenne` et `mediane`, de leurs notes.
        suffisantes: notes d'au moins 12.
        part_pct: des notes, celles qui suffisent (0 à 100) ; `None` sans projet noté.
    """

    groupe: str | None
    projets: int
    notes: int
    moyenne: float | None
    mediane: float | None
    suffisantes: int
    part_pct: float | None


def delais(base: Base, choix: Selection, par: str = "") -> tuple[Delai, ...]:
    """La durée de chaque passage d'une étape à la suivante, et de la validation à la remise en service.

    Args:
        base: l'édition.
        choix: la sélection.
        par: clé de `VENTILATIONS` ; vide = tout ensemble.

    Returns:
        Dans l'ordre des groupes puis du parcours ; le passage 3 → 7 en dernier.
    """
    return base.rangees(
        Delai,
        f"""
        WITH {POINTS_CHOISIS}, {_DELAIS}
        SELECT {VENTILATIONS[par]} AS groupe, de, vers, count(*) AS points, quantile_cont(jours, 0.25) AS p25,
               median(jours) AS mediane, quantile_cont(jours, 0.75) AS p75, min(jours) AS plus_court,
               max(jours) AS plus_long, count(*) FILTER (jours < 0) AS negatifs
        FROM delai GROUP BY 1, 2, 3
        ORDER BY groupe NULLS LAST, de = '3' AND vers = '7', de, vers
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        choix.parametres,
    )


def passages(base: Base, choix: Selection, par: str = "") -> tuple[Passage, ...]:
    """Chaque passage, fait ou attendu (règle S34) ; `par` : clé de `VENTILATIONS`, vide = tout ensemble.

    Returns:
        Dans l'ordre des groupes puis du parcours ; le passage 3 → 7 en dernier.
    """
    return base.rangees(
        Passage,
        f"""
        WITH {POINTS_CHOISIS}, {_DELAIS}, haute AS (
            SELECT id_point, max(etape) AS haute FROM faite GROUP BY id_point
        ), attente AS (
            SELECT faite.*, faite.etape AS de, suite.vers, date_diff('day', faite.date_reelle, $jour::DATE) AS jours
            FROM faite JOIN haute USING (id_point)
            JOIN LATERAL (SELECT unnest(CASE faite.etape WHEN '3' THEN ['4', '7'] WHEN '9' THEN []
                                        ELSE [(faite.etape::INTEGER + 1)::VARCHAR] END) AS vers) suite ON true
            LEFT JOIN etat_point etat ON etat.id_point = faite.id_point AND etat.date = $jour
            WHERE haute.haute < suite.vers AND etat.etape IS DISTINCT FROM 'abandonné'
        ), tout AS (
            SELECT {VENTILATIONS[par]} AS groupe, de, vers, jours AS fait, NULL::BIGINT AS attendu FROM delai
            UNION ALL SELECT {VENTILATIONS[par]}, de, vers, NULL, jours FROM attente
        )
        SELECT groupe, de, vers, count(fait) AS faits, median(fait) AS mediane, count(attendu) AS attendent,
               median(attendu) AS attente_mediane
        FROM tout GROUP BY 1, 2, 3 ORDER BY groupe NULLS LAST, de = '3' AND vers = '7', de, vers
        """,  # noqa: S608
        choix.parametres,
    )


def formulation(base: Base, choix: Selection, par: str = "operateur") -> tuple[Formulation, ...]:
    """La qualité de formulation des projets, selon la règle de l'indicateur `projets_note`.

    Un projet compte s'il porte une note et une date de soumission, à défaut de validation, passée. Avec un service
    choisi, les projets qui ont un point de ce service.

    Args:
        base: l'édition.
        choix: la sélection ; l'opérateur et la zone sont ceux du projet.
        par: «operateur», «region» ou vide ; tout ensemble, rien quand aucun projet n'est choisi.
    """
    colonne = {"": "''", "operateur": "projet.operateur", "region": "region.nom"}[par]
    return base.rangees(
        Formulation,
        f"""
        SELECT {colonne} AS groupe, count(*) AS projets, count(notee.note) AS notes,
               avg(notee.note) AS moyenne, median(notee.note) AS mediane,
               count(*) FILTER (note_suffisante(notee.note)) AS suffisantes,
               pourcentage(count(*) FILTER (note_suffisante(notee.note)), count(notee.note)) AS part_pct
        FROM projet_service projet
        JOIN zone_ascendance ascendance ON ascendance.code = projet.code_zone AND ascendance.ancetre = $zone
        LEFT JOIN zone ON zone.code = projet.code_zone LEFT JOIN zone region ON region.code = zone.region
        LEFT JOIN (SELECT id_projet, note_formulation AS note FROM projet_service
                   WHERE coalesce(date_soumission, date_validation) <= $jour) notee USING (id_projet)
        WHERE coalesce(projet.date_soumission, projet.date_validation, $jour) <= $jour
          AND ($operateur = '' OR coalesce(projet.operateur, ' sans') = $operateur)
          AND ($service = '' OR projet.id_projet IN (SELECT id_projet FROM point_service WHERE type_service = $service))
        GROUP BY 1 ORDER BY groupe NULLS LAST
        """,  # noqa: S608
        choix.parametres,
    )
