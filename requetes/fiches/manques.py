"""Ce qui manque à une commune : saisies attendues et non reçues, rapports dus, points à compléter."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from domaine.niveaux import NIVEAUX
from requetes.edition.ouverture import Base


def saisies_manquantes(base: Base, commune: str, jour: dt.date) -> pd.DataFrame:
    """Ce qui devait être saisi pour la commune, ou pour une zone qui la contient, et ne l'est pas à cette date.

    Returns:
        Une ligne par indicateur et par zone, la plus proche de la commune d'abord : `code_indicateur, libelle_court,
        zone, niveau, manquantes, premiere_periode, derniere_periode, motif` (le dernier déclaré ; absent quand rien
        n'est arrivé).
    """
    return base.lire(
        """
        SELECT v.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, z.nom AS zone, z.niveau,
               count(*) AS manquantes, arg_min(v.periode, r.fin) AS premiere_periode,
               arg_max(v.periode, r.fin) AS derniere_periode, arg_max(s.motif_absence, r.fin) AS motif
        FROM indicateur i JOIN zone_ascendance a ON a.code = $commune AND a.niveau_ancetre = i.niveau_collecte
        JOIN periode_calculee r ON r.code_indicateur = i.code AND r.type_periode = type_de_base(i.frequence)
        JOIN valeurs v ON v.code_indicateur = i.code AND v.type_periode = r.type_periode AND v.periode = r.periode
            AND v.code_zone = a.ancetre AND v.dimension IS NULL
        JOIN zone z ON z.code = a.ancetre
        LEFT JOIN saisie_recue s
            ON s.code_indicateur = i.code AND s.code_zone = a.ancetre AND s.periode = v.periode
        WHERE i.source_calcul = 'saisie' AND r.finie AND r.fin <= $jour AND v.attendues > coalesce(v.recues, 0)
        GROUP BY v.code_indicateur, i.libelle_court, i.libelle, z.nom, z.niveau, i.ordre
        ORDER BY list_position($niveaux, z.niveau) DESC, i.ordre
        """,
        {"commune": commune, "jour": jour, "niveaux": list(NIVEAUX)},
    )


def rapports_manquants(base: Base, commune: str, jour: dt.date) -> pd.DataFrame:
    """Les rapports d'activités dus à cette date, et non reçus, des zones qui contiennent la commune.

    Returns:
        `zone, periode, date_echeance, retard_jours`, les plus anciens d'abord.
    """
    return base.lire(
        """
        SELECT z.nom AS zone, r.periode, r.echeance AS date_echeance, r.retard_jours
        FROM rapports_au($jour) r JOIN zone z ON z.code = r.code_zone
        JOIN zone_ascendance a ON a.code = $commune AND a.ancetre = r.code_zone
        WHERE r.du AND NOT r.recu
        ORDER BY r.echeance, z.ordre
        """,
        {"commune": commune, "jour": jour},
    )


def points_a_completer(base: Base, commune: str, jour: dt.date) -> pd.DataFrame:
    """Ce qui manque point par point : jamais visité, non vu depuis 90 jours, sans position, étape sans date.

    Une étape manque de date quand elle devait être faite à cette date, ou n'en a aucune ; ni une étape à venir, ni
    celles d'un point suspendu ou abandonné (règle V14).

    Returns:
        `id_point, nom, manque, depuis` (dernière visite, ou date prévue)`, etape` (absente hors des étapes)`, fichier,
        feuille, ligne`, rangé par manque puis par nom.
    """
    return base.lire(
        """
        WITH ici AS (
            SELECT p.*, e.derniere_visite, e.age_jours, e.etape AS rang FROM point_service p
            LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour WHERE p.code_zone = $commune
        )
        SELECT * FROM (
            SELECT id_point, nom, 'jamais visité' AS manque, NULL::DATE AS depuis, NULL AS etape,
                   fichier, feuille, ligne
            FROM ici WHERE derniere_visite IS NULL
            UNION ALL
            SELECT id_point, nom, 'non vu depuis 90 jours', derniere_visite, NULL, fichier, feuille, ligne
            FROM ici WHERE visite_perimee(age_jours)
            UNION ALL
            SELECT id_point, nom, 'sans position', NULL, NULL, fichier, feuille, ligne
            FROM ici WHERE latitude IS NULL OR longitude IS NULL
            UNION ALL
            SELECT i.id_point, i.nom, 'étape échue sans date', e.date_prevue, e.etape, e.fichier, e.feuille, e.ligne
            FROM ici i JOIN etape_restauration e ON e.id_point = i.id_point
            WHERE e.date_reelle IS NULL AND (e.date_prevue IS NULL OR e.date_prevue <= $jour)
              AND coalesce(i.rang, '') NOT IN ('suspendu', 'abandonné')
        ) ORDER BY list_position(
            ['jamais visité', 'non vu depuis 90 jours', 'sans position', 'étape échue sans date'], manque),
            nom, id_point, etape
        """,
        {"commune": commune, "jour": jour},
    )
