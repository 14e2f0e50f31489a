"""«Ce qui manque» : rapports dus et non reçus, zones qui n'ont rien transmis, données trop anciennes."""

from __future__ import annotations

import pandas as pd

from requetes.lecture import LIGNES_LUES
from requetes.ouverture import Base


def rapports_en_attente(base: Base, zone: str = "SOCLE") -> pd.DataFrame:
    """Les rapports d'activités dus à la date des données et non reçus à cette date, les plus anciens d'abord.

    Returns:
        `code_zone, zone, periode, date_echeance, retard_jours`.
    """
    return base.lire(
        """
        WITH arret AS (SELECT TRY_CAST(valeur AS DATE) AS jour FROM info WHERE cle = 'date_donnees')
        SELECT r.code_zone, z.nom AS zone, r.periode, coalesce(r.date_echeance, p.fin) AS date_echeance,
               date_diff('day', coalesce(r.date_echeance, p.fin), arret.jour) AS retard_jours
        FROM rapport_activite r CROSS JOIN arret
        JOIN zone z ON z.code = r.code_zone
        LEFT JOIN periode p ON p.libelle = r.periode
        WHERE coalesce(r.date_echeance, p.fin) <= arret.jour
          AND (r.date_reception IS NULL OR r.date_reception > arret.jour)
          AND EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = r.code_zone AND a.ancetre = $zone)
        ORDER BY p.fin, z.ordre
        """,
        {"zone": zone},
    )


def retards_par_zone(base: Base, zone: str = "SOCLE") -> pd.DataFrame:
    """Les mêmes rapports, comptés par zone.

    Returns:
        `code_zone, zone, rapports_nb, premiere_periode, derniere_periode, retard_max_jours`, du plus grand nombre au
        plus petit.
    """
    attendus = rapports_en_attente(base, zone)
    groupes = attendus.groupby(["code_zone", "zone"], sort=False)
    return (
        groupes.agg(
            rapports_nb=("periode", "size"),
            premiere_periode=("periode", "first"),
            derniere_periode=("periode", "last"),
            retard_max_jours=("retard_jours", "max"),
        )
        .reset_index()
        .sort_values("rapports_nb", ascending=False, kind="stable")
    )


def zones_sans_donnee(base: Base, zone: str, type_periode: str, periode: str) -> pd.DataFrame:
    """Les zones de collecte attendues qui n'ont rien, par indicateur phare.

    Une zone dont tout ce qui est attendu est reçu, mais qui n'a rien à compter (aucun ouvrage, aucun point restauré),
    ne manque pas.

    Returns:
        `code_indicateur, libelle_court, niveau, zones` (noms, séparés par des virgules), `sans_nb, total_nb` ;
        seulement les indicateurs où il en manque, du plus troué au moins troué.
    """
    return base.lire(
        f"""{LIGNES_LUES}
        SELECT v.code_indicateur, coalesce(any_value(i.libelle_court), any_value(i.libelle)) AS libelle_court,
               any_value(v.niveau) AS niveau,
               string_agg(z.nom, ', ' ORDER BY z.ordre) FILTER (manque) AS zones,
               count(*) FILTER (manque) AS sans_nb, count(*) AS total_nb
        FROM (
            SELECT *, valeur IS NULL AND coalesce(recues, 0) < attendues AND denominateur IS DISTINCT FROM 0 AS manque
            FROM lues
        ) v
        JOIN indicateur i ON i.code = v.code_indicateur AND v.niveau = i.niveau_collecte
        JOIN zone z ON z.code = v.code_zone
        WHERE i.phare AND v.rang = 1 AND v.dimension IS NULL AND v.attendues > 0
          AND EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = v.code_zone AND a.ancetre = $zone)
        GROUP BY v.code_indicateur
        HAVING sans_nb > 0
        ORDER BY sans_nb / total_nb DESC, v.code_indicateur
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )
