-- L'état de chaque point à chaque fin de mois finie et à la date des données (règles V1 à V5) : la carte et ses curseurs de temps.
CREATE TABLE etat_point AS
WITH jour AS (
    SELECT calendrier.fin AS date FROM calendrier, borne
    WHERE calendrier.type = 'mois' AND calendrier.fin >= borne.debut AND calendrier.fin <= borne.date_donnees
    UNION SELECT date_donnees FROM borne WHERE date_donnees IS NOT NULL
), visite_au AS (
    SELECT moment.date, moment.id_point, moment.code_zone, visite.date AS derniere_visite, (moment.date - visite.date)::INTEGER AS age_jours,
           visite.tests, visite.statut, visite.restaure_le
    FROM (SELECT jour.date, point.id_point, point.code_zone FROM jour, s_point_service point) moment
    ASOF LEFT JOIN visite_jugee visite ON visite.id_point = moment.id_point AND moment.date >= visite.date
), etape_au AS (
    -- le même jour, la plus haute étape ; suspendu ou abandonné l'emporte
    SELECT jour.date, etape.id_point,
           arg_max(etape.etape, (etape.date_reelle, CASE WHEN length(etape.etape) = 1 THEN etape.etape ELSE '99' END)) AS etape
    FROM jour JOIN s_etape_restauration etape ON etape.date_reelle <= jour.date GROUP BY ALL
)
SELECT au_jour.date, au_jour.id_point, au_jour.code_zone,
       statut_du_point(au_jour.tests, au_jour.statut, au_jour.age_jours) AS statut,
       coalesce(au_jour.restaure_le <= au_jour.date, false) AS restaure,
       coalesce(est_fonctionnel(au_jour.tests, au_jour.statut, au_jour.age_jours), false) AS fonctionnel,
       restaure AND coalesce(est_en_panne(au_jour.tests, au_jour.statut), false) AS retombe,
       au_jour.tests, au_jour.derniere_visite, au_jour.age_jours, etape_au.etape,
       CASE WHEN restaure THEN au_jour.restaure_le END AS date_restauration
FROM visite_au au_jour LEFT JOIN etape_au ON etape_au.date = au_jour.date AND etape_au.id_point = au_jour.id_point
ORDER BY au_jour.date, au_jour.id_point;
