-- Les points créés, retirés, déplacés (zone ou position) ou dont l'état n'est plus le même, à la date des données de chaque édition (règle E11).
WITH etat_avant AS (SELECT id_point, arg_max(statut, date) AS statut FROM avant.etat_point GROUP BY id_point),
etat_apres AS (SELECT id_point, arg_max(statut, date) AS statut FROM edition.etat_point GROUP BY id_point),
suivi AS (
    SELECT apres.id_point, apres.nom, avant.id_point IS NULL AS cree, zone_avant.nom AS zone_avant, zone_apres.nom AS zone,
           avant.code_zone IS DISTINCT FROM apres.code_zone AS change_de_zone,
           (avant.latitude, avant.longitude) IS DISTINCT FROM (apres.latitude, apres.longitude) AS change_de_place,
           apres.latitude IS NULL AND avant.latitude IS NOT NULL AS sans_position,
           12742 * asin(sqrt(power(sin(radians(apres.latitude - avant.latitude) / 2), 2) + cos(radians(avant.latitude))
               * cos(radians(apres.latitude)) * power(sin(radians(apres.longitude - avant.longitude) / 2), 2))) AS km,
           etat_avant.statut AS statut_avant, etat_apres.statut
    FROM edition.point_service apres LEFT JOIN avant.point_service avant USING (id_point)
    LEFT JOIN avant.zone zone_avant ON zone_avant.code = avant.code_zone LEFT JOIN edition.zone zone_apres ON zone_apres.code = apres.code_zone
    LEFT JOIN etat_avant USING (id_point) LEFT JOIN etat_apres USING (id_point)
)
SELECT 'créé' AS geste, id_point, nom, NULL AS avant, zone AS apres FROM suivi WHERE cree
UNION ALL SELECT 'déplacé', id_point, nom, zone_avant, zone FROM suivi WHERE NOT cree AND change_de_zone
UNION ALL SELECT 'position', id_point, nom, zone_avant,
    CASE WHEN sans_position THEN 'position effacée' WHEN km IS NULL THEN 'position reçue' ELSE 'déplacé de ' || greatest(1, round(km))::INTEGER || ' km' END
    FROM suivi WHERE NOT cree AND change_de_place
UNION ALL SELECT 'état', id_point, nom, statut_avant, statut FROM suivi WHERE NOT cree AND statut_avant IS DISTINCT FROM statut
UNION ALL SELECT 'retiré', ancien.id_point, ancien.nom, zone.nom, NULL
FROM avant.point_service ancien ANTI JOIN edition.point_service apres USING (id_point) LEFT JOIN avant.zone zone ON zone.code = ancien.code_zone
ORDER BY geste, id_point;
