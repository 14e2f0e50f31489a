-- Le même travail écrit à la main, sans rien du produit : charger les lignes, sommer par GROUP BY, reporter les stocks par ASOF.
-- Rend les mêmes rangées que `valeurs`, avec valeur, termes, reçues et attendues. Ni cibles, ni taux, ni états, ni âges.
-- Suppose ce que le produit vérifie : aucune faute, aucun doublon, tout mensuel, toutes les communes attendues.

CREATE TABLE saisie AS SELECT * FROM read_parquet($parquet);

CREATE TEMP TABLE mois AS
SELECT periode, row_number() OVER (ORDER BY periode)::INTEGER AS n FROM (SELECT DISTINCT periode FROM saisie);

-- Chaque mois et les périodes civiles qui le contiennent ; `dernier` : le dernier mois de la période.
CREATE TEMP TABLE contenant AS
WITH c AS (
    SELECT n, 'mois' AS type_periode, periode FROM mois
    UNION ALL SELECT n, 'trimestre', left(periode, 4) || '-T' || ((right(periode, 2)::INT + 2) // 3) FROM mois
    UNION ALL SELECT n, 'semestre', left(periode, 4) || '-S' || ((right(periode, 2)::INT + 5) // 6) FROM mois
    UNION ALL SELECT n, 'annee', left(periode, 4) FROM mois
)
SELECT *, n = max(n) OVER (PARTITION BY type_periode, periode) AS dernier FROM c;

CREATE TEMP TABLE parent AS SELECT code, ancetre FROM ascendance;

-- Flux, ratios sommés, scores : par zone et par mois, puis par période, puis en cumul.
CREATE TEMP TABLE par_mois AS
SELECT s.code_indicateur, p.ancetre AS code_zone, s.dimension, s.modalite, m.n,
       sum(s.numerateur) AS numerateur, sum(s.denominateur) AS denominateur,
       CASE WHEN any_value(i.nature) = 'score' THEN sum(s.valeur * s.effectif) ELSE sum(s.valeur) END AS valeur,
       sum(s.effectif) AS effectif, count(coalesce(s.valeur, s.numerateur)) AS recues
FROM saisie s JOIN mois m USING (periode) JOIN parent p ON p.code = s.code_zone JOIN indicateur i ON i.code = s.code_indicateur
WHERE i.regle_temps = 'somme' AND coalesce(s.valeur, s.numerateur) IS NOT NULL
GROUP BY ALL;

CREATE TEMP TABLE agregat AS
SELECT s.code_indicateur, s.code_zone, s.dimension, s.modalite, c.type_periode, c.periode,
       sum(numerateur) AS numerateur, sum(denominateur) AS denominateur, sum(valeur) AS valeur, sum(effectif) AS effectif, sum(recues) AS recues
FROM par_mois s JOIN contenant c USING (n) GROUP BY ALL;

INSERT INTO agregat
WITH serie AS (SELECT code_indicateur, code_zone, dimension, modalite, min(n) AS debut FROM par_mois GROUP BY ALL)
SELECT s.code_indicateur, s.code_zone, s.dimension, s.modalite, 'cumul', m.periode,
       sum(p.numerateur) OVER w, sum(p.denominateur) OVER w, sum(p.valeur) OVER w, sum(p.effectif) OVER w, sum(p.recues) OVER w
FROM serie s JOIN mois m ON m.n >= s.debut
LEFT JOIN par_mois p ON p.code_indicateur = s.code_indicateur AND p.code_zone = s.code_zone AND p.n = m.n
                    AND p.dimension IS NOT DISTINCT FROM s.dimension AND p.modalite IS NOT DISTINCT FROM s.modalite
WINDOW w AS (PARTITION BY s.code_indicateur, s.code_zone, s.dimension, s.modalite ORDER BY m.n);

-- Stocks et ratios à dernière valeur : chaque mois reprend la dernière ligne connue de la commune.
CREATE TEMP TABLE connue AS
SELECT s.code_indicateur, s.code_zone, coalesce(s.dimension, '') AS dimension, coalesce(s.modalite, '') AS modalite, m.n,
       s.numerateur, s.denominateur, s.valeur
FROM saisie s JOIN mois m USING (periode) JOIN indicateur i ON i.code = s.code_indicateur
WHERE i.regle_temps = 'derniere' AND coalesce(s.valeur, s.numerateur) IS NOT NULL;

CREATE TEMP TABLE etat AS
SELECT e.code_indicateur, p.ancetre AS code_zone, e.dimension, e.modalite, e.n, sum(c.numerateur) AS numerateur,
       sum(c.denominateur) AS denominateur, sum(c.valeur) AS valeur, count(*) FILTER (c.n = e.n) AS recues
FROM (SELECT DISTINCT c.code_indicateur, c.code_zone, c.dimension, c.modalite, m.n FROM connue c, mois m) e
ASOF JOIN connue c ON c.code_indicateur = e.code_indicateur AND c.code_zone = e.code_zone AND c.dimension = e.dimension
                  AND c.modalite = e.modalite AND e.n >= c.n
JOIN parent p ON p.code = e.code_zone
GROUP BY ALL;

INSERT INTO agregat
SELECT e.code_indicateur, e.code_zone, nullif(e.dimension, ''), nullif(e.modalite, ''), c.type_periode, c.periode,
       e.numerateur, e.denominateur, e.valeur, NULL, e.recues
FROM etat e JOIN (SELECT n, type_periode, periode FROM contenant WHERE dernier UNION ALL SELECT n, 'cumul', periode FROM mois) c USING (n);

-- Attendues : une par commune et par mois, moins les «sans objet».
CREATE TEMP TABLE attendue AS
WITH base AS (
    SELECT i.code AS code_indicateur, p.ancetre AS code_zone, m.n, count(*) - count(s.motif_absence) AS attendues
    FROM indicateur i, mois m, parent p
    LEFT JOIN saisie s ON s.code_indicateur = i.code AND s.code_zone = p.code AND s.periode = m.periode
                      AND s.dimension IS NULL AND s.motif_absence = 'sans objet'
    WHERE p.code IN (SELECT code FROM commune) GROUP BY ALL
)
SELECT b.code_indicateur, b.code_zone, c.type_periode, c.periode,
       CASE WHEN any_value(i.regle_temps) = 'somme' THEN sum(b.attendues) ELSE sum(b.attendues) FILTER (c.dernier) END AS attendues
FROM base b JOIN indicateur i ON i.code = b.code_indicateur JOIN contenant c USING (n) GROUP BY ALL
UNION ALL
SELECT b.code_indicateur, b.code_zone, 'cumul', m.periode,
       CASE WHEN i.regle_temps = 'somme' THEN sum(b.attendues) OVER (PARTITION BY b.code_indicateur, b.code_zone ORDER BY b.n) ELSE b.attendues END
FROM base b JOIN indicateur i ON i.code = b.code_indicateur JOIN mois m USING (n);

CREATE TABLE valeurs AS
SELECT a.code_indicateur, a.code_zone, a.type_periode, a.periode, a.dimension, a.modalite, a.numerateur, a.denominateur,
       CASE WHEN i.nature = 'ratio' THEN CASE WHEN a.denominateur > 0 THEN 100.0 * a.numerateur / a.denominateur END
            WHEN i.nature = 'score' THEN a.valeur / a.effectif ELSE a.valeur END AS valeur,
       a.recues::INTEGER AS recues, t.attendues::INTEGER AS attendues
FROM agregat a JOIN indicateur i ON i.code = a.code_indicateur JOIN attendue t USING (code_indicateur, code_zone, type_periode, periode)
UNION ALL
SELECT t.code_indicateur, t.code_zone, t.type_periode, t.periode, NULL, NULL, NULL, NULL, NULL, 0, t.attendues::INTEGER
FROM attendue t ANTI JOIN (SELECT * FROM agregat WHERE dimension IS NULL) USING (code_indicateur, code_zone, type_periode, periode);
