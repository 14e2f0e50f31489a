"""Les indicateurs phares à une période : valeur, cible due, état, complétude, mouvement."""

from __future__ import annotations

import pandas as pd

from requetes.lecture import LIGNES_LUES, TAUX_DE_L_ETAT
from requetes.ouverture import Base

_DEFINITION = "i.libelle, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, i.nature, i.sens, i.frequence"


def situation(base: Base, zone: str, type_periode: str, periode: str) -> pd.DataFrame:
    """Les indicateurs phares d'une zone, une ligne chacun, dans l'ordre du cadre logique.

    Args:
        base: l'édition.
        zone: code de zone.
        type_periode: cumul, mois, trimestre, semestre ou annee.
        periode: libellé du contrat ; en lecture cumulée, celui de l'arrêté.

    Returns:
        `code_indicateur`, la définition (`libelle, libelle_court, unite, nature, sens, frequence`), les colonnes de
        `valeurs`, `debut`, `fin`, `taux` (celui de l'état), et la période d'avant : `periode_avant`,
        `valeur_avant`, `ecart` (différence des deux valeurs, dans l'unité, en points pour un pourcentage).
        L'écart est absent pour un flux dont la période court encore : une année entamée ne se compare pas.
        Sans ligne à cette lecture, `etat` est absent et tout le reste est vide.
    """
    return base.lire(
        f"""{LIGNES_LUES}
        SELECT i.code AS code_indicateur, {_DEFINITION}, v.* EXCLUDE (code_indicateur, rang), {TAUX_DE_L_ETAT} AS taux,
               a.periode AS periode_avant, a.valeur AS valeur_avant,
               CASE WHEN i.nature = 'flux' AND v.type_periode <> 'cumul' AND NOT v.finie THEN NULL
                    ELSE v.valeur - a.valeur END AS ecart
        FROM indicateur i
        LEFT JOIN lues v ON v.code_indicateur = i.code AND v.code_zone = $zone AND v.rang = 1 AND v.dimension IS NULL
        LEFT JOIN lues a ON a.code_indicateur = i.code AND a.code_zone = $zone AND a.rang = 2 AND a.dimension IS NULL
        WHERE i.phare
        ORDER BY i.ordre, i.code
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )


def tendances_des_phares(base: Base, zone: str, type_periode: str, periode: str) -> pd.DataFrame:
    """Les valeurs des phares jusqu'à la période, pour les petites courbes.

    Returns:
        `code_indicateur, periode, fin, valeur, cible_due, provisoire`, dans l'ordre du temps ; une valeur absente
        reste absente.
    """
    return base.lire(
        f"""{LIGNES_LUES}
        SELECT v.code_indicateur, v.periode, v.fin, v.valeur, v.cible_due, v.provisoire
        FROM lues v JOIN indicateur i ON i.code = v.code_indicateur
        WHERE i.phare AND v.code_zone = $zone AND v.dimension IS NULL
        ORDER BY i.ordre, v.fin
        """,  # noqa: S608
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )
