"""Tout le cadre logique à une période : ce que lit un rapport, et ce que l'édition ne contient pas."""

from __future__ import annotations

from typing import Final

import pandas as pd

from requetes.edition.lecture import LIGNES_DE_ZONE, TAUX_DE_L_ETAT
from requetes.edition.ouverture import Base

#: Tables d'observations qu'un rapport lit ; une édition pour un public en laisse de vides.
_VIDABLES: Final = (
    "point_service",
    "etape_restauration",
    "visite",
    "valeur",
    "spi_etape",
    "chantier",
    "rapport_activite",
)


def resultats(base: Base) -> pd.DataFrame:
    """Les résultats qui portent au moins un indicateur, dans l'ordre de leurs indicateurs : `code, libelle, niveau`."""
    return base.lire("""
        SELECT i.resultat AS code, any_value(r.libelle) AS libelle, any_value(r.niveau) AS niveau
        FROM indicateur i LEFT JOIN resultat r ON r.code = i.resultat
        GROUP BY i.resultat ORDER BY min(i.ordre), i.resultat
    """)


def avancement(base: Base, zone: str, type_periode: str, periode: str) -> pd.DataFrame:
    """Tous les indicateurs d'une zone, une ligne chacun, dans l'ordre du cadre logique.

    Returns:
        `code_indicateur, libelle, libelle_court, resultat, unite, nature, sens, frequence, phare`, les colonnes de
        `valeurs`, `fin`, `taux` (celui de l'état). Sans ligne à cette lecture, `etat` est absent et tout est vide.
    """
    return base.lire(
        f"""
        WITH lue AS (
            SELECT v.*, p.fin, {TAUX_DE_L_ETAT} AS taux
            FROM {LIGNES_DE_ZONE}
            WHERE choisie.libelle = $periode AND p.rang = r.rang
        )
        SELECT i.code AS code_indicateur, i.libelle, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.resultat,
               i.unite, i.nature, i.sens, i.frequence, coalesce(i.phare, false) AS phare,
               l.* EXCLUDE (code_indicateur)
        FROM indicateur i LEFT JOIN lue l ON l.code_indicateur = i.code
        ORDER BY i.ordre, i.code
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )


def tables_remplies(base: Base) -> frozenset[str]:
    """Parmi les tables que la réduction peut vider, celles qui ont une ligne : un compte fait sur une table vidée ne
    serait pas zéro, mais inconnu.
    """
    parts = " UNION ALL ".join(f"SELECT '{t}' AS nom WHERE EXISTS (SELECT 1 FROM {t})" for t in _VIDABLES)  # noqa: S608  # constantes
    return frozenset(str(t) for t in base.lire(parts)["nom"])


def chiffres_masques(base: Base) -> pd.DataFrame:
    """Les chiffres vidés parce qu'ils comptent trop peu de personnes, par indicateur.

    Returns:
        `code_indicateur, libelle_court, zones` (distinctes), `totaux, ventilations` (cellules) ; vide dans une édition
        vivante.
    """
    return base.lire("""
        SELECT m.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court,
               count(DISTINCT m.code_zone) AS zones, count(*) FILTER (m.dimension IS NULL) AS totaux,
               count(m.dimension) AS ventilations
        FROM valeur_masquee m LEFT JOIN indicateur i ON i.code = m.code_indicateur
        GROUP BY ALL ORDER BY any_value(i.ordre), m.code_indicateur
    """)


def periode_en_vigueur(base: Base, type_periode: str) -> str:
    """La dernière période finie de ce type à la date des données ; vide quand aucune ne l'est."""
    lignes = base.lire(
        "SELECT libelle FROM periode WHERE type = $type AND finie ORDER BY fin DESC LIMIT 1", {"type": type_periode}
    )
    return "" if lignes.empty else str(lignes["libelle"].iloc[0])


def bornes(base: Base, periode: str) -> pd.DataFrame:
    """Une période de l'édition : `type, debut, fin` ; vide quand elle ne la connaît pas."""
    return base.lire("SELECT type, debut, fin FROM periode WHERE libelle = $periode", {"periode": periode})
