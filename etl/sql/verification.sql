-- Ce qui doit toujours être vrai d'une édition (règle E2) : chaque ligne rendue est une faute.
SELECT 'des clés répétées dans les valeurs' AS faute
WHERE EXISTS (SELECT 1 FROM valeurs GROUP BY code_indicateur, code_zone, type_periode, periode, dimension, modalite HAVING count(*) > 1)
UNION ALL
SELECT 'des chiffres impossibles dans les valeurs'
-- une modalité peut être reçue là où le total est «sans objet» : elle seule peut dépasser les attendues
WHERE EXISTS (SELECT 1 FROM valeurs WHERE isnan(valeur) OR isinf(valeur) OR (recues > attendues AND dimension IS NULL) OR etat IS NULL)
UNION ALL
SELECT 'une zone inconnue dans les valeurs' WHERE EXISTS (SELECT 1 FROM valeurs WHERE code_zone NOT IN (SELECT code FROM zone))
UNION ALL
SELECT 'un indicateur inconnu dans les valeurs'
WHERE EXISTS (SELECT 1 FROM valeurs WHERE code_indicateur NOT IN (SELECT code FROM indicateur));
