"""«Écarts à regarder» (règle H1), les mêmes pour l'accueil, la réunion et le rapport."""

from __future__ import annotations

from domaine.chiffre import Chiffre
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import LIGNES_LUES, TAUX_DE_L_ETAT

NOMBRE = 3
_GRAVITE = "chiffre.etat <> 'rouge', coalesce(chiffre.provisoire, false), taux NULLS LAST"


def ecarts_a_regarder(base: Base, type_periode: str, periode: str, region: str = "") -> tuple[Chiffre, ...]:
    """Les trois écarts à regarder, au plus : indicateurs phares, au niveau des régions.

    Ordre : le rouge avant l'orange, les chiffres fermes avant les provisoires, le taux le plus bas, puis le code.
    Un indicateur n'y figure qu'une fois, par sa zone la mieux placée dans cet ordre.

    Args:
        base: l'édition.
        type_periode: à quoi se lit un chiffre (voir `requetes.edition.periodes_lues`).
        periode: son libellé (`2024-T2`).
        region: ne regarder que cette région ; vide = les trois.
    """
    return base.rangees(
        Chiffre,
        f"""
        SELECT chiffre.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               indicateur.unite, chiffre.code_zone, zone.nom AS zone, chiffre.periode, chiffre.valeur,
               chiffre.numerateur, chiffre.denominateur, chiffre.cible_due, chiffre.etat, chiffre.provisoire,
               chiffre.recues, chiffre.attendues, chiffre.taux_realisation, chiffre.taux_progression,
               {TAUX_DE_L_ETAT} AS taux
        FROM {LIGNES_LUES}
        WHERE choisie.libelle = $periode AND indicateur.phare AND chiffre.niveau = 'region'
          AND chiffre.etat IN ('rouge', 'orange') AND ($region = '' OR chiffre.code_zone = $region)
        QUALIFY row_number() OVER (PARTITION BY chiffre.code_indicateur ORDER BY {_GRAVITE}, zone.ordre) = 1
        ORDER BY {_GRAVITE}, chiffre.code_indicateur LIMIT {NOMBRE}
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {"type_periode": type_periode, "periode": periode, "region": region},
    )
