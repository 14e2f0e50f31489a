"""Un indicateur dans le temps : séries, ventilations, contexte, cibles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from domaine.chiffre import Chiffre, Moment
from domaine.figees import MASQUE
from requetes.edition.ouverture import Base
from requetes.edition.revisions import DU_PASSE

#: Paramètres : $code, $zone (vide = toutes).
_CIBLES: Final = """
    SELECT cible.code_zone, zone.nom AS zone, cible.periode, nommee.type, nommee.debut, nommee.fin, cible.valeur,
           cible.nature_cible, coalesce(nommee.fin <= (SELECT date_donnees FROM arrete), false) AS due
    FROM cible JOIN zone ON zone.code = cible.code_zone
        LEFT JOIN periode_nommee nommee ON nommee.libelle = cible.periode
    WHERE cible.code_indicateur = $code AND ($zone = '' OR cible.code_zone = $zone)
    ORDER BY zone.ordre, nommee.fin NULLS LAST, cible.periode
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenement:
    """Un fait de contexte ; `code_zone` et `zone` absents quand il est général, `texte` quand l'édition le tait."""

    date: dt.date
    code_zone: str | None
    zone: str | None
    nature: str
    texte: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cible:
    """Une cible d'une zone ; sa période, qui peut être d'après le calendrier de l'édition, a alors ses bornes absentes.

    Attributes:
        due: la période est finie à la date des données.
    """

    code_zone: str
    zone: str
    periode: str
    type: str | None
    debut: dt.date | None
    fin: dt.date | None
    valeur: float
    nature_cible: str
    due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """La valeur d'un indicateur au départ, dans une zone."""

    code_zone: str
    zone: str
    date: dt.date | None
    valeur: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CibleAVenir:
    """Une cible dont la période n'est pas finie à la date des données."""

    periode: str
    debut: dt.date
    fin: dt.date
    valeur: float
    nature_cible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Chiffre):
    """Une modalité d'un chiffre ; `etat` est absent quand elle n'a pas de rangée à cette période.

    Attributes:
        part: du total, en pourcentage ; `somme`, celle des modalités de la dimension. Absentes pour ce qui ne
            s'additionne pas : seuls un flux et un stock en ont.
    """

    part: float | None
    somme: float | None
    total: float | None


@dataclass(frozen=True, slots=True)
class Repartition:
    """Les modalités d'une dimension, et ce qu'elles font du total."""

    dimension: str
    parts: tuple[Part, ...]

    @property
    def somme(self) -> float | None:
        return self.parts[0].somme

    @property
    def total(self) -> float | None:
        return self.parts[0].total

    @property
    def reste(self) -> float | None:
        """Ce qui du total n'a pas de modalité ; négatif quand les modalités en font trop."""
        return None if self.somme is None or self.total is None else self.total - self.somme

    @property
    def masquee(self) -> bool:
        """Vrai quand une modalité ne se publie pas : la somme ne se compare alors pas au total."""
        return any(p.etat == MASQUE for p in self.parts)


def serie(base: Base, code: str, zones: tuple[str, ...], type_periode: str) -> tuple[Moment, ...]:
    """Toutes les périodes d'un indicateur pour une ou plusieurs zones, total seulement.

    Zones dans l'ordre d'affichage, périodes dans l'ordre du temps.
    """
    return base.rangees(
        Moment,
        """
        SELECT chiffre.*, indicateur.unite, zone.nom AS zone, periode.debut, periode.fin, periode.finie,
               saisie.motif_absence, revision.genre AS revision, revision.valeur_avant
        FROM valeurs chiffre
        JOIN indicateur ON indicateur.code = chiffre.code_indicateur
        JOIN periode ON periode.libelle = chiffre.periode
        JOIN zone ON zone.code = chiffre.code_zone
        LEFT JOIN saisie_recue saisie
            ON saisie.code_indicateur = chiffre.code_indicateur AND saisie.code_zone = chiffre.code_zone
            AND saisie.periode = chiffre.periode
        LEFT JOIN revision_chiffre revision
            ON revision.code_indicateur = chiffre.code_indicateur AND revision.code_zone = chiffre.code_zone
            AND revision.periode = chiffre.periode AND revision.type_periode = chiffre.type_periode
            AND revision.dimension IS NULL AND list_contains($genres, revision.genre)
        WHERE chiffre.code_indicateur = $code AND chiffre.type_periode = $type_periode AND chiffre.dimension IS NULL
          AND list_contains($zones, chiffre.code_zone)
        ORDER BY zone.ordre, periode.fin
        """,
        {"code": code, "type_periode": type_periode, "zones": list(zones), "genres": list(DU_PASSE)},
    )


def ventilations(base: Base, code: str, zone: str, type_periode: str) -> tuple[Moment, ...]:
    """Les ventilations d'un indicateur dans le temps, dimension par dimension, modalité par modalité."""
    return base.rangees(
        Moment,
        """
        SELECT chiffre.*, indicateur.unite, periode.debut, periode.fin
        FROM valeurs chiffre JOIN indicateur ON indicateur.code = chiffre.code_indicateur
            JOIN periode ON periode.libelle = chiffre.periode
        WHERE chiffre.code_indicateur = $code AND chiffre.type_periode = $type_periode AND chiffre.code_zone = $zone
          AND chiffre.dimension IS NOT NULL
        ORDER BY chiffre.dimension, chiffre.modalite, periode.fin
        """,
        {"code": code, "type_periode": type_periode, "zone": zone},
    )


def evenements(base: Base, zone: str) -> tuple[Evenement, ...]:
    """Le contexte qui touche une zone : ses événements, ceux de ses ancêtres et de ses parties, et les généraux.

    Dans l'ordre du temps.
    """
    return base.rangees(
        Evenement,
        """
        SELECT DISTINCT evenement.date, evenement.code_zone, zone.nom AS zone, evenement.nature, evenement.texte
        FROM evenement LEFT JOIN zone ON zone.code = evenement.code_zone
        WHERE evenement.code_zone IS NULL
           OR EXISTS (SELECT 1 FROM zone_ascendance ascendance WHERE ascendance.code = evenement.code_zone
                      AND ascendance.ancetre = $zone)
           OR EXISTS (SELECT 1 FROM zone_ascendance ascendance WHERE ascendance.code = $zone
                      AND ascendance.ancetre = evenement.code_zone)
        ORDER BY evenement.date, evenement.texte, zone, evenement.nature
        """,
        {"zone": zone},
    )


def repartition(base: Base, code: str, zone: str, type_periode: str, periode: str) -> tuple[Repartition, ...]:
    """Les modalités d'un chiffre, dimension par dimension, et ce qu'elles font du total.

    Une modalité reçue à une autre période y est, sans valeur.
    """
    parts = base.rangees(
        Part,
        """
        WITH connue AS (SELECT DISTINCT dimension, modalite FROM valeurs
                   WHERE code_indicateur = $code AND code_zone = $zone AND type_periode = $type_periode
                     AND dimension IS NOT NULL),
             prises AS (SELECT * FROM valeurs WHERE code_indicateur = $code AND code_zone = $zone
                        AND type_periode = $type_periode AND periode = $periode),
             total AS (SELECT max(valeur) AS valeur FROM prises WHERE dimension IS NULL),
             nature AS (SELECT unite, nature IN ('flux', 'stock') AS additive FROM indicateur WHERE code = $code)
        SELECT $code AS code_indicateur, nature.unite, connue.dimension, connue.modalite, prises.valeur,
               prises.numerateur, prises.denominateur, prises.recues, prises.attendues, prises.provisoire, prises.etat,
               CASE WHEN nature.additive THEN 100 * prises.valeur / nullif(total.valeur, 0) END AS part,
               CASE WHEN nature.additive THEN sum(prises.valeur) OVER (PARTITION BY connue.dimension) END AS somme,
               total.valeur AS total
        FROM connue CROSS JOIN total CROSS JOIN nature
        LEFT JOIN prises ON prises.dimension = connue.dimension AND prises.modalite = connue.modalite
        ORDER BY connue.dimension, connue.modalite
        """,
        {"code": code, "zone": zone, "type_periode": type_periode, "periode": periode},
    )
    return tuple(Repartition(str(d), tuple(groupe)) for d, groupe in groupby(parts, key=lambda p: p.dimension))


def cibles(base: Base, code: str, zone: str = "") -> tuple[Cible, ...]:
    """Les cibles propres d'une zone, ou de toutes (zone vide), dans l'ordre d'affichage, puis du temps."""
    return base.rangees(Cible, _CIBLES, {"code": code, "zone": zone})


def cibles_a_venir(base: Base, code: str, zone: str, type_periode: str) -> tuple[CibleAVenir, ...]:
    """Les cibles pas encore dues qui s'appliqueront à ce type de période, dans l'ordre du temps.

    Une cible cumulée d'un stock, d'un ratio ou d'un score se compare à tout type ; les autres, au cumul seulement.
    """
    return base.rangees(
        CibleAVenir,
        f"""
        SELECT cible.periode, cible.debut, cible.fin, cible.valeur, cible.nature_cible
        FROM ({_CIBLES}) cible JOIN indicateur ON indicateur.code = $code
        WHERE NOT cible.due AND cible.fin IS NOT NULL
          AND CASE cible.nature_cible WHEN 'periode' THEN cible.type = $type_periode
                   ELSE $type_periode = 'cumul' OR indicateur.nature IN ('stock', 'ratio', 'score') END
        ORDER BY cible.fin
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"code": code, "zone": zone, "type_periode": type_periode},
    )


def references(base: Base, code: str) -> tuple[Reference, ...]:
    """Les valeurs de référence d'un indicateur, zone par zone, dans l'ordre d'affichage."""
    return base.rangees(
        Reference,
        """
        SELECT reference.code_zone, zone.nom AS zone, reference.date, reference.valeur
        FROM valeur_reference reference JOIN zone ON zone.code = reference.code_zone
        WHERE reference.code_indicateur = $code ORDER BY zone.ordre
        """,
        {"code": code},
    )


def zones_dessous(base: Base, zone: str, code: str) -> dict[str, tuple[str, ...]]:
    """Les zones sous une zone qui ont des lignes pour cet indicateur : niveau → codes, dans l'ordre d'affichage."""
    lues = base.lire(
        """
        SELECT zone.niveau, zone.code FROM zone JOIN zone_ascendance ascendance ON ascendance.code = zone.code
        WHERE ascendance.ancetre = $zone AND zone.code <> $zone
          AND EXISTS (SELECT 1 FROM valeurs chiffre WHERE chiffre.code_indicateur = $code
                        AND chiffre.code_zone = zone.code)
        ORDER BY zone.ordre
        """,
        {"zone": zone, "code": code},
    )
    return {str(niveau): tuple(str(c) for c in codes) for niveau, codes in lues.groupby("niveau", sort=False)["code"]}


def parties(base: Base, zone: str, code: str) -> tuple[str, ...]:
    """Les zones juste sous une zone qui ont des lignes pour cet indicateur, dans l'ordre d'affichage."""
    lignes = base.lire(
        """
        SELECT zone.code FROM zone
        WHERE zone.parent = $zone
          AND EXISTS (SELECT 1 FROM valeurs chiffre WHERE chiffre.code_indicateur = $code
                        AND chiffre.code_zone = zone.code)
        ORDER BY zone.ordre
        """,
        {"zone": zone, "code": code},
    )
    return tuple(str(c) for c in lignes["code"])
