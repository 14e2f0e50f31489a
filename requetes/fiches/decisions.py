"""Les décisions qui concernent une commune, un point, un projet, un indicateur (règles V12 et S40)."""

from __future__ import annotations

import datetime as dt

from domaine.niveaux import NIVEAUX
from requetes.edition.ouverture import Base
from requetes.registres.decisions import RANG, Decision, selectionner

_DECISIONS = selectionner("(SELECT date_donnees FROM arrete)")


def decisions_de_commune(base: Base, commune: str) -> tuple[Decision, ...]:
    """Les décisions qui concernent la commune, jugées à la date des données : en retard, ouvertes, puis les autres.

    Une décision la concerne par sa zone, par un de ses points ou par un de ses projets. Prise pour une zone plus large,
    elle ne la concerne pas quand elle nomme un point ou un projet d'ailleurs.
    """
    return base.rangees(
        Decision,
        f"""
        {_DECISIONS}
        LEFT JOIN (
            SELECT DISTINCT id_decision FROM points_des_decisions() JOIN point_service USING (id_point)
            WHERE code_zone = $commune
        ) nomme ON nomme.id_decision = inscrit.identifiant
        LEFT JOIN projet_service projet ON projet.id_projet = inscrit.id_projet AND (projet.code_zone = $commune
            OR EXISTS (
            SELECT 1 FROM point_service du_projet WHERE du_projet.id_projet = projet.id_projet
                                                    AND du_projet.code_zone = $commune))
        WHERE nomme.id_decision IS NOT NULL OR projet.id_projet IS NOT NULL OR inscrit.code_zone = $commune
           OR (inscrit.id_point IS NULL AND inscrit.id_projet IS NULL AND inscrit.code_zone IN (
                SELECT ancetre FROM zone_ascendance WHERE code = $commune))
        ORDER BY {RANG}, nomme.id_decision IS NULL AND projet.id_projet IS NULL,
                 list_position($niveaux, lieu.niveau) DESC, inscrit.echeance NULLS LAST, inscrit.date DESC,
                 inscrit.identifiant
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {"commune": commune, "niveaux": list(NIVEAUX), "zone": "SOCLE", "debut": None},
    )


def decisions_du_point(base: Base, id_point: str) -> tuple[Decision, ...]:
    """Les décisions qui nomment le point, ou son projet sans nommer un autre point ; même ordre."""
    return base.rangees(
        Decision,
        f"""
        {_DECISIONS} JOIN point_service point ON point.id_point = $id
        WHERE inscrit.identifiant IN (SELECT id_decision FROM points_des_decisions() WHERE id_point = $id)
           OR (inscrit.id_point IS NULL AND inscrit.id_projet = point.id_projet)
        ORDER BY {RANG}, inscrit.echeance NULLS LAST, inscrit.date DESC, inscrit.identifiant
        """,  # noqa: S608  # une constante seule entre dans le texte
        {"id": id_point, "zone": "SOCLE", "debut": None},
    )


def decisions_du_projet(base: Base, id_projet: str) -> tuple[Decision, ...]:
    """Les décisions qui nomment le projet ou l'un de ses points, dans l'ordre du temps."""
    return base.rangees(
        Decision,
        f"""
        {_DECISIONS}
        WHERE inscrit.id_projet = $id OR inscrit.identifiant IN (
            SELECT id_decision FROM points_des_decisions() JOIN point_service USING (id_point) WHERE id_projet = $id)
        ORDER BY inscrit.date, inscrit.identifiant
        """,  # noqa: S608  # une constante seule entre dans le texte
        {"id": id_projet, "zone": "SOCLE", "debut": None},
    )


def decisions_de_l_indicateur(base: Base, code: str, zone: str, jour: dt.date) -> tuple[Decision, ...]:
    """Les décisions ouvertes un jour qui visent l'indicateur, sans nommer ni point ni projet.

    Dans la zone, dans une plus large, ou dans une qu'elle contient ; la plus pressante d'abord.
    """
    return base.rangees(
        Decision,
        f"""
        {selectionner("$jour::DATE")}
        WHERE inscrit.ouverte AND inscrit.code_indicateur = $code AND inscrit.id_point IS NULL
              AND inscrit.id_projet IS NULL
          AND EXISTS (FROM zone_ascendance lien
                      WHERE (lien.code, lien.ancetre) IN ((inscrit.code_zone, $ici), ($ici, inscrit.code_zone)))
        ORDER BY {RANG}, inscrit.echeance NULLS LAST, inscrit.date DESC, inscrit.identifiant
        """,
        {"code": code, "ici": zone, "jour": jour, "zone": "SOCLE", "debut": None},
    )
