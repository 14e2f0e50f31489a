"""D'où vient un chiffre : les lignes reçues (fichier, feuille, ligne) qui y entrent."""

from __future__ import annotations

import pandas as pd

from requetes.ouverture import Base

#: Saisies et lignes de registre, sous les mêmes colonnes. `entite` distingue les séries d'un même registre.
_LIGNES = """
    WITH bornes AS (
        SELECT CASE WHEN $type_periode = 'cumul' THEN DATE '1900-01-01' ELSE debut END AS debut, fin
        FROM periode WHERE libelle = $periode
    ),
    recues AS (
        SELECT v.code_zone, p.fin AS quand, v.dimension, v.modalite, v.valeur, v.numerateur, v.denominateur,
               v.statut, v.niveau_preuve, v.commentaire, '' AS entite, v.fichier, v.feuille, v.ligne
        FROM valeur v JOIN periode p ON p.libelle = v.periode
        WHERE v.code_indicateur = $code AND v.motif_absence IS NULL
        UNION ALL
        SELECT code_zone, date, dimension, modalite, valeur, numerateur, denominateur,
               NULL, NULL, NULL, coalesce(id_entite, ''), fichier, feuille, ligne
        FROM composante
        -- Une commune est couverte par ses points qui fonctionnent : les mêmes visites.
        WHERE code_indicateur = $code OR code_indicateur IN (
            SELECT f.code FROM indicateur f, indicateur c
            WHERE f.source_calcul = 'points_fonctionnels' AND c.code = $code AND c.source_calcul = 'communes_couvertes'
        )
    )
"""


def lignes_sources(
    base: Base, code: str, zone: str, type_periode: str, periode: str, regle_temps: str, limite: int = 2000
) -> pd.DataFrame:
    """Les lignes reçues qui entrent dans une valeur, zones incluses comprises, total seulement.

    Args:
        base: l'édition.
        code: code d'indicateur.
        zone: zone du chiffre.
        type_periode: lecture du chiffre.
        periode: période du chiffre.
        regle_temps: «somme» garde les lignes de la période ; «derniere», la dernière connue de chaque zone (et de
            chaque point, poste ou ouvrage), reportée jusqu'à la fin de la période.
        limite: lignes rendues au plus, les plus récentes.

    Returns:
        `code_zone, zone, quand, valeur, numerateur, denominateur, statut, niveau_preuve, commentaire, entite,
        fichier, feuille, ligne, total_nb` ; `ligne` est le numéro d'Excel, `total_nb` ce qu'il y aurait sans limite.
    """
    return base.lire(
        f"""{_LIGNES}
        SELECT lignes.* EXCLUDE (ordre), count(*) OVER () AS total_nb FROM (
        SELECT z.ordre, r.code_zone, z.nom AS zone, r.quand, r.valeur, r.numerateur, r.denominateur, r.statut,
               r.niveau_preuve, r.commentaire, r.entite, r.fichier, r.feuille, r.ligne
        FROM recues r CROSS JOIN bornes JOIN zone z ON z.code = r.code_zone
        WHERE r.dimension IS NULL AND r.quand <= bornes.fin
          AND ($regle = 'derniere' OR r.quand >= bornes.debut)
          AND EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = r.code_zone AND a.ancetre = $zone)
        QUALIFY $regle <> 'derniere' OR row_number() OVER (
            PARTITION BY r.code_zone, r.entite ORDER BY r.quand DESC, r.ligne DESC
        ) = 1
        ) lignes
        ORDER BY quand DESC, ordre, fichier, ligne
        LIMIT $limite
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {
            "code": code,
            "zone": zone,
            "type_periode": type_periode,
            "periode": periode,
            "regle": regle_temps,
            "limite": limite,
        },
    )
