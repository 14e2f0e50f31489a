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
    SELECT c.code_zone, z.nom AS zone, c.periode, p.type, p.debut, p.fin, c.valeur, c.nature_cible,
           coalesce(p.fin <= (SELECT date_donnees FROM arrete), false) AS due
    FROM cible c JOIN zone z ON z.code = c.code_zone LEFT JOIN periode_nommee p ON p.libelle = c.periode
    WHERE c.code_indicateur = $code AND ($zone = '' OR c.code_zone = $zone)
    ORDER BY z.ordre, p.fin NULLS LAST, c.periode
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
        SELECT v.*, i.unite, z.nom AS zone, p.debut, p.fin, p.finie, s.motif_absence, x.genre AS revision,
               x.valeur_avant
        FROM valeurs v
        JOIN indicateur i ON i.code = v.code_indicateur
        JOIN periode p ON p.libelle = v.periode
        JOIN zone z ON z.code = v.code_zone
        LEFT JOIN saisie_recue s
            ON s.code_indicateur = v.code_indicateur AND s.code_zone = v.code_zone AND s.periode = v.periode
        LEFT JOIN revision_chiffre x
            ON x.code_indicateur = v.code_indicateur AND x.code_zone = v.code_zone AND x.periode = v.periode
            AND x.type_periode = v.type_periode AND x.dimension IS NULL AND list_contains($genres, x.genre)
        WHERE v.code_indicateur = $code AND v.type_periode = $type_periode AND v.dimension IS NULL
          AND list_contains($zones, v.code_zone)
        ORDER BY z.ordre, p.fin
        """,
        {"code": code, "type_periode": type_periode, "zones": list(zones), "genres": list(DU_PASSE)},
    )


def ventilations(base: Base, code: str, zone: str, type_periode: str) -> tuple[Moment, ...]:
    """Les ventilations d'un indicateur dans le temps, dimension par dimension, modalité par modalité."""
    return base.rangees(
        Moment,
        """
        SELECT v.*, i.unite, p.debut, p.fin
        FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur JOIN periode p ON p.libelle = v.periode
        WHERE v.code_indicateur = $code AND v.type_periode = $type_periode AND v.code_zone = $zone
          AND v.dimension IS NOT NULL
        ORDER BY v.dimension, v.modalite, p.fin
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
        SELECT DISTINCT e.date, e.code_zone, z.nom AS zone, e.nature, e.texte
        FROM evenement e LEFT JOIN zone z ON z.code = e.code_zone
        WHERE e.code_zone IS NULL
           OR EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = e.code_zone AND a.ancetre = $zone)
           OR EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = $zone AND a.ancetre = e.code_zone)
        ORDER BY e.date, e.texte, zone, e.nature
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
        WITH m AS (SELECT DISTINCT dimension, modalite FROM valeurs
                   WHERE code_indicateur = $code AND code_zone = $zone AND type_periode = $type_periode
                     AND dimension IS NOT NULL),
             prises AS (SELECT * FROM valeurs WHERE code_indicateur = $code AND code_zone = $zone
                        AND type_periode = $type_periode AND periode = $periode),
             total AS (SELECT max(valeur) AS valeur FROM prises WHERE dimension IS NULL),
             nature AS (SELECT unite, nature IN ('flux', 'stock') AS additive FROM indicateur WHERE code = $code)
        SELECT $code AS code_indicateur, n.unite, m.dimension, m.modalite, v.valeur, v.numerateur, v.denominateur,
               v.recues, v.attendues, v.provisoire, v.etat,
               CASE WHEN n.additive THEN 100 * v.valeur / nullif(t.valeur, 0) END AS part,
               CASE WHEN n.additive THEN sum(v.valeur) OVER (PARTITION BY m.dimension) END AS somme, t.valeur AS total
        FROM m CROSS JOIN total t CROSS JOIN nature n
        LEFT JOIN prises v ON v.dimension = m.dimension AND v.modalite = m.modalite
        ORDER BY m.dimension, m.modalite
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
        SELECT c.periode, c.debut, c.fin, c.valeur, c.nature_cible
        FROM ({_CIBLES}) c JOIN indicateur i ON i.code = $code
        WHERE NOT c.due AND c.fin IS NOT NULL
          AND CASE c.nature_cible WHEN 'periode' THEN c.type = $type_periode
                   ELSE $type_periode = 'cumul' OR i.nature IN ('stock', 'ratio', 'score') END
        ORDER BY c.fin
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"code": code, "zone": zone, "type_periode": type_periode},
    )


def references(base: Base, code: str) -> tuple[Reference, ...]:
    """Les valeurs de référence d'un indicateur, zone par zone, dans l'ordre d'affichage."""
    return base.rangees(
        Reference,
        """
        SELECT r.code_zone, z.nom AS zone, r.date, r.valeur
        FROM valeur_reference r JOIN zone z ON z.code = r.code_zone WHERE r.code_indicateur = $code ORDER BY z.ordre
        """,
        {"code": code},
    )


def zones_dessous(base: Base, zone: str, code: str) -> dict[str, tuple[str, ...]]:
    """Les zones sous une zone qui ont des lignes pour cet indicateur : niveau → codes, dans l'ordre d'affichage."""
    lues = base.lire(
        """
        SELECT z.niveau, z.code FROM zone z JOIN zone_ascendance a ON a.code = z.code
        WHERE a.ancetre = $zone AND z.code <> $zone
          AND EXISTS (SELECT 1 FROM valeurs v WHERE v.code_indicateur = $code AND v.code_zone = z.code)
        ORDER BY z.ordre
        """,
        {"zone": zone, "code": code},
    )
    return {str(niveau): tuple(str(c) for c in codes) for niveau, codes in lues.groupby("niveau", sort=False)["code"]}


def parties(base: Base, zone: str, code: str) -> tuple[str, ...]:
    """Les zones juste sous une zone qui ont des lignes pour cet indicateur, dans l'ordre d'affichage."""
    lignes = base.lire(
        """
        SELECT z.code FROM zone z
        WHERE z.parent = $zone
          AND EXISTS (SELECT 1 FROM valeurs v WHERE v.code_indicateur = $code AND v.code_zone = z.code)
        ORDER BY z.ordre
        """,
        {"zone": zone, "code": code},
    )
    return tuple(str(c) for c in lignes["code"])
