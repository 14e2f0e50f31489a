"""Le parcours, point par point : à quelle étape il en est, s'il est arrêté, pourquoi, depuis quand (règle V6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from requetes.edition.ouverture import Base
from requetes.parcours.selection import POINTS_CHOISIS, SANS_OPERATEUR, Selection

SUSPENDU: Final = "suspendu"
MOTIF: Final = "motif déclaré"
ECHEANCE: Final = "échéance dépassée"

#: CTE, après `choisi`. L'étape atteinte est celle d'`etat_point`, comme sur la carte. L'étape attendue est la première,
#: dans l'ordre, après la plus haute qui soit faite : une étape sautée n'arrête rien. Un motif sur une étape faite
#: est de l'histoire ancienne ; sur l'étape attendue, ou sur une suspension en cours, il arrête le point.
SITUATION: Final = """
    fait AS (
        SELECT id_point, max(etape) FILTER (length(etape) = 1) AS haute
        FROM etape_restauration WHERE date_reelle <= $jour GROUP BY id_point
    ), a_faire AS (
        SELECT etape.id_point, etape.etape, etape.date_prevue, nullif(trim(etape.motif_blocage), '') AS motif
        FROM etape_restauration etape LEFT JOIN fait USING (id_point)
        WHERE length(etape.etape) = 1 AND etape.etape > coalesce(fait.haute, '')
          AND (etape.date_reelle IS NULL OR etape.date_reelle > $jour)
    ), attendue AS (
        SELECT id_point, min(etape) AS etape_attendue, arg_min(date_prevue, etape) AS date_prevue,
               arg_min(motif, etape) AS motif
        FROM a_faire GROUP BY id_point
    ), non_datee AS (
        -- une suspension sans date vaut jusqu'à nouvel ordre : rien ne dit qu'elle est levée
        SELECT id_point, nullif(trim(motif_blocage), '') AS motif FROM etape_restauration
        WHERE etape = 'suspendu' AND date_reelle IS NULL
    ), situation AS (
        SELECT choisi.*, fait.haute, coalesce(etat.etape, 'aucune') AS etape, etape.date_reelle AS depuis,
               date_diff('day', etape.date_reelle, $jour::DATE) AS jours_dans_etape,
               coalesce(etat.restaure, false) AS restaure, etat.statut, attendue.etape_attendue, attendue.date_prevue,
               CASE WHEN attendue.date_prevue < $jour
                    THEN date_diff('day', attendue.date_prevue, $jour::DATE) END AS retard_jours,
               coalesce(CASE WHEN etat.etape IN ('suspendu', 'abandonné')
                             THEN nullif(trim(etape.motif_blocage), '') END,
                        non_datee.motif, attendue.motif) AS motif,
               CASE WHEN etat.etape IN ('9', 'abandonné') THEN NULL
                    WHEN etat.etape = 'suspendu' OR non_datee.id_point IS NOT NULL THEN 'suspendu'
                    WHEN attendue.motif IS NOT NULL THEN 'motif déclaré'
                    WHEN attendue.date_prevue < $jour THEN 'échéance dépassée' END AS blocage
        FROM choisi
        LEFT JOIN etat_point etat ON etat.id_point = choisi.id_point AND etat.date = $jour
        LEFT JOIN etape_restauration etape ON etape.id_point = choisi.id_point AND etape.etape = etat.etape
        LEFT JOIN fait ON fait.id_point = choisi.id_point
        LEFT JOIN attendue ON attendue.id_point = choisi.id_point
        LEFT JOIN non_datee ON non_datee.id_point = choisi.id_point
    )
"""

#: CTE, après `situation` : les décisions ouvertes de chaque point ou de son projet, la plus urgente d'abord.
DECISIONS: Final = """
    ouverte AS (
        SELECT id_decision, texte, echeance, situation = 'en retard' AS en_retard, id_projet,
               row_number() OVER (ORDER BY echeance NULLS LAST, id_decision) AS urgence
        FROM decisions_au((SELECT date_donnees FROM arrete)) WHERE ouverte
    ), visee AS (
        SELECT id_point, id_decision FROM points_des_decisions()
        UNION SELECT situation.id_point, ouverte.id_decision FROM situation JOIN ouverte USING (id_projet)
    ), liee AS (
        SELECT visee.id_point, count(*) AS decisions, min(ouverte.echeance) AS echeance_decision,
               bool_or(ouverte.en_retard) AS decision_en_retard, arg_min(ouverte.texte, ouverte.urgence) AS decision,
               arg_min(ouverte.id_decision, ouverte.urgence) AS id_decision
        FROM visee JOIN ouverte USING (id_decision) GROUP BY visee.id_point
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointEnParcours:
    """Un point, ce qui le nomme et le situe, et où il en est à la date des données.

    Attributes:
        intitule: celui de son projet.
        operateur: le sien, à défaut celui de son projet.
        etape: celle qu'il a atteinte ; «aucune» sans étape datée.
        depuis: date réelle de cette étape, et `jours_dans_etape`, les jours écoulés depuis.
        etape_attendue: la première après la plus haute faite ; `None` quand rien n'est prévu.
        retard_jours: jours après la date prévue de l'étape attendue ; `None` si elle n'est pas passée.
        blocage: `SUSPENDU`, `MOTIF` ou `ECHEANCE` ; `None` = pas bloqué.
        statut: celui de la carte.
        decisions: combien sont ouvertes, liées au point ou à son projet ; ce qui suit dit la plus urgente.
        echeance_decision: la plus proche d'elles toutes.
    """

    id_point: str
    nom: str
    type_service: str
    region: str | None
    cercle: str | None
    commune: str | None
    localite: str | None
    id_projet: str | None
    intitule: str | None
    operateur: str | None
    etape: str
    depuis: dt.date | None
    jours_dans_etape: int | None
    etape_attendue: str | None
    date_prevue: dt.date | None
    retard_jours: int | None
    blocage: str | None
    motif: str | None
    restaure: bool
    statut: str | None
    decisions: int
    id_decision: str | None
    decision: str | None
    echeance_decision: dt.date | None
    decision_en_retard: bool


def operateurs(base: Base) -> dict[str, str]:
    """Les opérateurs qui ont un point, par ordre alphabétique : code du filtre → nom.

    Returns:
        «sans opérateur déclaré» en dernier, quand un point n'en a pas.
    """
    lignes = base.lire("""
        SELECT DISTINCT coalesce(point.operateur, projet.operateur) AS nom
        FROM point_service point LEFT JOIN projet_service projet ON projet.id_projet = point.id_projet
        ORDER BY nom NULLS LAST
    """)
    noms = [str(n) for n in lignes["nom"].dropna()]
    sans = {SANS_OPERATEUR: "Sans opérateur déclaré"} if lignes["nom"].isna().any() else {}
    return {nom: nom for nom in noms} | sans


def points_en_parcours(base: Base, choix: Selection) -> tuple[PointEnParcours, ...]:
    """La situation de chaque point choisi à la date des données, les plus longuement bloqués d'abord."""
    return base.rangees(
        PointEnParcours,
        f"""
        WITH {POINTS_CHOISIS}, {SITUATION}, {DECISIONS}
        SELECT situation.* EXCLUDE (code_zone, code_cercle, code_region, haute),
               coalesce(liee.decisions, 0) AS decisions, liee.decision, liee.id_decision, liee.echeance_decision,
               coalesce(liee.decision_en_retard, false) AS decision_en_retard
        FROM situation LEFT JOIN liee USING (id_point)
        ORDER BY situation.blocage IS NULL, situation.retard_jours DESC NULLS LAST,
            situation.jours_dans_etape DESC NULLS LAST, situation.id_point
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        choix.parametres,
    )
