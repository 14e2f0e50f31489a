-- Règle «dernière» : la dernière valeur connue de chaque entité (zone, point, poste, chantier…), reportée sans limite.

-- Une ligne vaut de la période où elle prend effet jusqu'à celle qui précède la suivante de son entité.
CREATE TEMP TABLE etat_entite AS
WITH ligne AS (
    SELECT c.* EXCLUDE (n), c.n AS n_recue, coalesce(c.n, CASE WHEN c.date_effet < p.debut THEN 1 END) AS n_debut, p.n_fin
    FROM composante_tout c
    JOIN (SELECT frequence, min(debut) AS debut, max(n) AS n_fin FROM base GROUP BY frequence) p USING (frequence)
    WHERE c.regle_temps = 'derniere'
), suite AS (
    SELECT *, coalesce(lead(n_debut) OVER (PARTITION BY i, z, v, id_entite ORDER BY date_effet, id_ligne), n_fin + 1) AS n_suivante
    FROM ligne WHERE n_debut IS NOT NULL
)
SELECT i, z, v, unnest(range(n_debut, n_suivante)) AS n, numerateur, denominateur, valeur, effectif, date_fait, provisoire, attendue, n_recue
FROM suite WHERE n_debut < n_suivante;

-- communes_couvertes : chaque commune du périmètre compte pour une ; couverte si un de ses points restaurés fonctionne.
INSERT INTO etat_entite
WITH point AS (
    SELECT e.code_zone, b.frequence, b.n, b.debut, b.fin,
           (v.tests >= 2 AND NOT starts_with(v.statut, 'fermé') AND b.fin - v.date <= 90)::INT AS fonctionne, v.date
    FROM (SELECT DISTINCT id_point, code_zone, restaure_le FROM visite_jugee WHERE restaure_le IS NOT NULL) e
    JOIN base b ON b.fin >= e.restaure_le
    ASOF JOIN visite_jugee v ON v.id_point = e.id_point AND b.fin >= v.date
), commune AS (
    SELECT code_zone, frequence, n, max(fonctionne)::DOUBLE AS couverte, max(date) AS date FROM point GROUP BY ALL
), connu AS (SELECT min(date) AS premiere FROM visite_jugee)
SELECT ri.i, z.z, g.v, b.n, coalesce(c.couverte, 0.0), 1.0, NULL, NULL, c.date, false, false, NULL
FROM s_indicateur i JOIN rang_indicateur ri ON ri.code = i.code JOIN base b ON b.frequence = i.frequence
JOIN rang_zone z ON z.niveau = 'commune'
JOIN ventilation g ON g.dimension = ''
JOIN connu k ON k.premiere <= b.fin
LEFT JOIN commune c ON c.code_zone = z.code AND c.frequence = i.frequence AND c.n = b.n
WHERE i.source_calcul = 'communes_couvertes';

CREATE TEMP TABLE derniere_base AS
SELECT e.i, m.vers AS z, e.v, e.n,
       fsum(e.numerateur) AS numerateur, fsum(e.denominateur) AS denominateur, fsum(e.valeur) AS valeur,
       fsum(e.valeur * e.effectif) AS produit, fsum(e.effectif) AS effectif, count(*) AS lignes, count(e.effectif) AS lignes_pesees,
       count(*) FILTER (e.attendue AND e.n = e.n_recue) AS recues, min(e.date_fait) AS ancienne, max(e.date_fait) AS recente,
       bool_or(e.provisoire) AS provisoire
FROM etat_entite e JOIN montee m ON m.i = e.i AND m.z = e.z
GROUP BY e.i, m.vers, e.v, e.n;

-- Un jalon ne se moyenne pas : au-dessus de la zone de collecte, la répartition des zones par rang.
INSERT INTO derniere_base
WITH rang AS (
    SELECT e.i, a.z, e.n, e.valeur, e.attendue AND e.n = e.n_recue AS recue, e.date_fait, e.provisoire
    FROM etat_entite e JOIN rang_indicateur ri USING (i) JOIN s_indicateur i ON i.code = ri.code AND i.nature = 'jalon'
    JOIN rang_zone rz ON rz.z = e.z
    JOIN zone_ascendance za ON za.code = rz.code AND za.ancetre <> rz.code JOIN rang_zone a ON a.code = za.ancetre
    JOIN ventilation g ON g.v = e.v AND g.dimension = ''
), modele AS (
    SELECT DISTINCT i, z, n, t.r AS rang FROM rang, range(0, 5) t(r)
    UNION SELECT i, z, n, valeur::BIGINT FROM rang
)
SELECT m.i, m.z, any_value(g.v), m.n, NULL, NULL, count(r.valeur)::DOUBLE, NULL, NULL, count(r.valeur), 0,
       count(*) FILTER (r.recue), min(r.date_fait), max(r.date_fait), coalesce(bool_or(r.provisoire), false)
FROM modele m JOIN ventilation g ON g.dimension = 'rang' AND g.modalite = m.rang::VARCHAR
LEFT JOIN rang r ON r.i = m.i AND r.z = m.z AND r.n = m.n AND r.valeur = m.rang
GROUP BY m.i, m.z, m.n, m.rang;
DROP TABLE etat_entite;

-- Une rangée prend l'état de sa dernière période de base due (règles A2 et C5).
CREATE TEMP VIEW derniere_rangee AS
SELECT d.i, d.z, d.v, r.r, d.* EXCLUDE (i, z, v, n) FROM derniere_base d JOIN rangee_indicateur r ON r.i = d.i AND r.n_max = d.n;
