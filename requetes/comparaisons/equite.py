"""L'équité entre zones : la part des femmes et la part de la population nomade, là où l'édition les connaît.

Rien n'est estimé (règles H9 et H10) : une part ne se calcule que si les deux sexes sont ventilés ; une étape dont la
population n'est pas dite n'entre pas dans la part, et se compte à côté.
"""

from __future__ import annotations

from dataclasses import dataclass

from domaine.chiffre import Chiffre
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import PERIODES_LUES

_TETE = """v.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, v.code_zone,
    z.nom AS zone, v.periode"""
_TOTAL = f"""
    {PERIODES_LUES}
    JOIN valeurs v ON v.code_indicateur = r.code_indicateur AND v.periode = r.periode
        AND v.type_periode = $type_periode AND v.dimension IS NULL AND v.niveau = $niveau
    JOIN zone z ON z.code = v.code_zone AND ($region = '' OR z.region = $region)
"""
_MODALITES = " ".join(
    f"""
    LEFT JOIN valeurs {m} ON {m}.code_indicateur = v.code_indicateur AND {m}.code_zone = v.code_zone
        AND {m}.type_periode = v.type_periode AND {m}.periode = v.periode AND {m}.dimension = 'sexe'
        AND {m}.modalite = '{m.upper()}'"""
    for m in "fh"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDesFemmes(Chiffre):
    """La place des femmes dans un chiffre : `valeur` est leur part, en pourcentage, ou un écart.

    Attributes:
        genre: «part déclarée» (l'indicateur est lui-même la part des femmes des SPI), «part» (d'un compte ventilé par
            sexe : femmes sur femmes et hommes, jamais sur le total), «écart» (d'un taux ou d'un score ventilé :
            femmes − hommes, en points pour un pourcentage).
        ensemble: ce sur quoi la part se calcule ; `None` pour un écart.
        completude_differe: vrai pour tout l'indicateur quand la part reçue varie de plus de dix points entre zones.
    """

    genre: str
    femmes: float | None
    hommes: float | None
    ensemble: float | None
    completude_differe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapesNomades(Chiffre):
    """La part des étapes tenues en population nomade, en pourcentage ; absente sans étape dont la population est dite.

    Attributes:
        dites: étapes dont la population est dite, sur celles qui sont `tenues`.
        completude_differe: vrai pour toutes les zones, comme à `PlaceDesFemmes`.
    """

    nomades: int
    dites: int
    tenues: int
    completude_differe: bool


def part_des_femmes(
    base: Base, niveau: str, type_periode: str, periode: str, region: str = ""
) -> tuple[PlaceDesFemmes, ...]:
    """La place des femmes, indicateur par indicateur et zone par zone.

    Un indicateur sans ventilation par sexe au niveau n'y est pas ; une zone sans les deux sexes y est, sans valeur.
    """
    return base.rangees(
        PlaceDesFemmes,
        f"""
        SELECT CASE WHEN i.source_calcul = 'femmes_spi' THEN 'part déclarée'
                    WHEN i.nature IN ('flux', 'stock', 'distinct') THEN 'part' ELSE 'écart' END AS genre, {_TETE},
               CASE genre WHEN 'part déclarée' THEN v.numerateur ELSE f.valeur END AS femmes,
               CASE genre WHEN 'part déclarée' THEN v.denominateur - v.numerateur ELSE h.valeur END AS hommes,
               CASE genre WHEN 'part déclarée' THEN v.denominateur WHEN 'part' THEN f.valeur + h.valeur END AS ensemble,
               CASE genre WHEN 'part déclarée' THEN v.valeur
                          WHEN 'part' THEN pourcentage(f.valeur, f.valeur + h.valeur)
                          ELSE f.valeur - h.valeur END AS valeur,
               CASE genre WHEN 'part déclarée' THEN v.recues ELSE least(f.recues, h.recues) END AS recues, v.attendues,
               v.provisoire OR coalesce(f.provisoire, false) OR coalesce(h.provisoire, false) AS provisoire,
               completude_inegale(max(part_recue(v.recues, v.attendues)) OVER indicateur_lu,
                                  min(part_recue(v.recues, v.attendues)) OVER indicateur_lu) AS completude_differe
        FROM {_TOTAL} {_MODALITES}
        WHERE choisie.libelle = $periode
        WINDOW indicateur_lu AS (PARTITION BY v.code_indicateur)
        QUALIFY genre = 'part déclarée' OR count(f.valeur) OVER indicateur_lu + count(h.valeur) OVER indicateur_lu > 0
        ORDER BY genre = 'écart', i.ordre, v.code_indicateur, z.ordre
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"niveau": niveau, "type_periode": type_periode, "periode": periode, "region": region},
    )


def etapes_nomades(
    base: Base, niveau: str, type_periode: str, periode: str, region: str = ""
) -> tuple[EtapesNomades, ...]:
    """Les étapes SPI tenues en population nomade, sur celles dont la population est dite.

    Les étapes sont celles que compte l'indicateur des étapes tenues, à la période qu'il lit : sans cet indicateur
    au niveau, rien. Une étape «mixte» n'est pas une étape nomade.
    """
    return base.rangees(
        EtapesNomades,
        f"""
        WITH comptees AS (
            SELECT {_TETE}, z.ordre, count(*) FILTER (nomade) AS nomades, count(nomade) AS dites,
                   count(e.jour) AS tenues,
                   pourcentage(count(*) FILTER (nomade), count(nomade)) AS valeur, v.recues, v.attendues,
                   v.provisoire, part_recue(v.recues, v.attendues) AS part
            FROM {_TOTAL}
            LEFT JOIN (
                SELECT a.ancetre, t.date AS jour, population_lue(t.type_population) = 'nomade' AS nomade
                FROM spi_etape t JOIN zone_ascendance a ON a.code = t.code_zone
                WHERE t.tenue AND t.date IS NOT NULL
            ) e ON e.ancetre = v.code_zone
                AND e.jour >= CASE $type_periode WHEN 'cumul'
                    THEN (SELECT debut FROM arrete) ELSE r.debut END
                -- une période en cours n'est faite que de ses périodes de base dues
                AND e.jour <= (SELECT max(b.fin) FROM periode_calculee b WHERE b.code_indicateur = r.code_indicateur
                               AND b.type_periode = 'cumul' AND b.fin <= r.fin)
            WHERE choisie.libelle = $periode AND i.source_calcul = 'etapes_tenues'
            GROUP BY ALL
        )
        SELECT * EXCLUDE (ordre, part), completude_inegale(max(part) OVER (), min(part) OVER ()) AS completude_differe
        FROM comptees ORDER BY ordre
        """,  # noqa: S608
        {"niveau": niveau, "type_periode": type_periode, "periode": periode, "region": region},
    )
