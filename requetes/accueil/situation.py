"""Les indicateurs phares à une période : valeur, cible due, état, complétude, mouvement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domaine.chiffre import Chiffre, Moment
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import LIGNES_DE_ZONE, TAUX_DE_L_ETAT

_DEFINITION = """indicateur.libelle, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               indicateur.unite, indicateur.nature, indicateur.sens, indicateur.frequence"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phare(Chiffre):
    """Un indicateur phare à une période, et ce qu'il était à la période d'avant.

    Attributes:
        periode_avant: période de collecte d'avant ; `None` quand il n'y en a pas.
        valeur_avant, numerateur_avant, denominateur_avant, cible_avant, etat_avant, taux_avant: les siens. L'état, le
            taux et l'écart sont absents pour un compte dont la période court encore : une année entamée ne se compare
            pas (règle P10).
        ecart: différence des deux valeurs, dans l'unité, en points pour un pourcentage.
    """

    libelle: str
    nature: str
    sens: str
    frequence: str
    periode_avant: str | None = None
    valeur_avant: float | None = None
    numerateur_avant: float | None = None
    denominateur_avant: float | None = None
    cible_avant: float | None = None
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
            SELECT chiffre.*, sienne.debut, sienne.fin, sienne.finie, {TAUX_DE_L_ETAT} AS taux,
                   lue.rang - sienne.rang AS recul,
                   est_comparable(indicateur.nature, chiffre.type_periode, sienne.finie) AS comparable
            FROM {LIGNES_DE_ZONE}
            WHERE choisie.libelle = $periode AND indicateur.phare AND sienne.rang >= lue.rang - 1
        )
        SELECT indicateur.code AS code_indicateur, {_DEFINITION}, lu.* EXCLUDE (code_indicateur, recul, comparable),
               avant.periode AS periode_avant, avant.valeur AS valeur_avant, avant.numerateur AS numerateur_avant,
               avant.denominateur AS denominateur_avant, avant.cible_due AS cible_avant,
               CASE WHEN lu.comparable THEN avant.etat END AS etat_avant,
               CASE WHEN lu.comparable THEN avant.taux END AS taux_avant,
               CASE WHEN lu.comparable THEN lu.valeur - avant.valeur END AS ecart
        FROM indicateur
        LEFT JOIN deux lu ON lu.code_indicateur = indicateur.code AND lu.recul = 0
        LEFT JOIN deux avant ON avant.code_indicateur = indicateur.code AND avant.recul = 1
        WHERE indicateur.phare
        ORDER BY indicateur.ordre, indicateur.code
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )


def comparer_a(phare: Phare, avant: Phare | None) -> Phare:
    """Le phare, son «avant» pris ailleurs (une autre période, une autre édition) ; vide quand il n'y est pas."""
    pris = avant or Phare(
        **{c: getattr(phare, c) for c in ("code_indicateur", "unite", "libelle", "nature", "sens", "frequence")}
    )
    ecart = None if phare.valeur is None or pris.valeur is None else phare.valeur - pris.valeur
    return replace(
        phare,
        periode_avant=pris.periode,
        valeur_avant=pris.valeur,
        numerateur_avant=pris.numerateur,
        denominateur_avant=pris.denominateur,
        cible_avant=pris.cible_due,
        etat_avant=pris.etat,
        taux_avant=pris.taux,
        ecart=ecart,
    )


def suites_des_phares(base: Base, zone: str, type_periode: str, periode: str) -> dict[str, tuple[Moment, ...]]:
    """Les valeurs de chaque phare jusqu'à la période, dans l'ordre du temps : code → ses moments."""
    lus = base.rangees(
        Moment,
        f"""
        SELECT chiffre.code_indicateur, indicateur.unite, chiffre.periode, sienne.debut, sienne.fin, chiffre.valeur,
               chiffre.cible_due, chiffre.provisoire
        FROM {LIGNES_DE_ZONE}
        WHERE choisie.libelle = $periode AND indicateur.phare
        ORDER BY indicateur.ordre, sienne.fin
        """,  # noqa: S608
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )
    return {
        code: tuple(m for m in lus if m.code_indicateur == code)
        for code in dict.fromkeys(m.code_indicateur for m in lus)
    }
