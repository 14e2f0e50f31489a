"""Ce à quoi un compte se rapporte pour comparer des zones de tailles différentes : ses communes, ses habitants.

Une population n'est jamais estimée (règle H6) : celle de la zone, sinon la somme de ses communes (ou de ses cercles)
quand toutes sont chargées pour la même année et la même source. À défaut la zone n'a pas de chiffre par habitant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from requetes.edition.ouverture import Base

#: Mesures offertes ; le texte vide est la valeur brute.
BRUTE, PAR_COMMUNE, PAR_HABITANT = "", "commune", "habitant"

#: Natures dont les valeurs s'additionnent d'une zone à l'autre : elles seules se rapportent à un diviseur.
ADDITIVES: Final = ("flux", "stock")

#: Après WITH. Paramètres : $mesure, $periode (son année choisit la population la plus proche). `diviseur` : une
#: ligne par zone, `code, facteur, diviseur, annee, source` ; une population absente ou nulle laisse le diviseur vide.
DIVISEURS: Final = """
    descendance AS (
        SELECT ascendance.ancetre AS code, partie.niveau, partie.code AS partie
        FROM zone_ascendance ascendance JOIN zone partie ON partie.code = ascendance.code
    ), attendue AS (
        SELECT code, niveau, count(*) AS nombre FROM descendance GROUP BY ALL
    ), chargee AS (
        SELECT descendance.code, descendance.niveau, recensee.annee, recensee.source,
               sum(recensee.population) AS population, count(*) AS nombre
        FROM population recensee JOIN descendance ON descendance.partie = recensee.code_zone
        WHERE recensee.population > 0 GROUP BY ALL
    ), peuplee AS (
        SELECT chargee.* FROM chargee JOIN attendue USING (code, niveau, nombre) JOIN zone ON zone.code = chargee.code
        QUALIFY row_number() OVER (
            PARTITION BY chargee.code
            ORDER BY abs(chargee.annee - (SELECT year(fin) FROM periode WHERE libelle = $periode)), chargee.annee,
                     chargee.niveau <> zone.niveau, chargee.niveau <> 'commune', chargee.source
        ) = 1
    ), diviseur AS (
        SELECT zone.code, CASE $mesure WHEN 'habitant' THEN 1000 ELSE 1 END AS facteur,
               CASE $mesure WHEN 'commune' THEN attendue.nombre
                            WHEN 'habitant' THEN peuplee.population ELSE 1 END AS diviseur,
               CASE $mesure WHEN 'habitant' THEN peuplee.annee END AS annee,
               CASE $mesure WHEN 'habitant' THEN peuplee.source END AS source
        FROM zone
        LEFT JOIN attendue ON attendue.code = zone.code AND attendue.niveau = 'commune'
        LEFT JOIN peuplee ON peuplee.code = zone.code
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offre:
    """Ce qui décide des mesures : `additif` est absent quand le niveau n'a pas de zone."""

    additif: bool | None
    peuplees: int


def mesures_offertes(base: Base, code: str, niveau: str, periode: str) -> tuple[str, ...]:
    """Les mesures qui ont un sens pour un indicateur à un niveau.

    Returns:
        La brute, toujours. Par commune, pour un flux ou un stock, au-dessus de la commune. Par habitant, pour un flux
        ou un stock, dès qu'une zone du niveau a une population.
    """
    (offre,) = base.rangees(
        _Offre,
        f"""
        WITH {DIVISEURS}
        SELECT list_contains($additives, any_value(indicateur.nature)) AS additif, count(diviseur.diviseur) AS peuplees
        FROM indicateur JOIN zone ON zone.niveau = $niveau JOIN diviseur ON diviseur.code = zone.code
        WHERE indicateur.code = $code
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"code": code, "niveau": niveau, "periode": periode, "mesure": PAR_HABITANT, "additives": list(ADDITIVES)},
    )
    if not offre.additif:
        return (BRUTE,)
    par_commune = (PAR_COMMUNE,) if niveau != "commune" else ()
    return (BRUTE, *par_commune, *((PAR_HABITANT,) if offre.peuplees else ()))
