"""«Écarts à regarder» : la règle du métier (§5), la même pour l'accueil, la réunion et le rapport."""

from __future__ import annotations

import pandas as pd

from requetes.lecture import LIGNES_LUES, TAUX_DE_L_ETAT
from requetes.ouverture import Base

NOMBRE = 3


def ecarts_a_regarder(base: Base, type_periode: str, periode: str, region: str = "") -> pd.DataFrame:
    """Les trois écarts à regarder : indicateurs phares, au niveau des régions.

    Ordre : le rouge avant l'orange, les chiffres fermes avant les provisoires, le taux le plus bas, puis le code.
    Un indicateur n'y figure qu'une fois, par sa zone la mieux placée dans cet ordre.

    Args:
        base: l'édition.
        type_periode: lecture (voir `requetes.lecture`).
        periode: libellé du contrat.
        region: ne regarder que cette région ; vide = les trois.

    Returns:
        Trois lignes au plus : `code_indicateur, libelle_court, unite, code_zone, zone, periode, valeur, numerateur,
        denominateur, cible_due, etat, provisoire, recues, attendues, taux`.
    """
    return base.lire(
        f"""{LIGNES_LUES},
        candidats AS (
            SELECT v.*, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, z.nom AS zone, z.ordre,
                   {TAUX_DE_L_ETAT} AS taux
            FROM lues v
            JOIN indicateur i ON i.code = v.code_indicateur
            JOIN zone z ON z.code = v.code_zone
            WHERE i.phare AND v.niveau = 'region' AND v.rang = 1 AND v.dimension IS NULL
              AND v.etat IN ('rouge', 'orange') AND ($region = '' OR v.code_zone = $region)
        ),
        ranges AS (
            SELECT *, row_number() OVER (
                ORDER BY etat <> 'rouge', coalesce(provisoire, false), taux NULLS LAST, code_indicateur, ordre
            ) AS place FROM candidats
        )
        SELECT code_indicateur, libelle_court, unite, code_zone, zone, periode, valeur, numerateur, denominateur,
               cible_due, etat, provisoire, recues, attendues, taux
        FROM ranges
        QUALIFY row_number() OVER (PARTITION BY code_indicateur ORDER BY place) = 1
        ORDER BY place LIMIT {NOMBRE}
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {"type_periode": type_periode, "periode": periode, "region": region},
    )
