-- La cible due de chaque rangée (règles J1 à J4). Une zone n'a que ses propres cibles.
CREATE TEMP TABLE cible_lue AS
SELECT cible.code_indicateur, cible.code_zone, cible.periode, cible.valeur, cible.nature_cible, calendrier.type, calendrier.debut, calendrier.fin
FROM s_cible cible JOIN calendrier ON calendrier.libelle = cible.periode;

-- Deux cibles cumulées de même échéance : la plus courte, qui est la plus précise.
CREATE TEMP TABLE cible_cumul AS
SELECT * FROM cible_lue WHERE nature_cible = 'cumul'
QUALIFY row_number() OVER (PARTITION BY code_indicateur, code_zone, fin ORDER BY debut DESC) = 1;

-- Les rangées du total : chaque zone du périmètre à un niveau suivi, chaque période qui a une base due (règle P7).
CREATE TEMP TABLE rangee_total AS
SELECT numero.id_indicateur, zone.id_zone, rangee.id_rangee, indicateur.code AS code_indicateur, indicateur.nature, indicateur.frequence,
       indicateur.regle_temps, indicateur.source_calcul, indicateur.niveau_collecte, zone.niveau, zone.code AS code_zone,
       rangee.type_periode, rangee.periode, rangee.debut, rangee.fin, rangee.premiere_base, rangee.derniere_base,
       -- une rangée qui court encore se juge à la date des données
       least(rangee.fin, borne.date_donnees) AS jour
FROM s_indicateur indicateur JOIN indicateur_numerote numero ON numero.code = indicateur.code
JOIN rangee ON rangee.frequence = indicateur.frequence, borne, zone_numerotee zone
JOIN rang_niveau rang_zone ON rang_zone.niveau = zone.niveau JOIN rang_niveau rang_collecte ON rang_collecte.niveau = indicateur.niveau_collecte
WHERE rang_zone.rang <= rang_collecte.rang;

-- Une cible cumulée d'un flux ne se compare qu'à un cumul.
CREATE TEMP TABLE cible_rangee AS
WITH eligible AS (
    SELECT *, (type_periode = 'cumul' OR nature NOT IN ('flux', 'distinct')) AS admet_cumul
    FROM rangee_total WHERE (code_indicateur, code_zone) IN (SELECT DISTINCT (code_indicateur, code_zone) FROM cible_lue)
), due AS (
    SELECT eligible.*, cumul.valeur AS cumul_du FROM eligible
    ASOF LEFT JOIN cible_cumul cumul
      ON cumul.code_indicateur = eligible.code_indicateur AND cumul.code_zone = eligible.code_zone AND eligible.jour >= cumul.fin
)
SELECT due.id_indicateur, due.id_zone, due.id_rangee,
       coalesce(propre.valeur, CASE WHEN due.admet_cumul THEN due.cumul_du END) AS cible_due,
       CASE WHEN propre.valeur IS NOT NULL THEN 'periode' WHEN due.admet_cumul AND due.cumul_du IS NOT NULL THEN 'cumul' END AS nature_cible,
       -- une cible plus tardive existe : la rangée est «non échu», et non «sans cible» (règle J8)
       EXISTS (SELECT 1 FROM cible_lue autre WHERE autre.code_indicateur = due.code_indicateur AND autre.code_zone = due.code_zone
               AND ((autre.nature_cible = 'periode' AND autre.type = due.type_periode AND autre.debut >= due.debut)
                    OR (autre.nature_cible = 'cumul' AND due.admet_cumul))) AS a_venir
FROM due, borne
-- la cible de la période même de la rangée, une fois celle-ci finie
LEFT JOIN cible_lue propre ON propre.nature_cible = 'periode' AND propre.code_indicateur = due.code_indicateur
     AND propre.code_zone = due.code_zone AND propre.type = due.type_periode AND propre.periode = due.periode AND propre.fin <= borne.date_donnees;
