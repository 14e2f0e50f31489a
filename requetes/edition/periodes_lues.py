"""La ligne de `valeurs` à lire pour un type de période et une période : la règle P9, écrite une seule fois.

En cumul, chaque indicateur est lu à sa dernière période de base due, finie à la fin de la période choisie
au plus tard : un indicateur mensuel et un trimestriel se lisent ainsi au même arrêté. Pour les autres types, la ligne
est celle de la période même ; un indicateur plus rare que ce type n'y a pas de ligne.
"""

from __future__ import annotations

from typing import Final

#: Après FROM. Paramètre : $type_periode ; le WHERE dit quelle période est `choisie`. `r` : celle que lit alors chaque
#: indicateur (`periode_calculee`) ; `i` : l'indicateur. La dernière finie à une date est celle dont la suivante ne
#: l'est pas encore.
PERIODES_LUES: Final = """
    periode choisie
    JOIN periode_calculee r ON r.type_periode = $type_periode AND r.fin <= choisie.fin AND choisie.fin < r.fin_suivante
        AND ($type_periode = 'cumul' OR r.periode = choisie.libelle)
    JOIN indicateur i ON i.code = r.code_indicateur
"""

#: Après FROM. Ajoute `v` : les rangées lues, une par zone, lignes du total seulement ; et `z` : leur zone.
LIGNES_LUES: Final = f"""
    {PERIODES_LUES}
    JOIN valeurs v ON v.code_indicateur = r.code_indicateur AND v.periode = r.periode
        AND v.type_periode = $type_periode AND v.dimension IS NULL
    JOIN zone z ON z.code = v.code_zone
"""

#: Après FROM. Comme `LIGNES_LUES`, sans `z`, pour une zone et avec les périodes d'avant : `p` est celle de la
#: rangée, et `r.rang - p.rang` dit de combien elle remonte (0 = la ligne lue). Mêmes paramètres, et $zone.
LIGNES_DE_ZONE: Final = f"""
    {PERIODES_LUES}
    JOIN periode_calculee p ON p.code_indicateur = r.code_indicateur AND p.type_periode = $type_periode
        AND p.rang <= r.rang
    JOIN valeurs v ON v.code_indicateur = p.code_indicateur AND v.periode = p.periode
        AND v.type_periode = $type_periode AND v.dimension IS NULL AND v.code_zone = $zone
"""

#: Le taux qui fait l'état (règle J10) ; NULL quand l'état ne vient pas d'un taux. Alias : `v`, `i`.
TAUX_DE_L_ETAT: Final = "taux_de_l_etat(i.sens, v.valeur, v.cible_due, v.taux_realisation, v.taux_progression)"
