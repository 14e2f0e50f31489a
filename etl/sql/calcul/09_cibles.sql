-- La cible due de chaque rangée (règles J1 à J4). Une zone n'a que ses propres cibles.
CREATE TEMP TABLE cible_lue AS
SELECT t.code_indicateur, t.code_zone, t.periode, t.valeur, t.nature_cible, c.type, c.debut, c.fin
FROM s_cible t JOIN calendrier c ON c.libelle = t.periode;

-- Deux cibles cumulées de même échéance : la plus courte, qui est la plus précise.
CREATE TEMP TABLE cible_cumul AS
SELECT * FROM cible_lue WHERE nature_cible = 'cumul'
QUALIFY row_number() OVER (PARTITION BY code_indicateur, code_zone, fin ORDER BY debut DESC) = 1;

-- Les rangées du total : chaque zone du périmètre à un niveau suivi, chaque période qui a une base due (règle P7).
CREATE TEMP TABLE rangee_total AS
SELECT ri.i, z.z, r.r, i.code AS code_indicateur, i.nature, i.frequence, i.regle_temps, i.source_calcul, i.niveau_collecte, z.niveau, z.code AS code_zone,
       r.type_periode, r.periode, r.debut, r.fin, r.n_min, r.n_max, least(r.fin, b.date_donnees) AS jour
FROM s_indicateur i JOIN rang_indicateur ri ON ri.code = i.code JOIN rangee r ON r.frequence = i.frequence, borne b, rang_zone z
JOIN rang_niveau rz ON rz.niveau = z.niveau JOIN rang_niveau ri ON ri.niveau = i.niveau_collecte
WHERE rz.rang <= ri.rang;

-- Une cible cumulée d'un flux ne se compare qu'à un cumul.
CREATE TEMP TABLE cible_rangee AS
WITH eligible AS (
    SELECT t.*, (t.type_periode = 'cumul' OR t.nature NOT IN ('flux', 'distinct')) AS admet_cumul
    FROM rangee_total t WHERE (t.code_indicateur, t.code_zone) IN (SELECT DISTINCT (code_indicateur, code_zone) FROM cible_lue)
), due AS (
    SELECT e.*, c.valeur AS cumul_due FROM eligible e
    ASOF LEFT JOIN cible_cumul c ON c.code_indicateur = e.code_indicateur AND c.code_zone = e.code_zone AND e.jour >= c.fin
)
SELECT d.i, d.z, d.r,
       coalesce(p.valeur, CASE WHEN d.admet_cumul THEN d.cumul_due END) AS cible_due,
       CASE WHEN p.valeur IS NOT NULL THEN 'periode' WHEN d.admet_cumul AND d.cumul_due IS NOT NULL THEN 'cumul' END AS nature_cible,
       -- une cible plus tardive existe : la rangée est «non échu», et non «sans cible» (règle J8)
       EXISTS (SELECT 1 FROM cible_lue x WHERE x.code_indicateur = d.code_indicateur AND x.code_zone = d.code_zone
               AND ((x.nature_cible = 'periode' AND x.type = d.type_periode AND x.debut >= d.debut)
                    OR (x.nature_cible = 'cumul' AND d.admet_cumul))) AS a_venir
FROM due d, borne b
LEFT JOIN cible_lue p ON p.nature_cible = 'periode' AND p.code_indicateur = d.code_indicateur AND p.code_zone = d.code_zone
                     AND p.type = d.type_periode AND p.periode = d.periode AND p.fin <= b.date_donnees;
