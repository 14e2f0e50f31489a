-- La position d'un point : ses deux nombres vont ensemble, et une cellule vide n'efface pas celle qui est connue (règle Q22).
INSERT INTO signalement
SELECT id_ligne, 'coordonnees_incompletes', CASE WHEN latitude IS NULL THEN 'latitude' ELSE 'longitude' END, '', '', ''
FROM t_point_service WHERE (latitude IS NULL) <> (longitude IS NULL)
  AND id_ligne IN (SELECT max(id_ligne) FROM t_point_service WHERE id_ligne NOT IN (FROM bloquee) AND id_ligne NOT IN (FROM retiree) GROUP BY id_point)
  AND id_ligne NOT IN (SELECT id_ligne FROM signalement WHERE colonne IN ('latitude', 'longitude'));

-- La dernière position dite avant chaque ligne qui n'en dit pas. Seule une correction qui vide une position reçue l'efface.
UPDATE t_point_service SET latitude = connue.latitude, longitude = connue.longitude, precision_m = connue.precision_m
FROM (
    WITH lue AS (
        SELECT point.id_ligne, point.id_point,
               CASE WHEN point.latitude IS NOT NULL AND point.longitude IS NOT NULL OR corrigee.latitude IS NOT NULL
                    THEN {'latitude': point.latitude, 'longitude': point.longitude, 'precision_m': point.precision_m} END AS dite
        FROM t_point_service point
        LEFT JOIN remplacement ON remplacement.nouvelle = point.id_ligne
        LEFT JOIN t_point_service corrigee ON corrigee.id_ligne = remplacement.ancienne
        WHERE point.id_ligne NOT IN (FROM bloquee) AND point.id_ligne NOT IN (FROM retiree)
    )
    SELECT id_ligne, unnest(last_value(dite IGNORE NULLS) OVER (PARTITION BY id_point ORDER BY id_ligne)) FROM lue QUALIFY dite IS NULL
) connue WHERE connue.id_ligne = t_point_service.id_ligne AND connue.latitude IS NOT NULL;
