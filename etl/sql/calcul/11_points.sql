-- L'état de chaque point à chaque fin de mois finie et à la date des données : la carte et ses curseurs de temps.
CREATE TABLE etat_point AS
WITH jour AS (
    SELECT c.fin AS date FROM calendrier c, borne b WHERE c.type = 'mois' AND c.fin >= b.debut AND c.fin <= b.date_donnees
    UNION SELECT date_donnees FROM borne WHERE date_donnees IS NOT NULL
), visite_au AS (
    SELECT j.date, p.id_point, v.date AS derniere_visite, v.tests, v.statut, v.restaure_le
    FROM (SELECT j.date, p.id_point FROM jour j, s_point_service p) j JOIN s_point_service p USING (id_point)
    ASOF LEFT JOIN visite_jugee v ON v.id_point = j.id_point AND j.date >= v.date
), etape_au AS (
    SELECT j.date, e.id_point, arg_max(e.etape, (e.date_reelle, CASE WHEN length(e.etape) = 1 THEN e.etape ELSE '99' END)) AS etape
    FROM jour j JOIN s_etape_restauration e ON e.date_reelle <= j.date GROUP BY ALL
)
SELECT v.date, v.id_point, p.code_zone,
       CASE
           WHEN v.derniere_visite IS NULL THEN 'inconnu'
           WHEN v.statut IN ('fermé définitivement', 'fermé temporairement', 'pas encore ouvert') THEN v.statut
           WHEN v.date - v.derniere_visite > 90 THEN 'non visité depuis 90 jours'
           WHEN v.tests = 4 THEN 'pleinement fonctionnel'
           WHEN v.tests >= 2 THEN 'partiellement fonctionnel'
           ELSE 'non fonctionnel'
       END AS statut,
       coalesce(v.restaure_le <= v.date, false) AS restaure,
       coalesce(v.tests >= 2 AND v.date - v.derniere_visite <= 90 AND NOT starts_with(v.statut, 'fermé'), false) AS fonctionnel,
       coalesce(v.restaure_le <= v.date AND (v.tests < 2 OR starts_with(v.statut, 'fermé')), false) AS retombe,
       v.tests, v.derniere_visite, (v.date - v.derniere_visite)::INTEGER AS age_jours, e.etape,
       CASE WHEN v.restaure_le <= v.date THEN v.restaure_le END AS date_restauration
FROM visite_au v JOIN s_point_service p USING (id_point) LEFT JOIN etape_au e ON e.date = v.date AND e.id_point = v.id_point
ORDER BY v.date, v.id_point;
