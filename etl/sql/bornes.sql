-- Le début, la date des données (règles P3 à P5) et les zones attendues (règle A1). `fait` : toutes les dates réalisées.
CREATE TEMP TABLE borne AS
WITH periode_valeur AS (
    SELECT c.debut, c.fin, CASE WHEN i.nature = 'ratio' THEN v.numerateur IS NOT NULL ELSE v.valeur IS NOT NULL END AS remplie
    FROM s_valeur v JOIN calendrier c ON c.libelle = v.periode JOIN s_indicateur i ON i.code = v.code_indicateur
), arret AS (
    -- une ligne sans valeur ne date pas les données ; une date fixée ne peut que les arrêter plus tôt : elle l'a fait si
    -- des lignes saines et plus tardives ont été laissées de côté
    SELECT CASE WHEN EXISTS (SELECT 1 FROM tardive
                             WHERE id_ligne NOT IN (SELECT id_ligne FROM bloquee)
                               AND id_ligne NOT IN (SELECT id_ligne FROM t_valeur WHERE valeur IS NULL AND numerateur IS NULL))
                THEN (SELECT date_fixee FROM parametre)
                ELSE greatest((SELECT max(jour) FROM fait), (SELECT max(fin) FROM periode_valeur WHERE remplie)) END AS date_donnees
), debut_declare AS (SELECT try_cast(valeur AS DATE) AS jour FROM s_projet WHERE cle = 'date_debut')
-- un début déclaré fait foi, même postérieur aux données (rien n'est alors dû, et un constat le dit)
SELECT coalesce((SELECT jour FROM debut_declare),
                least((SELECT min(jour) FROM fait), (SELECT min(debut) FROM periode_valeur))) AS debut,
       date_donnees
FROM arret;

-- Sans ligne de Collecte, toutes les zones du niveau de collecte sont attendues, sans bornes.
CREATE TEMP TABLE attendu AS
SELECT DISTINCT i.code AS code_indicateur, z.code AS code_zone,
       coalesce(d.debut, DATE '1900-01-01') AS depuis, coalesce(j.fin, DATE '2200-12-31') AS jusqu_a
FROM s_indicateur i JOIN zone z ON z.niveau = i.niveau_collecte
JOIN zone_ascendance a ON a.code = z.code
JOIN s_collecte c ON c.code_indicateur = i.code AND c.code_zone = a.ancetre
LEFT JOIN calendrier d ON d.libelle = c.depuis LEFT JOIN calendrier j ON j.libelle = c.jusqu_a
UNION
SELECT i.code, z.code, DATE '1900-01-01', DATE '2200-12-31' FROM s_indicateur i JOIN zone z ON z.niveau = i.niveau_collecte
WHERE i.code NOT IN (SELECT code_indicateur FROM s_collecte);
