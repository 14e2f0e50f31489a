"""Les indicateurs phares à une période : valeur, cible due, état, complétude, mouvement."""

from __future__ import annotations

import pandas as pd

from requetes.edition.lecture import LIGNES_DE_ZONE, TAUX_DE_L_ETAT
from requetes.edition.ouverture import Base

_DEFINITION = "i.libelle, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, i.nature, i.sens, i.frequence"


def situation(base: Base, zone: str, type_periode: str, periode: str) -> pd.DataFrame:
    """Les indicateurs phares d'une zone, une ligne chacun, dans l'ordre du cadre logique.

    Args:
        base: l'édition.
        zone: code de zone.
        type_periode: cumul, mois, trimestre, semestre ou annee.
        periode: son libellé ; en lecture cumulée, celui de l'arrêté.

    Returns:
        `code_indicateur`, la définition (`libelle, libelle_court, unite, nature, sens, frequence`), les colonnes de
        `valeurs`, `debut`, `fin`, `taux` (celui de l'état), et la période d'avant : `periode_avant`,
        `valeur_avant`, `etat_avant`, `taux_avant`, `ecart` (différence des deux valeurs, dans l'unité, en points pour
        un pourcentage). L'écart, l'état et le taux d'avant sont absents pour un flux dont la période court encore :
        une année entamée ne se compare pas.
        Sans ligne à cette lecture, `etat` est absent et tout le reste est vide.
    """
    return base.lire(
        f"""
        -- une seule lecture des rangées pour la période et celle d'avant
        WITH deux AS MATERIALIZED (
            SELECT v.*, p.debut, p.fin, p.finie, {TAUX_DE_L_ETAT} AS taux, r.rang - p.rang AS recul,
                   i.nature <> 'flux' OR v.type_periode = 'cumul' OR p.finie AS comparable
            FROM {LIGNES_DE_ZONE}
            WHERE choisie.libelle = $periode AND i.phare AND p.rang >= r.rang - 1
        )
        SELECT i.code AS code_indicateur, {_DEFINITION}, v.* EXCLUDE (code_indicateur, recul, comparable),
               a.periode AS periode_avant, a.valeur AS valeur_avant,
               CASE WHEN v.comparable THEN a.etat END AS etat_avant,
               CASE WHEN v.comparable THEN a.taux END AS taux_avant,
               CASE WHEN v.comparable THEN v.valeur - a.valeur END AS ecart
        FROM indicateur i
        LEFT JOIN deux v ON v.code_indicateur = i.code AND v.recul = 0
        LEFT JOIN deux a ON a.code_indicateur = i.code AND a.recul = 1
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
        f"""
        SELECT v.code_indicateur, v.periode, p.fin, v.valeur, v.cible_due, v.provisoire
        FROM {LIGNES_DE_ZONE}
        WHERE choisie.libelle = $periode AND i.phare
        ORDER BY i.ordre, p.fin
        """,  # noqa: S608
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )
