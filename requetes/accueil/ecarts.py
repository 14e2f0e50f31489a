"""«Écarts à regarder» (règle H1), les mêmes pour l'accueil, la réunion et le rapport."""

from __future__ import annotations

from domaine.chiffre import Chiffre
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import LIGNES_LUES, TAUX_DE_L_ETAT

NOMBRE = 3
_GRAVITE = "v.etat <> 'rouge', coalesce(v.provisoire, false), taux NULLS LAST"


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
        SELECT v.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, v.code_zone,
               z.nom AS zone, v.periode, v.valeur, v.numerateur, v.denominateur, v.cible_due, v.etat, v.provisoire,
               v.recues, v.attendues, v.taux_realisation, v.taux_progression, {TAUX_DE_L_ETAT} AS taux
        FROM {LIGNES_LUES}
        WHERE choisie.libelle = $periode AND i.phare AND v.niveau = 'region'
          AND v.etat IN ('rouge', 'orange') AND ($region = '' OR v.code_zone = $region)
        QUALIFY row_number() OVER (PARTITION BY v.code_indicateur ORDER BY {_GRAVITE}, z.ordre) = 1
        ORDER BY {_GRAVITE}, v.code_indicateur LIMIT {NOMBRE}
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {"type_periode": type_periode, "periode": periode, "region": region},
    )
