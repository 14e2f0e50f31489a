-- Points, étapes et visites à vérifier.
-- Un point connu que sa dernière ligne met dans une autre commune : ses visites et ses étapes l'y suivent, et cela se dit (règle Q22).
INSERT INTO signalement
WITH lue AS (
    SELECT id_ligne, id_point, code_zone, lag(code_zone) OVER (PARTITION BY id_point ORDER BY id_ligne) AS avant FROM t_point_service
    WHERE id_ligne NOT IN (FROM bloquee) AND id_ligne NOT IN (FROM retiree)
)
SELECT lue.id_ligne, 'point_deplace', 'code_zone', lue.id_point,
       'de ' || quittee.nom || ' (' || quittee.code || ') à ' || gagnee.nom || ' (' || gagnee.code || '), avec '
       || (SELECT count(*) FROM s_visite visite WHERE visite.id_point = lue.id_point) || ' visite(s) et '
       || (SELECT count(*) FROM s_etape_restauration etape WHERE etape.id_point = lue.id_point) || ' étape(s)', ''
FROM lue SEMI JOIN s_point_service USING (id_ligne) JOIN zone quittee ON quittee.code = lue.avant JOIN zone gagnee ON gagnee.code = lue.code_zone
WHERE lue.avant <> lue.code_zone AND lue.id_ligne NOT IN (SELECT nouvelle FROM remplacement WHERE nouvelle IS NOT NULL);

-- La position se juge aux limites en vigueur (`position_point` : calculée en géométrie, hors SQL).
INSERT INTO signalement
SELECT point.id_ligne,
       CASE WHEN position_point.inversee THEN 'coordonnees_inversees' WHEN signe <> '' THEN 'coordonnees_signe' ELSE 'coordonnees_hors_commune' END,
       'latitude', replace(point.latitude || ' ; ' || point.longitude, '.', ','), zone.nom || CASE WHEN signe <> '' THEN ' ' || signe ELSE '' END, ''
FROM s_point_service point JOIN position_point USING (id_ligne) JOIN zone ON zone.code = point.code_zone WHERE NOT position_point.dedans;

INSERT INTO signalement
WITH suite AS (
    SELECT *, max(date_reelle) OVER (PARTITION BY id_point ORDER BY etape ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS avant
    FROM s_etape_restauration WHERE date_reelle IS NOT NULL AND length(etape) = 1
)
SELECT id_ligne, 'etapes_desordre', 'date_reelle', date_reelle::VARCHAR,
       'étape ' || etape || ' le ' || strftime(date_reelle, '%d/%m/%Y') || ', une étape précédente le ' || strftime(avant, '%d/%m/%Y'), ''
FROM suite WHERE date_reelle < avant;

-- Une remise en service se constate par une visite, au plus tôt dans les 30 jours qui la précèdent : une visite de
-- diagnostic, des mois avant, n'en dit rien.
INSERT INTO signalement
SELECT etape.id_ligne, 'remise_sans_visite', 'etape', etape.id_point, strftime(etape.date_reelle, '%d/%m/%Y'), '' FROM s_etape_restauration etape
WHERE etape.etape = '7' AND etape.date_reelle IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM s_visite visite WHERE visite.id_point = etape.id_point AND visite.date >= etape.date_reelle - delai_de_constat());

-- Une visite qui relève un point que ses étapes disent pas encore remis en service, ou abandonné, ou qui ferme pour de bon un point qu'elles
-- n'abandonnent pas : l'identifiant est peut-être celui d'un autre. La première de chaque point suffit à le dire. Les trente jours sont ceux d'une
-- remise en service, et un point dont aucune étape n'est datée n'a rien à contredire.
INSERT INTO signalement
WITH parcours AS (
    SELECT id_point, min(date_reelle) FILTER (etape IN ('7', '8', '9')) AS remise, max(date_reelle) FILTER (etape = 'abandonné') AS abandon,
           max(date_reelle) FILTER (etape <> 'abandonné') AS reprise
    FROM s_etape_restauration WHERE date_reelle IS NOT NULL GROUP BY id_point
), lue AS (
    SELECT visite.id_ligne, visite.id_point, visite.date, CASE
        WHEN est_restauration(tests_reunis(visite.local, visite.agent, visite.moyens, visite.prestation)) THEN CASE
            WHEN parcours.abandon <= visite.date AND NOT coalesce(parcours.reprise > parcours.abandon, false)
                THEN 'quatre tests réunis, et ses étapes le disent abandonné le ' || strftime(parcours.abandon, '%d/%m/%Y')
            WHEN parcours.remise IS NULL THEN 'quatre tests réunis, et aucune de ses étapes ne le remet en service'
            WHEN parcours.remise > visite.date + delai_de_constat()
                THEN 'quatre tests réunis, et ses étapes le remettent en service le ' || strftime(parcours.remise, '%d/%m/%Y') END
        WHEN visite.statut_fonctionnel = 'fermé définitivement' AND (parcours.abandon IS NULL OR parcours.abandon > visite.date + delai_de_constat())
            THEN 'fermé définitivement, et ses étapes ne le disent pas abandonné' END AS contredit
    FROM s_visite visite JOIN parcours USING (id_point)
)
SELECT id_ligne, 'visite_contre_etapes', 'id_point', id_point, 'visite du ' || strftime(date, '%d/%m/%Y') || ' : ' || contredit, '' FROM lue
WHERE contredit IS NOT NULL QUALIFY row_number() OVER (PARTITION BY id_point, contredit ORDER BY date, id_ligne) = 1;

-- Un point dit fonctionnel à sa dernière visite, qui ne vaut plus à la date des données.
INSERT INTO signalement
WITH derniere AS (
    SELECT * FROM s_visite QUALIFY row_number() OVER (PARTITION BY id_point ORDER BY date DESC) = 1
)
SELECT derniere.id_ligne, 'visite_perimee', 'statut_fonctionnel', derniere.statut_fonctionnel, strftime(derniere.date, '%d/%m/%Y'), ''
FROM derniere, borne
WHERE derniere.statut_fonctionnel IN ('pleinement fonctionnel', 'partiellement fonctionnel') AND visite_perimee(borne.date_donnees - derniere.date);
