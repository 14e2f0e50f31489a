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
        SELECT a.ancetre AS code, e.niveau, e.code AS partie
        FROM zone_ascendance a JOIN zone e ON e.code = a.code
    ), attendue AS (
        SELECT code, niveau, count(*) AS nombre FROM descendance GROUP BY ALL
    ), chargee AS (
        SELECT d.code, d.niveau, o.annee, o.source, sum(o.population) AS population, count(*) AS nombre
        FROM population o JOIN descendance d ON d.partie = o.code_zone
        WHERE o.population > 0 GROUP BY ALL
    ), peuplee AS (
        SELECT c.* FROM chargee c JOIN attendue USING (code, niveau, nombre) JOIN zone z ON z.code = c.code
        QUALIFY row_number() OVER (
            PARTITION BY c.code
            ORDER BY abs(c.annee - (SELECT year(fin) FROM periode WHERE libelle = $periode)), c.annee,
                     c.niveau <> z.niveau, c.niveau <> 'commune', c.source
        ) = 1
    ), diviseur AS (
        SELECT z.code, CASE $mesure WHEN 'habitant' THEN 1000 ELSE 1 END AS facteur,
               CASE $mesure WHEN 'commune' THEN n.nombre WHEN 'habitant' THEN p.population ELSE 1 END AS diviseur,
               CASE $mesure WHEN 'habitant' THEN p.annee END AS annee,
               CASE $mesure WHEN 'habitant' THEN p.source END AS source
        FROM zone z
        LEFT JOIN attendue n ON n.code = z.code AND n.niveau = 'commune'
        LEFT JOIN peuplee p ON p.code = z.code
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
        SELECT list_contains($additives, any_value(i.nature)) AS additif, count(d.diviseur) AS peuplees
        FROM indicateur i JOIN zone z ON z.niveau = $niveau JOIN diviseur d ON d.code = z.code
        WHERE i.code = $code
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"code": code, "niveau": niveau, "periode": periode, "mesure": PAR_HABITANT, "additives": list(ADDITIVES)},
    )
    if not offre.additif:
        return (BRUTE,)
    par_commune = (PAR_COMMUNE,) if niveau != "commune" else ()
    return (BRUTE, *par_commune, *((PAR_HABITANT,) if offre.peuplees else ()))
