"""Ce que toutes les lignes de registre ont en commun : un lieu, une source ; et ce qu'une page en demande."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domaine.feuilles.declaration import Feuille
from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True)
class Etendue:
    """Ce qu'une page de registre regarde.

    Attributes:
        zone: une zone, descendance comprise.
        jour: le dernier jour connu ; rien de ce qui s'est fait après n'est lu.
        debut: le premier jour, d'un registre de faits datés ; `None` depuis le démarrage.
        fin: leur dernier jour, quand ils se lisent tels qu'un jour plus tardif les trouve ; `None` : `jour`.
    """

    zone: str
    jour: dt.date
    debut: dt.date | None = None
    fin: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscription:
    """Une ligne d'un registre, telle qu'on la connaissait à un jour.

    Attributes:
        identifiant: ce qui la désigne dans l'adresse d'une page.
        zone: le nom de la zone où elle compte ; `niveau` dit si c'est une région, un cercle ou une commune.
        region: le nom de sa région ; `None` quand elle est de tout le projet.
        fichier, feuille, ligne: d'où elle vient ; `None` dans une édition remise.
    """

    identifiant: str
    code_zone: str
    zone: str
    niveau: str
    region: str | None
    fichier: str | None
    feuille: str | None
    ligne: int | None


#: Les colonnes d'`Inscription` qui viennent de la zone, et la jointure qui les donne. Alias de la ligne : `inscrit`.
LIEU = "inscrit.code_zone, lieu.nom AS zone, lieu.niveau, region.nom AS region"
JOINDRE_LE_LIEU = """
    JOIN zone_ascendance montee ON montee.code = inscrit.code_zone AND montee.ancetre = $zone
    JOIN zone lieu ON lieu.code = inscrit.code_zone LEFT JOIN zone region ON region.code = lieu.region
"""
SOURCE = "inscrit.fichier, inscrit.feuille, inscrit.ligne"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Ce qui est arrivé d'une feuille : des lignes dans l'édition, d'autres mises de côté."""

    feuille: str
    lignes: int
    mises_de_cote: int


def receptions(base: Base, feuilles: Sequence[Feuille]) -> tuple[Reception, ...]:
    """Pour chaque feuille, dans l'ordre : ses lignes retenues, et celles en quarantaine.

    Une feuille sans ligne n'est pas un registre vide : personne ne l'a envoyée, ou rien n'a pu en être retenu.
    """
    if not feuilles:
        return ()
    # Les noms des tables viennent des déclarations du programme, jamais d'une saisie.
    comptes = " UNION ALL ".join(
        f"SELECT {rang} AS rang, (SELECT count(*) FROM {f.table}) AS lignes"  # noqa: S608
        for rang, f in enumerate(feuilles)
    )
    return base.rangees(
        Reception,
        f"""
        SELECT $noms[rang + 1] AS feuille, lignes,
               (SELECT count(*) FROM quarantaine WHERE feuille = $noms[rang + 1]) AS mises_de_cote
        FROM ({comptes}) ORDER BY rang
        """,  # noqa: S608
        {"noms": [f.nom for f in feuilles]},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Une feuille dont rien n'est venu d'une région, quand une autre l'envoie."""

    feuille: str
    region: str


def silences(base: Base, feuilles: Sequence[Feuille], code: str) -> tuple[Silence, ...]:
    """Celles de ces feuilles dont aucune ligne d'un indicateur n'est venue d'une région qui les doit (règle S4).

    D'un indicateur de tout le projet, ou d'une feuille dont les lignes n'ont pas toutes une zone, aucune ; une région
    que la feuille «Collecte» n'attend pas ne doit rien.
    """
    zones = {f.nom: lignes for f in feuilles if (lignes := _zones_des_lignes(f))}
    if not zones:
        return ()
    venues = " UNION ALL ".join(f"SELECT {n} AS rang, * FROM ({z})" for n, z in enumerate(zones.values(), 1))  # noqa: S608
    return base.rangees(
        Silence,
        f"""
        WITH venue AS MATERIALIZED (
            SELECT DISTINCT rang, montee.ancetre AS region
            FROM ({venues}) ligne JOIN zone_ascendance montee ON montee.code = ligne.code_zone
        ), attendue AS (
            SELECT montee.ancetre FROM collecte JOIN zone_ascendance montee ON montee.code = collecte.code_zone
            WHERE collecte.code_indicateur = $code
        )
        SELECT $noms[due.rang] AS feuille, region.code AS region
        FROM (SELECT unnest(range(1, len($noms) + 1)) AS rang) due JOIN zone region ON region.niveau = 'region'
        JOIN indicateur ON indicateur.code = $code AND indicateur.niveau_collecte <> 'SOCLE'
        WHERE (due.rang, region.code) NOT IN (FROM venue)
          AND (region.code IN (FROM attendue) OR NOT EXISTS (FROM attendue))
        ORDER BY due.rang, region.ordre
        """,  # noqa: S608  # les noms des tables viennent des déclarations du programme
        {"noms": list(zones), "code": code},
    )


def _zones_des_lignes(feuille: Feuille) -> str:
    """Le SELECT des zones de ses lignes, ou de ce qu'elles nomment ; vide quand une ligne peut ne pas en avoir."""
    requises = {c.nom: c.reference for c in feuille.colonnes if c.requise}
    if "code_zone" in requises:
        seules = " WHERE code_indicateur = $code" if "code_indicateur" in requises else ""
        return f"SELECT code_zone FROM {feuille.table}{seules}"  # noqa: S608
    for colonne, reference in requises.items():
        if reference:
            mere, cle = reference.split(".")
            return (
                f"SELECT mere.code_zone FROM {feuille.table} JOIN {mere} mere ON mere.{cle} = {feuille.table}.{colonne}"  # noqa: S608
            )
    return ""


Ligne = TypeVar("Ligne")
Cle = TypeVar("Cle")


def grouper(lignes: Iterable[Ligne], cle: Callable[[Ligne], Cle]) -> dict[Cle, list[Ligne]]:
    """Les lignes par clé, les clés et les lignes dans l'ordre où elles viennent.

    >>> grouper([3, 1, 2, 5], lambda n: n % 2)
    {1: [3, 1, 5], 0: [2]}
    """
    groupes: dict[Cle, list[Ligne]] = {}
    for ligne in lignes:
        groupes.setdefault(cle(ligne), []).append(ligne)
    return groupes


def somme(valeurs: Iterable[float | None]) -> float | None:
    """La somme de ce qui est connu ; `None` quand rien ne l'est, jamais zéro.

    >>> somme([1, None, 2]), somme([None])
    (3, None)
    """
    connues = [v for v in valeurs if v is not None]
    return sum(connues) if connues else None
