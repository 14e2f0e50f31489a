"""L'équité entre zones : la part des femmes et la part de la population nomade, là où l'édition les connaît.

Rien n'est estimé (règles H9 et H10) : une part ne se calcule que si les deux sexes sont ventilés ; une étape dont la
population n'est pas dite n'entre pas dans la part, et se compte à côté.
"""

from __future__ import annotations

from dataclasses import dataclass

from domaine.chiffre import Chiffre
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import PERIODES_LUES

_TETE = """chiffre.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
    indicateur.unite, chiffre.code_zone, zone.nom AS zone, chiffre.periode"""
_TOTAL = f"""
    {PERIODES_LUES}
    JOIN valeurs chiffre ON chiffre.code_indicateur = lue.code_indicateur AND chiffre.periode = lue.periode
        AND chiffre.type_periode = $type_periode AND chiffre.dimension IS NULL AND chiffre.niveau = $niveau
    JOIN zone ON zone.code = chiffre.code_zone AND ($region = '' OR zone.region = $region)
"""
_MODALITES = " ".join(
    f"""
    LEFT JOIN valeurs {nom} ON {nom}.code_indicateur = chiffre.code_indicateur AND {nom}.code_zone = chiffre.code_zone
        AND {nom}.type_periode = chiffre.type_periode AND {nom}.periode = chiffre.periode AND {nom}.dimension = 'sexe'
        AND {nom}.modalite = '{nom[0].upper()}'"""
    for nom in ("femme", "homme")
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
        SELECT CASE WHEN indicateur.source_calcul = 'femmes_spi' THEN 'part déclarée'
                    WHEN indicateur.nature IN ('flux', 'stock', 'distinct') THEN 'part' ELSE 'écart' END AS genre,
               {_TETE},
               CASE genre WHEN 'part déclarée' THEN chiffre.numerateur ELSE femme.valeur END AS femmes,
               CASE genre WHEN 'part déclarée' THEN chiffre.denominateur - chiffre.numerateur
                          ELSE homme.valeur END AS hommes,
               CASE genre WHEN 'part déclarée' THEN chiffre.denominateur
                          WHEN 'part' THEN femme.valeur + homme.valeur END AS ensemble,
               CASE genre WHEN 'part déclarée' THEN chiffre.valeur
                          WHEN 'part' THEN pourcentage(femme.valeur, femme.valeur + homme.valeur)
                          ELSE femme.valeur - homme.valeur END AS valeur,
               CASE genre WHEN 'part déclarée' THEN chiffre.recues ELSE least(femme.recues, homme.recues) END AS recues,
               chiffre.attendues,
               chiffre.provisoire OR coalesce(femme.provisoire, false)
                   OR coalesce(homme.provisoire, false) AS provisoire,
               completude_inegale(
                   max(part_recue(chiffre.recues, chiffre.attendues)) OVER indicateur_lu,
                   min(part_recue(chiffre.recues, chiffre.attendues)) OVER indicateur_lu) AS completude_differe
        FROM {_TOTAL} {_MODALITES}
        WHERE choisie.libelle = $periode
        WINDOW indicateur_lu AS (PARTITION BY chiffre.code_indicateur)
        QUALIFY genre = 'part déclarée'
             OR count(femme.valeur) OVER indicateur_lu + count(homme.valeur) OVER indicateur_lu > 0
        ORDER BY genre = 'écart', indicateur.ordre, chiffre.code_indicateur, zone.ordre
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
            SELECT {_TETE}, zone.ordre, count(*) FILTER (nomade) AS nomades, count(nomade) AS dites,
                   count(tenue.jour) AS tenues,
                   pourcentage(count(*) FILTER (nomade), count(nomade)) AS valeur, chiffre.recues, chiffre.attendues,
                   chiffre.provisoire, part_recue(chiffre.recues, chiffre.attendues) AS part
            FROM {_TOTAL}
            LEFT JOIN (
                SELECT ascendance.ancetre, etape.date AS jour,
                       population_lue(etape.type_population) = 'nomade' AS nomade
                FROM spi_etape etape JOIN zone_ascendance ascendance ON ascendance.code = etape.code_zone
                WHERE etape.tenue AND etape.date IS NOT NULL
            ) tenue ON tenue.ancetre = chiffre.code_zone
                AND tenue.jour >= CASE $type_periode WHEN 'cumul'
                    THEN (SELECT debut FROM arrete) ELSE lue.debut END
                -- une période en cours n'est faite que de ses périodes de base dues
                AND tenue.jour <= (SELECT max(base.fin) FROM periode_calculee base
                               WHERE base.code_indicateur = lue.code_indicateur AND base.type_periode = 'cumul'
                                 AND base.fin <= lue.fin)
            WHERE choisie.libelle = $periode AND indicateur.source_calcul = 'etapes_tenues'
            GROUP BY ALL
        )
        SELECT * EXCLUDE (ordre, part), completude_inegale(max(part) OVER (), min(part) OVER ()) AS completude_differe
        FROM comptees ORDER BY ordre
        """,  # noqa: S608
        {"niveau": niveau, "type_periode": type_periode, "periode": periode, "region": region},
    )
