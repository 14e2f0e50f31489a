"""La ligne de `valeurs` à lire pour une lecture et une période : la règle, écrite une seule fois.

En lecture cumulée, chaque indicateur est lu à sa dernière période de base due, finie à la fin de la période choisie
au plus tard : un indicateur mensuel et un trimestriel se lisent ainsi au même arrêté. Aux autres lectures, la ligne
est celle de la période même ; un indicateur plus rare que la lecture n'y a pas de ligne.
"""

from __future__ import annotations

from typing import Final

#: Paramètres : $type_periode, $periode. Colonnes de `valeurs`, plus `debut`, `fin`, `finie` et `rang` (1 = la ligne
#: lue, 2 = celle d'avant).
LIGNES_LUES: Final = """
    WITH choix AS (SELECT debut, fin FROM periode WHERE libelle = $periode),
    lignes AS (
        SELECT v.*, p.debut, p.fin, p.finie,
               row_number() OVER (
                   PARTITION BY v.code_indicateur, v.code_zone, v.dimension, v.modalite
                   ORDER BY p.fin DESC, p.debut DESC
               ) AS rang
        FROM valeurs v
        JOIN periode p ON p.libelle = v.periode
        CROSS JOIN choix
        WHERE v.type_periode = $type_periode AND p.fin <= choix.fin
    ),
    lues AS (
        SELECT l.* FROM lignes l
        WHERE $type_periode = 'cumul' OR EXISTS (
            SELECT 1 FROM lignes q
            WHERE q.code_indicateur = l.code_indicateur AND q.code_zone = l.code_zone AND q.rang = 1
              AND q.dimension IS NULL AND q.periode = $periode
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
