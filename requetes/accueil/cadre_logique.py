"""Ce qu'un financier lit à côté d'un chiffre : référence datée, édition d'avant, cible finale, commentaire.

Règles E21 et E22. Et la durée du projet, en mois.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Reperes:
    """Les repères d'un indicateur dans une zone.

    Attributes:
        cible_finale: la dernière cible cumulée de la zone, à défaut la dernière de période ; `nature_finale` dit
            laquelle, `echeance_finale` sa période. `None` sans cible.
        edition_precedente: `None` d'une première édition, ou d'un indicateur que la précédente n'avait pas ; avec elle,
            `valeur_precedente` et `etat_precedent` tels qu'elle les publiait, à sa `periode_precedente`.
        commentaire: gardé au moment du gel.
    """

    code_indicateur: str
    date_reference: dt.date | None = None
    cible_finale: float | None = None
    echeance_finale: str | None = None
    nature_finale: str | None = None
    edition_precedente: str | None = None
    periode_precedente: str | None = None
    valeur_precedente: float | None = None
    etat_precedent: str | None = None
    commentaire: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mot:
    """Le commentaire d'un chiffre, gardé au moment du gel."""

    code_indicateur: str
    libelle_court: str
    resultat: str
    code_zone: str
    zone: str
    periode: str
    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duree:
    """Les mois entiers du projet, passés et prévus."""

    passes: int
    prevus: int


def reperes(base: Base, zone: str) -> dict[str, Reperes]:
    """Code d'indicateur → ses repères dans une zone, pour tout le cadre logique."""
    lus = base.rangees(
        Reperes,
        """
        WITH finale AS (
            SELECT cible.code_indicateur, cible.valeur, cible.periode, cible.nature_cible
            FROM cible LEFT JOIN periode_nommee nommee ON nommee.libelle = cible.periode
            WHERE cible.code_zone = $zone
            -- Une période d'après le calendrier de l'édition n'a pas de bornes : elle est la plus lointaine.
            QUALIFY row_number() OVER (PARTITION BY cible.code_indicateur
                ORDER BY cible.nature_cible = 'cumul' DESC, nommee.fin DESC NULLS FIRST, cible.periode DESC) = 1
        )
        SELECT indicateur.code AS code_indicateur, depart.date AS date_reference, finale.valeur AS cible_finale,
               finale.periode AS echeance_finale, finale.nature_cible AS nature_finale,
               avant.edition AS edition_precedente, avant.periode AS periode_precedente,
               avant.valeur AS valeur_precedente, avant.etat AS etat_precedent, mot.texte AS commentaire
        FROM indicateur
        LEFT JOIN finale ON finale.code_indicateur = indicateur.code
        LEFT JOIN valeur_reference depart ON depart.code_indicateur = indicateur.code AND depart.code_zone = $zone
        LEFT JOIN chiffre_precedent avant ON avant.code_indicateur = indicateur.code AND avant.code_zone = $zone
        LEFT JOIN commentaire_chiffre mot ON mot.code_indicateur = indicateur.code AND mot.code_zone = $zone
        """,
        {"zone": zone},
    )
    return {r.code_indicateur: r for r in lus}


def edition_d_avant(base: Base) -> str:
    """Le numéro de l'édition dont `Reperes` redit les chiffres ; vide d'une première."""
    lues = base.lire("SELECT DISTINCT edition FROM chiffre_precedent")
    return "" if lues.empty else str(lues["edition"].iloc[0])


def mots(base: Base) -> tuple[Mot, ...]:
    """Les commentaires de chiffres de l'édition, dans l'ordre du cadre logique, puis des zones."""
    return base.rangees(
        Mot,
        """
        SELECT mot.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               indicateur.resultat, mot.code_zone, zone.nom AS zone, mot.periode, mot.texte
        FROM commentaire_chiffre mot
        JOIN indicateur ON indicateur.code = mot.code_indicateur JOIN zone ON zone.code = mot.code_zone
        ORDER BY indicateur.ordre, indicateur.code, zone.ordre, zone.code
        """,
    )


def duree(base: Base, jour: dt.date) -> Duree | None:
    """Les mois entiers passés du projet à un jour compris, et ceux prévus ; `None` si le cadre tait une date."""
    lue = base.lire(
        """
        WITH lu AS (
            SELECT max(try_cast(valeur AS DATE)) FILTER (cle = 'date_debut') AS debut,
                   max(try_cast(valeur AS DATE)) FILTER (cle = 'date_fin') AS fin
            FROM projet
        )
        SELECT greatest(0, least(date_sub('month', debut, $jour::DATE + 1), date_sub('month', debut, fin + 1)))
                   AS passes,
               date_sub('month', debut, fin + 1) AS prevus
        FROM lu
        """,
        {"jour": jour},
    )
    if lue["prevus"].isna().any() or int(lue["prevus"].iloc[0]) < 1:
        return None
    return Duree(passes=int(lue["passes"].iloc[0]), prevus=int(lue["prevus"].iloc[0]))
