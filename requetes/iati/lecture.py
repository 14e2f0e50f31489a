"""Les chiffres, cibles et références du projet et de ses régions, et les codes d'ailleurs de chaque indicateur.

Plus bas que la région, rien n'entre dans un fichier IATI (règle X3).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from domaine import niveaux
from domaine.feuilles.renommages import ANCIEN_CODE
from requetes.edition.ouverture import Base

#: Les zones dont les chiffres s'écrivent.
_ZONES: Final = "list_contains($niveaux, zone.niveau)"
_NIVEAUX: Final = {"niveaux": list(niveaux.jusqu_a("region"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resultat:
    """Un résultat du cadre, et le commentaire écrit au moment du gel ; `niveau` absent : le cadre ne le dit pas."""

    code: str
    libelle: str
    niveau: str | None
    commentaire: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chiffre:
    """Une rangée de `valeurs` et les bornes de sa période ; d'un cumul, `debut` est celui du projet.

    Attributes:
        dimension, modalite: absentes pour le total.
        commentaire: gardé au moment du gel ; du total seulement.
    """

    code_indicateur: str
    code_zone: str
    type_periode: str
    debut: dt.date
    fin: dt.date
    dimension: str | None
    modalite: str | None
    valeur: float | None
    etat: str
    provisoire: bool
    recues: int | None
    attendues: int | None
    commentaire: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cible:
    """Une cible, due ou non, et les bornes de la période qui la nomme."""

    code_indicateur: str
    code_zone: str
    type: str
    debut: dt.date
    fin: dt.date
    valeur: float
    nature_cible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """La valeur de départ d'une zone ; `date` absente : le cadre ne la dit pas."""

    code_indicateur: str
    code_zone: str
    date: dt.date | None
    valeur: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondance:
    """Le code d'un indicateur dans un autre système ; `facteur` : 1 quand la feuille ne le dit pas."""

    code_indicateur: str
    systeme: str
    code_externe: str
    facteur: float


def resultats(base: Base) -> tuple[Resultat, ...]:
    """Les résultats dans l'ordre du cadre : celui de leurs indicateurs."""
    return base.rangees(
        Resultat,
        """
        SELECT resultat.code, coalesce(resultat.libelle, resultat.code) AS libelle, resultat.niveau,
               commentaire.texte AS commentaire
        FROM resultat LEFT JOIN commentaire ON commentaire.code_resultat = resultat.code
            LEFT JOIN (SELECT resultat, min(ordre) AS ordre FROM indicateur GROUP BY resultat) place
            ON place.resultat = resultat.code
        ORDER BY place.ordre NULLS LAST, resultat.code
        """,
    )


def chiffres(base: Base) -> tuple[Chiffre, ...]:
    """Les chiffres du projet et des régions, par indicateur, dans l'ordre des zones, du temps et des ventilations."""
    return base.rangees(
        Chiffre,
        f"""
        SELECT chiffre.code_indicateur, chiffre.code_zone, chiffre.type_periode,
               CASE WHEN chiffre.type_periode = 'cumul' THEN arrete.debut ELSE periode.debut END AS debut, periode.fin,
               chiffre.dimension, chiffre.modalite, chiffre.valeur, chiffre.etat,
               coalesce(chiffre.provisoire, false) AS provisoire, chiffre.recues, chiffre.attendues,
               CASE WHEN chiffre.dimension IS NULL THEN mot.texte END AS commentaire
        FROM valeurs chiffre JOIN zone ON zone.code = chiffre.code_zone
            JOIN periode ON periode.libelle = chiffre.periode CROSS JOIN arrete
            LEFT JOIN commentaire_chiffre mot ON mot.code_indicateur = chiffre.code_indicateur
            AND mot.code_zone = chiffre.code_zone AND mot.periode = chiffre.periode
        WHERE {_ZONES}
        ORDER BY chiffre.code_indicateur, zone.ordre, periode.fin, chiffre.dimension NULLS FIRST, chiffre.modalite
        """,  # noqa: S608  # une constante
        _NIVEAUX,
    )


def cibles(base: Base) -> tuple[Cible, ...]:
    """Les cibles du projet et des régions."""
    return base.rangees(
        Cible,
        f"""
        SELECT cible.code_indicateur, cible.code_zone, nommee.type, nommee.debut, nommee.fin, cible.valeur,
               cible.nature_cible
        FROM cible JOIN zone ON zone.code = cible.code_zone
            JOIN periode_nommee nommee ON nommee.libelle = cible.periode
        WHERE {_ZONES} AND cible.valeur IS NOT NULL ORDER BY cible.code_indicateur, zone.ordre, nommee.fin, nommee.debut
        """,  # noqa: S608  # une constante
        _NIVEAUX,
    )


def references(base: Base) -> tuple[Reference, ...]:
    """Les valeurs de départ du projet et des régions."""
    return base.rangees(
        Reference,
        f"""
        SELECT depart.code_indicateur, depart.code_zone, depart.date, depart.valeur
        FROM valeur_reference depart JOIN zone ON zone.code = depart.code_zone
        WHERE {_ZONES} AND depart.valeur IS NOT NULL ORDER BY depart.code_indicateur, zone.ordre
        """,  # noqa: S608  # une constante
        _NIVEAUX,
    )


def correspondances(base: Base) -> tuple[Correspondance, ...]:
    """Les codes d'ailleurs en vigueur à la date des données, sans les anciens codes (règle Q18)."""
    return base.rangees(
        Correspondance,
        """
        SELECT correspondance.code_indicateur, trim(correspondance.systeme) AS systeme, correspondance.code_externe,
               coalesce(correspondance.facteur, 1) AS facteur
        FROM correspondance CROSS JOIN arrete
        WHERE lower(trim(correspondance.systeme)) <> $ancien
          AND (correspondance.depuis IS NULL OR correspondance.depuis <= arrete.date_donnees)
        ORDER BY correspondance.code_indicateur, systeme, correspondance.code_externe
        """,
        {"ancien": ANCIEN_CODE},
    )
