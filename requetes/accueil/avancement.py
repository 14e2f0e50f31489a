"""Tout le cadre logique à une période : ce que lit un rapport, et ce que l'édition ne contient pas."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import pandas as pd

from domaine.chiffre import Chiffre
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import LIGNES_DE_ZONE, TAUX_DE_L_ETAT

#: Tables d'observations qu'un rapport lit ; une édition pour un public en laisse de vides.
_VIDABLES: Final = (
    "point_service",
    "etape_restauration",
    "visite",
    "valeur",
    "spi_etape",
    "chantier",
    "activite_ptba",
    "rapport_activite",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Avancement(Chiffre):
    """Un indicateur du cadre logique, à un type de période ; sans rangée, `etat` est absent et le reste est vide.

    Attributes:
        resultat: le code de celui qu'il mesure.
        fin: de la période lue.
    """

    libelle: str
    resultat: str
    nature: str
    sens: str
    frequence: str
    phare: bool
    fin: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resultat:
    """Un résultat ; `libelle` est absent quand un indicateur le nomme et que le cadre ne le déclare pas."""

    code: str
    libelle: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Masques:
    """Les chiffres vidés d'un indicateur : `zones` distinctes, cellules du total et des ventilations."""

    code_indicateur: str
    libelle_court: str
    zones: int
    totaux: int
    ventilations: int


def resultats(base: Base) -> tuple[Resultat, ...]:
    """Les résultats qui portent au moins un indicateur, dans l'ordre de leurs indicateurs."""
    return base.rangees(
        Resultat,
        """
        SELECT indicateur.resultat AS code, any_value(resultat.libelle) AS libelle
        FROM indicateur LEFT JOIN resultat ON resultat.code = indicateur.resultat
        GROUP BY indicateur.resultat ORDER BY min(indicateur.ordre), indicateur.resultat
        """,
    )


def avancement(base: Base, zone: str, type_periode: str, periode: str) -> tuple[Avancement, ...]:
    """Tous les indicateurs d'une zone, un chiffre chacun, dans l'ordre du cadre logique."""
    return base.rangees(
        Avancement,
        f"""
        WITH lue AS (
            SELECT chiffre.*, sienne.fin, {TAUX_DE_L_ETAT} AS taux
            FROM {LIGNES_DE_ZONE}
            WHERE choisie.libelle = $periode AND sienne.rang = lue.rang
        )
        SELECT indicateur.code AS code_indicateur, indicateur.libelle,
               coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court, indicateur.resultat,
               indicateur.unite, indicateur.nature, indicateur.sens, indicateur.frequence,
               coalesce(indicateur.phare, false) AS phare, lue.* EXCLUDE (code_indicateur)
        FROM indicateur LEFT JOIN lue ON lue.code_indicateur = indicateur.code
        ORDER BY indicateur.ordre, indicateur.code
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )


def tables_remplies(base: Base) -> frozenset[str]:
    """Parmi les tables que la réduction peut vider, celles qui ont une ligne : un compte fait sur une table vidée ne
    serait pas zéro, mais inconnu.
    """
    parts = " UNION ALL ".join(f"SELECT '{t}' AS nom WHERE EXISTS (SELECT 1 FROM {t})" for t in _VIDABLES)  # noqa: S608  # constantes
    return frozenset(str(t) for t in base.lire(parts)["nom"])


def chiffres_masques(base: Base) -> tuple[Masques, ...]:
    """Les chiffres vidés parce qu'ils comptent trop peu de personnes, par indicateur ; aucun d'une édition vivante."""
    return base.rangees(
        Masques,
        """
        SELECT masquee.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               count(DISTINCT masquee.code_zone) AS zones, count(*) FILTER (masquee.dimension IS NULL) AS totaux,
               count(masquee.dimension) AS ventilations
        FROM valeur_masquee masquee LEFT JOIN indicateur ON indicateur.code = masquee.code_indicateur
        GROUP BY ALL ORDER BY any_value(indicateur.ordre), masquee.code_indicateur
        """,
    )


def periode_en_vigueur(base: Base, type_periode: str) -> str:
    """La dernière période finie de ce type à la date des données ; vide quand aucune ne l'est."""
    lignes = base.lire(
        "SELECT libelle FROM periode WHERE type = $type AND finie ORDER BY fin DESC LIMIT 1", {"type": type_periode}
    )
    return "" if lignes.empty else str(lignes["libelle"].iloc[0])


def bornes(base: Base, periode: str) -> pd.DataFrame:
    """Une période de l'édition : `type, debut, fin` ; vide quand elle ne la connaît pas."""
    return base.lire("SELECT type, debut, fin FROM periode WHERE libelle = $periode", {"periode": periode})
