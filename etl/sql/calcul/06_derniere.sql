-- Règle «dernière» : la dernière valeur connue de chaque entité (zone, point, poste, chantier…), reportée sans limite.

CREATE TEMP TABLE etat_entite AS
WITH ligne AS (SELECT * FROM composante_tout WHERE regle_temps = 'derniere'),
entite AS (
    SELECT code_indicateur, frequence, niveau_collecte, code_zone, id_entite, dimension, modalite, min(date_effet) AS premiere
    FROM ligne GROUP BY ALL
)
SELECT e.code_indicateur, e.niveau_collecte, e.code_zone, e.id_entite, e.dimension, e.modalite, b.n, b.debut, b.fin,
       l.numerateur, l.denominateur, l.valeur, l.effectif, l.date_fait, l.provisoire, l.attendue AND l.date_effet >= b.debut AS recue
FROM (SELECT * FROM entite JOIN (SELECT frequence, n, debut, fin FROM base) USING (frequence) WHERE fin >= premiere) e
JOIN base b ON b.frequence = e.frequence AND b.n = e.n
ASOF JOIN ligne l ON l.code_indicateur = e.code_indicateur AND l.code_zone = e.code_zone AND l.id_entite = e.id_entite
                 AND l.dimension = e.dimension AND l.modalite = e.modalite AND e.fin >= l.date_effet;

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
SELECT i.code, i.niveau_collecte, z.code, z.code, '', '', b.n, b.debut, b.fin, coalesce(c.couverte, 0.0), 1.0, NULL, NULL, c.date, false, false
FROM s_indicateur i JOIN base b ON b.frequence = i.frequence JOIN zone z ON z.niveau = 'commune'
JOIN connu k ON k.premiere <= b.fin
LEFT JOIN commune c ON c.code_zone = z.code AND c.frequence = i.frequence AND c.n = b.n
WHERE i.source_calcul = 'communes_couvertes';

CREATE TEMP TABLE derniere_base AS
SELECT e.code_indicateur, z.ancetre AS code_zone, e.dimension, e.modalite, e.n,
       fsum(e.numerateur) AS numerateur, fsum(e.denominateur) AS denominateur, fsum(e.valeur) AS valeur,
       fsum(e.valeur * e.effectif) AS produit, fsum(e.effectif) AS effectif, count(*) AS lignes, count(e.effectif) AS lignes_pesees,
       count(*) FILTER (e.recue) AS recues, min(e.date_fait) AS ancienne, max(e.date_fait) AS recente, bool_or(e.provisoire) AS provisoire
FROM etat_entite e JOIN zone_ascendance z ON z.code = e.code_zone
JOIN rang_niveau ra ON ra.niveau = z.niveau_ancetre JOIN rang_niveau rc ON rc.niveau = e.niveau_collecte AND ra.rang <= rc.rang
GROUP BY ALL;

-- Un jalon ne se moyenne pas : au-dessus de la zone de collecte, la répartition des zones par rang.
INSERT INTO derniere_base
WITH rang AS (
    SELECT e.code_indicateur, z.ancetre AS code_zone, e.n, e.valeur, e.recue, e.date_fait, e.provisoire
    FROM etat_entite e JOIN s_indicateur i ON i.code = e.code_indicateur AND i.nature = 'jalon'
    JOIN zone_ascendance z ON z.code = e.code_zone AND z.ancetre <> e.code_zone
    WHERE e.dimension = ''
), modele AS (
    SELECT DISTINCT code_indicateur, code_zone, n, r AS rang FROM rang, range(0, 5) t(r)
    UNION SELECT code_indicateur, code_zone, n, valeur::BIGINT FROM rang
)
SELECT m.code_indicateur, m.code_zone, 'rang', m.rang::VARCHAR, m.n, NULL, NULL, count(r.valeur)::DOUBLE, NULL, NULL, count(r.valeur), 0,
       count(*) FILTER (r.recue), min(r.date_fait), max(r.date_fait), coalesce(bool_or(r.provisoire), false)
FROM modele m LEFT JOIN rang r ON r.code_indicateur = m.code_indicateur AND r.code_zone = m.code_zone AND r.n = m.n AND r.valeur = m.rang
GROUP BY ALL;

-- Une rangée prend l'état de sa dernière période de base due (règles 2 et 3).
CREATE TEMP TABLE derniere_rangee AS
SELECT d.code_indicateur, d.code_zone, d.dimension, d.modalite, r.type_periode, r.periode,
       d.numerateur, d.denominateur, d.valeur, d.produit, d.effectif, d.lignes, d.lignes_pesees, d.recues, d.ancienne, d.recente, d.provisoire
FROM derniere_base d JOIN s_indicateur i ON i.code = d.code_indicateur JOIN rangee r ON r.frequence = i.frequence AND r.n_max = d.n;
