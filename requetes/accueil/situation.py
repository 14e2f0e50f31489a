"""Les indicateurs phares à une période : valeur, cible due, état, complétude, mouvement."""

from __future__ import annotations

from dataclasses import dataclass

from domaine.chiffre import Chiffre, Moment
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import LIGNES_DE_ZONE, TAUX_DE_L_ETAT

_DEFINITION = "i.libelle, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, i.nature, i.sens, i.frequence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phare(Chiffre):
    """Un indicateur phare à une période, et ce qu'il était à la période d'avant.

    Attributes:
        periode_avant: période de collecte d'avant ; `None` quand il n'y en a pas.
        valeur_avant, etat_avant, taux_avant: les siens. L'état, le taux et l'écart sont absents pour un compte dont la
            période court encore : une année entamée ne se compare pas (règle P10).
        ecart: différence des deux valeurs, dans l'unité, en points pour un pourcentage.
    """

    libelle: str
    nature: str
    sens: str
    frequence: str
    periode_avant: str | None = None
    valeur_avant: float | None = None
    etat_avant: str | None = None
    taux_avant: float | None = None
    ecart: float | None = None


def situation(base: Base, zone: str, type_periode: str, periode: str) -> tuple[Phare, ...]:
    """Les indicateurs phares d'une zone, dans l'ordre du cadre logique ; sans rangée à lire, `lu` est faux.

    Args:
        base: l'édition.
        zone: code de zone.
        type_periode: cumul, mois, trimestre, semestre ou annee.
        periode: son libellé ; en cumul, celui de l'arrêté.
    """
    return base.rangees(
        Phare,
        f"""
        -- une seule lecture des rangées pour la période et celle d'avant
        WITH deux AS MATERIALIZED (
            SELECT v.*, p.debut, p.fin, p.finie, {TAUX_DE_L_ETAT} AS taux, r.rang - p.rang AS recul,
                   est_comparable(i.nature, v.type_periode, p.finie) AS comparable
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


def suites_des_phares(base: Base, zone: str, type_periode: str, periode: str) -> dict[str, tuple[Moment, ...]]:
    """Les valeurs de chaque phare jusqu'à la période, dans l'ordre du temps : code → ses moments."""
    lus = base.rangees(
        Moment,
        f"""
        SELECT v.code_indicateur, i.unite, v.periode, p.debut, p.fin, v.valeur, v.cible_due, v.provisoire
        FROM {LIGNES_DE_ZONE}
        WHERE choisie.libelle = $periode AND i.phare
        ORDER BY i.ordre, p.fin
        """,  # noqa: S608
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )
    return {
        code: tuple(m for m in lus if m.code_indicateur == code)
        for code in dict.fromkeys(m.code_indicateur for m in lus)
    }
