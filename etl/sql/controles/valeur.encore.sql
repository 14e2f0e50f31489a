-- Rejoué tant qu'il trouve : bloquer une ligne remet en vigueur celle d'avant, qui peut être fautive à son tour.
-- Les femmes ne dépassent pas le total de la même clé, parmi les lignes en vigueur.
INSERT INTO signalement
WITH candidate AS (
    SELECT t.id_ligne, t.code_indicateur, t.code_zone, t.periode, t.dimension, t.modalite, t.valeur, t.numerateur, t.denominateur,
           i.nature
    FROM t_valeur t JOIN s_indicateur i ON i.code = t.code_indicateur
    WHERE i.nature IN ('flux', 'stock', 'distinct', 'ratio') AND t.id_ligne NOT IN (SELECT id_ligne FROM bloquee)
), femmes AS (
    -- Choisies par leur clé, avant d'y chercher la dernière : le reste n'a pas à être trié.
    SELECT * FROM candidate WHERE lower(dimension) = 'sexe' AND lower(modalite) IN ('f', 'femme', 'femmes', 'féminin')
    QUALIFY row_number() OVER (PARTITION BY code_indicateur, code_zone, periode, dimension, modalite ORDER BY id_ligne DESC) = 1
), total AS (
    SELECT * FROM candidate SEMI JOIN femmes USING (code_indicateur, code_zone, periode) WHERE dimension IS NULL
    QUALIFY row_number() OVER (PARTITION BY code_indicateur, code_zone, periode, modalite ORDER BY id_ligne DESC) = 1
)
SELECT f.id_ligne, 'femmes_superieur_total', c.colonne, nb(c.femmes), nb(c.total), ''
FROM femmes f JOIN total t USING (code_indicateur, code_zone, periode),
     LATERAL (SELECT unnest(CASE WHEN f.nature = 'ratio' THEN [{colonne: 'numerateur', femmes: f.numerateur, total: t.numerateur},
                                                               {colonne: 'denominateur', femmes: f.denominateur, total: t.denominateur}]
                                 ELSE [{colonne: 'valeur', femmes: f.valeur, total: t.valeur}] END) AS c)
WHERE c.femmes > c.total;
