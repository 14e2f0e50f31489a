"""Les décisions qui concernent une commune ou un point, jugées à la date des données."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domaine.niveaux import NIVEAUX
from requetes.edition.ouverture import Base

#: Une commune, un cercle et une région portent souvent le même nom. Alias : `z`.
NOM_DE_ZONE = """
    CASE WHEN z.niveau IS NULL OR z.niveau = 'SOCLE' THEN 'SOCLE'
         ELSE z.nom || ' (' || replace(z.niveau, 'region', 'région') || ')' END
"""
#: Une décision et sa situation à la date des données ; sans zone, elle a celle de sa réunion.
_DECISIONS = """
    SELECT d.id_decision, d.date, d.texte, d.responsable, d.echeance, d.date_execution, d.statut, d.id_point,
           d.id_projet, coalesce(d.code_zone, u.code_zone) AS code_zone, u.instance, d.situation,
           d.ouverte AS a_faire, d.retard_jours, d.fichier, d.feuille, d.ligne
    FROM decisions_suivies() d LEFT JOIN reunion u USING (id_reunion)
"""
_RANG_DECISION = "list_position(['en retard', 'ouverte', 'exécutée', 'abandonnée'], situation)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Une décision, dans l'ordre où ses colonnes s'emportent.

    Attributes:
        situation: en retard, ouverte, exécutée ou abandonnée.
        a_faire: ni exécutée, ni abandonnée.
        retard_jours: jours après l'échéance ; `None` hors des décisions en retard.
        portee: nom du point, identifiant du projet ou nom de la zone qu'elle concerne.
    """

    id_decision: str
    date: dt.date
    texte: str
    responsable: str | None
    echeance: dt.date | None
    date_execution: dt.date | None
    statut: str | None
    id_point: str | None
    id_projet: str | None
    instance: str | None
    situation: str
    a_faire: bool
    retard_jours: int | None
    fichier: str
    feuille: str
    ligne: int
    portee: str


def decisions_de_commune(base: Base, commune: str) -> tuple[Decision, ...]:
    """Les décisions qui concernent la commune, jugées à la date des données : en retard, ouvertes, puis les autres.

    Une décision la concerne par sa zone, par un de ses points ou par un de ses projets. Prise pour une zone plus large,
    elle ne la concerne pas quand elle nomme un point ou un projet d'ailleurs ; sans zone, elle prend celle de sa
    réunion, à défaut tout le projet (règle V12).
    """
    return base.rangees(
        Decision,
        f"""
        SELECT d.* EXCLUDE (code_zone), coalesce(p.nom, j.id_projet, {NOM_DE_ZONE}) AS portee
        FROM ({_DECISIONS}) d
        LEFT JOIN point_service p ON p.id_point = d.id_point AND p.code_zone = $commune
        LEFT JOIN projet_service j ON j.id_projet = d.id_projet AND (j.code_zone = $commune OR EXISTS (
            SELECT 1 FROM point_service x WHERE x.id_projet = j.id_projet AND x.code_zone = $commune))
        LEFT JOIN zone z ON z.code = d.code_zone
        WHERE p.id_point IS NOT NULL OR j.id_projet IS NOT NULL OR d.code_zone = $commune
           OR (d.id_point IS NULL AND d.id_projet IS NULL AND coalesce(d.code_zone, 'SOCLE') IN (
                SELECT ancetre FROM zone_ascendance WHERE code = $commune))
        ORDER BY {_RANG_DECISION}, p.id_point IS NULL AND j.id_projet IS NULL,
                 list_position($niveaux, coalesce(z.niveau, 'SOCLE')) DESC,
                 d.echeance NULLS LAST, d.date DESC, d.id_decision
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"commune": commune, "niveaux": list(NIVEAUX)},
    )


def decisions_du_point(base: Base, id_point: str) -> tuple[Decision, ...]:
    """Les décisions qui nomment le point, ou son projet sans nommer un autre point ; même ordre."""
    return base.rangees(
        Decision,
        f"""
        SELECT d.* EXCLUDE (code_zone), CASE WHEN d.id_point = $id THEN p.nom ELSE d.id_projet END AS portee
        FROM ({_DECISIONS}) d JOIN point_service p ON p.id_point = $id
        WHERE d.id_point = $id OR (d.id_point IS NULL AND d.id_projet = p.id_projet)
        ORDER BY {_RANG_DECISION}, d.echeance NULLS LAST, d.date DESC, d.id_decision
        """,  # noqa: S608
        {"id": id_point},
    )
