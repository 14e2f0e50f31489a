"""L'histoire d'un projet ou d'un point : ses étapes prévues et faites, ses visites, ses décisions."""

from __future__ import annotations

import pandas as pd

from requetes.edition.ouverture import Base
from requetes.parcours.selection import POINTS_CHOISIS, Selection


def projets(base: Base, choix: Selection) -> pd.DataFrame:
    """Les projets qui ont un point choisi : `id_projet, intitule, operateur, points`, par intitulé."""
    return base.lire(
        f"""
        WITH {POINTS_CHOISIS}
        SELECT c.id_projet, any_value(c.intitule) AS intitule, any_value(r.operateur) AS operateur, count(*) AS points
        FROM choisi c JOIN projet_service r ON r.id_projet = c.id_projet
        GROUP BY c.id_projet ORDER BY intitule, c.id_projet
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        choix.sans_jour(),
    )


def identifiants(base: Base) -> list[str]:
    """Les identifiants de tous les projets, choisis ou non."""
    return [str(i) for i in base.lire("SELECT id_projet FROM projet_service ORDER BY id_projet")["id_projet"]]


def projet(base: Base, id_projet: str) -> pd.DataFrame:
    """La ligne d'un projet : colonnes de `projet_service`, et `zone` ; vide s'il n'existe pas."""
    return base.lire(
        """
        SELECT r.*, z.nom AS zone FROM projet_service r LEFT JOIN zone z ON z.code = r.code_zone
        WHERE r.id_projet = $id
        """,
        {"id": id_projet},
    )


def points_du_projet(base: Base, id_projet: str) -> pd.DataFrame:
    """Tous les points d'un projet : `id_point, nom, type_service, code_zone, commune, code_cercle, code_region`."""
    return base.lire(
        """
        SELECT p.id_point, p.nom, p.type_service, p.code_zone, z.nom AS commune, z.parent AS code_cercle,
               z.region AS code_region
        FROM point_service p LEFT JOIN zone z ON z.code = p.code_zone WHERE p.id_projet = $id ORDER BY p.id_point
        """,
        {"id": id_projet},
    )


def etapes(base: Base, points: tuple[str, ...]) -> pd.DataFrame:
    """Les étapes reçues des points, dans l'ordre du parcours.

    Returns:
        `id_point, nom, etape, date_prevue, date_reelle, motif_blocage, commentaire, sautee, fichier, feuille, ligne` ;
        une date absente est NaT. `sautee` : sans date réelle, alors qu'une étape plus haute est faite, ou que le point
        est abandonné ; elle n'attend plus rien.
    """
    return base.lire(
        """
        SELECT e.id_point, p.nom, e.etape, e.date_prevue, e.date_reelle,
               nullif(trim(e.motif_blocage), '') AS motif_blocage, e.commentaire,
               e.date_reelle IS NULL AND length(e.etape) = 1
                   AND coalesce(e.etape < f.haute OR f.abandonne, false) AS sautee,
               e.fichier, e.feuille, e.ligne
        FROM etape_restauration e JOIN point_service p USING (id_point)
        LEFT JOIN (
            SELECT id_point, max(etape) FILTER (length(etape) = 1) AS haute,
                   bool_or(etape = 'abandonné') AS abandonne
            FROM etape_restauration WHERE date_reelle IS NOT NULL GROUP BY id_point
        ) f USING (id_point)
        WHERE list_contains($points, e.id_point) ORDER BY e.id_point, length(e.etape), e.etape
        """,
        {"points": list(points)},
    )


def visites(base: Base, points: tuple[str, ...]) -> pd.DataFrame:
    """Les visites des points, dans l'ordre du temps.

    Returns:
        `id_point, nom, date, tests` (0 à 4), `quatre_tests, en_panne, ferme, local, agent, moyens, prestation,
        statut_fonctionnel, motif, mode, fichier, feuille, ligne`.
    """
    return base.lire(
        """
        SELECT v.id_point, p.nom, v.date, tests_reunis(v.local, v.agent, v.moyens, v.prestation) AS tests,
               est_restauration(tests) AS quatre_tests, est_en_panne(tests, v.statut_fonctionnel) AS en_panne,
               est_ferme(v.statut_fonctionnel) AS ferme,
               v.local, v.agent, v.moyens, v.prestation, v.statut_fonctionnel, v.motif, v.mode,
               v.fichier, v.feuille, v.ligne
        FROM visite v JOIN point_service p USING (id_point)
        WHERE list_contains($points, v.id_point) ORDER BY v.id_point, v.date
        """,
        {"points": list(points)},
    )


def decisions(base: Base, id_projet: str, points: tuple[str, ...]) -> pd.DataFrame:
    """Les décisions liées au projet ou à l'un des points.

    Args:
        base: l'édition.
        id_projet: vide = celles des points seulement.
        points: identifiants des points.

    Returns:
        `id_decision, date, texte, responsable, echeance, date_execution, statut, id_point`, dans l'ordre du temps.
    """
    return base.lire(
        """
        SELECT id_decision, date, texte, responsable, echeance, date_execution, statut, id_point
        FROM decision WHERE ($projet <> '' AND id_projet = $projet) OR list_contains($points, id_point)
        ORDER BY date, id_decision
        """,
        {"projet": id_projet, "points": list(points)},
    )
