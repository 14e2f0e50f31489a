-- Une ligne de texte par valeur, dans un ordre fixe (règle E3). Dix chiffres significatifs : l'ordre des additions ne change que les derniers.
SELECT concat_ws('|', code_indicateur, niveau, code_zone, type_periode, periode, coalesce(dimension, ''), coalesce(modalite, ''),
    coalesce(format('{:.10g}', numerateur), ''), coalesce(format('{:.10g}', denominateur), ''), coalesce(format('{:.10g}', valeur), ''),
    coalesce(recues::VARCHAR, ''), coalesce(attendues::VARCHAR, ''), coalesce(date_plus_ancienne::VARCHAR, ''), provisoire,
    coalesce(format('{:.10g}', cible_due), ''), coalesce(format('{:.10g}', valeur_reference), ''), etat)
FROM valeurs ORDER BY code_indicateur, niveau, code_zone, type_periode, periode, dimension, modalite
