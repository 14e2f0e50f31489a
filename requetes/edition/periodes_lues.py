"""La ligne de `valeurs` à lire pour un type de période et une période : la règle P9, écrite une seule fois.

En cumul, chaque indicateur est lu à sa dernière période de base due, finie à la fin de la période choisie
au plus tard : un indicateur mensuel et un trimestriel se lisent ainsi au même arrêté. Pour les autres types, la ligne
est celle de la période même ; un indicateur plus rare que ce type n'y a pas de ligne.
"""

from __future__ import annotations

from typing import Final

#: Après FROM. Paramètre : $type_periode ; le WHERE dit quelle période est `choisie`. `lue` : celle que lit alors
#: chaque indicateur (`periode_calculee`). La dernière finie à une date est celle dont la suivante ne l'est pas encore.
PERIODES_LUES: Final = """
    periode choisie
    JOIN periode_calculee lue ON lue.type_periode = $type_periode AND lue.fin <= choisie.fin
        AND choisie.fin < lue.fin_suivante AND ($type_periode = 'cumul' OR lue.periode = choisie.libelle)
    JOIN indicateur ON indicateur.code = lue.code_indicateur
"""

#: Après FROM. Ajoute `chiffre` : les rangées lues, une par zone, lignes du total seulement ; et leur `zone`.
LIGNES_LUES: Final = f"""
    {PERIODES_LUES}
    JOIN valeurs chiffre ON chiffre.code_indicateur = lue.code_indicateur AND chiffre.periode = lue.periode
        AND chiffre.type_periode = $type_periode AND chiffre.dimension IS NULL
    JOIN zone ON zone.code = chiffre.code_zone
"""

#: Après FROM. Comme `LIGNES_LUES`, sans `zone`, pour une seule et avec les périodes d'avant : `sienne` est celle de
#: la rangée, et `lue.rang - sienne.rang` dit de combien elle remonte (0 = la ligne lue). Mêmes paramètres, et $zone.
LIGNES_DE_ZONE: Final = f"""
    {PERIODES_LUES}
    JOIN periode_calculee sienne ON sienne.code_indicateur = lue.code_indicateur AND sienne.type_periode = $type_periode
        AND sienne.rang <= lue.rang
    JOIN valeurs chiffre ON chiffre.code_indicateur = sienne.code_indicateur AND chiffre.periode = sienne.periode
        AND chiffre.type_periode = $type_periode AND chiffre.dimension IS NULL AND chiffre.code_zone = $zone
"""

#: Le taux qui fait l'état (règle J10) ; NULL quand l'état ne vient pas d'un taux. Alias : `chiffre`, `indicateur`.
TAUX_DE_L_ETAT: Final = """taux_de_l_etat(
    indicateur.sens, chiffre.valeur, chiffre.cible_due, chiffre.taux_realisation, chiffre.taux_progression)"""
