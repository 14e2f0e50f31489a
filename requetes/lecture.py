"""La ligne de `valeurs` à lire pour une lecture et une période : la règle, écrite une seule fois.

En lecture cumulée, chaque indicateur est lu à sa dernière période de base due, finie à la fin de la période choisie
au plus tard : un indicateur mensuel et un trimestriel se lisent ainsi au même arrêté. Aux autres lectures, la ligne
est celle de la période même ; un indicateur plus rare que la lecture n'y a pas de ligne.
"""

from __future__ import annotations

from typing import Final

#: Paramètres : $type_periode, $periode. Colonnes de `valeurs`, plus `debut`, `fin`, `finie` et `rang` (1 = la ligne
#: lue, 2 = celle d'avant). Les rangs se comptent par indicateur : chaque zone a toutes les périodes (contrat,
#: §4, règle 1), les compter zone par zone coûtait dix fois plus. Lignes du total seulement.
LIGNES_LUES: Final = """
    WITH choix AS (SELECT debut, fin FROM periode WHERE libelle = $periode),
    rangs AS (
        SELECT v.code_indicateur, v.periode, p.debut, p.fin, p.finie,
               row_number() OVER (PARTITION BY v.code_indicateur ORDER BY p.fin DESC, p.debut DESC) AS rang
        FROM (SELECT DISTINCT code_indicateur, periode FROM valeurs
              WHERE dimension IS NULL AND type_periode = $type_periode) v
        JOIN periode p ON p.libelle = v.periode CROSS JOIN choix
        WHERE p.fin <= choix.fin
    ),
    lues AS NOT MATERIALIZED (
        SELECT v.*, r.debut, r.fin, r.finie, r.rang
        FROM valeurs v JOIN rangs r ON r.code_indicateur = v.code_indicateur AND r.periode = v.periode
        WHERE v.type_periode = $type_periode AND v.dimension IS NULL AND (
            $type_periode = 'cumul'
            OR v.code_indicateur IN (SELECT code_indicateur FROM rangs WHERE rang = 1 AND periode = $periode)
        )
    )
"""

#: Le taux qui fait l'état (contrat, §4, règle 8) ; NULL quand l'état ne vient pas d'un taux. Alias : `v`, `i`.
TAUX_DE_L_ETAT: Final = """
    CASE WHEN v.valeur IS NULL OR v.cible_due IS NULL THEN NULL
         WHEN v.taux_progression IS NOT NULL THEN v.taux_progression
         WHEN i.sens = 'hausse' THEN v.taux_realisation
         WHEN v.valeur <> 0 THEN 100 * v.cible_due / v.valeur END
"""
