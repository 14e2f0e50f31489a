-- Les périodes de base dues, et les rangées de `valeurs` qu'elles composent (règles P6 à P8).

-- Une période de base est due quand elle est finie à la date des données ; la première contient le début.
CREATE TEMP TABLE base AS
SELECT f.frequence, c.libelle, c.debut, c.fin, row_number() OVER (PARTITION BY f.frequence ORDER BY c.fin) AS n
FROM calendrier c JOIN frequence_type f USING (type), borne b
WHERE c.fin >= b.debut AND c.fin <= b.date_donnees;

-- Le mois d'une date mène à sa période de base : une égalité se joint bien plus vite qu'un intervalle.
CREATE TEMP TABLE base_mois AS
SELECT frequence, n, unnest(generate_series(debut, fin, INTERVAL 1 MONTH))::DATE AS mois FROM base;

-- Une rangée est faite de ses périodes de base dues ; une rangée «cumul» va du début à la période qui la nomme.
CREATE TEMP TABLE rangee AS
WITH civile AS (
    SELECT b.frequence, c.type AS type_periode, c.libelle AS periode, c.debut, c.fin, min(b.n) AS n_min, max(b.n) AS n_max
    FROM base b JOIN frequence_type f USING (frequence)
    JOIN calendrier c ON c.mois >= f.mois AND c.debut <= b.debut AND c.fin >= b.fin
    GROUP BY ALL
), toute AS (
    SELECT * FROM civile UNION ALL SELECT frequence, 'cumul', libelle, debut, fin, 1, n FROM base
)
-- Les grandes tables portent des rangs au lieu des textes (r, i, z, v) ; leur ordre est celui de la table `valeurs`.
SELECT row_number() OVER (ORDER BY type_periode, periode, frequence)::INTEGER AS r, * FROM toute;

CREATE TEMP TABLE rang_indicateur AS SELECT row_number() OVER (ORDER BY code)::INTEGER AS i, code FROM s_indicateur;

CREATE TEMP TABLE rang_zone AS SELECT row_number() OVER (ORDER BY niveau, code)::INTEGER AS z, code, niveau FROM zone;

-- Les zones où monte la valeur d'une zone : elle-même et ses ancêtres, jusqu'au niveau de collecte de l'indicateur.
CREATE TEMP TABLE montee AS
SELECT ri.i, rz.z, ra.z AS vers
FROM s_indicateur i JOIN rang_indicateur ri ON ri.code = i.code
JOIN rang_niveau nc ON nc.niveau = i.niveau_collecte
JOIN zone_ascendance a ON true JOIN rang_niveau na ON na.niveau = a.niveau_ancetre AND na.rang <= nc.rang
JOIN rang_zone rz ON rz.code = a.code JOIN rang_zone ra ON ra.code = a.ancetre;
