-- Rejoué tant qu'il trouve : bloquer une ligne remet en vigueur celle d'avant, qui peut être fautive à son tour.
-- Les femmes ne dépassent pas le total de la même clé, parmi les lignes en vigueur.
INSERT INTO signalement
WITH candidate AS (
    SELECT saisie.id_ligne, saisie.code_indicateur, saisie.code_zone, saisie.periode, saisie.dimension, saisie.modalite, saisie.valeur, saisie.numerateur, saisie.denominateur,
           indicateur.nature
    FROM t_valeur saisie JOIN s_indicateur indicateur ON indicateur.code = saisie.code_indicateur
    WHERE indicateur.nature IN ('flux', 'stock', 'distinct', 'ratio') AND saisie.id_ligne NOT IN (SELECT id_ligne FROM bloquee)
), femmes AS (
    -- Choisies par leur clé, avant d'y chercher la dernière : le reste n'a pas à être trié.
    SELECT * FROM candidate WHERE lower(dimension) = 'sexe' AND lower(modalite) IN ('f', 'femme', 'femmes', 'féminin')
    QUALIFY row_number() OVER (PARTITION BY code_indicateur, code_zone, periode, dimension, modalite ORDER BY id_ligne DESC) = 1
), total AS (
    SELECT * FROM candidate SEMI JOIN femmes USING (code_indicateur, code_zone, periode) WHERE dimension IS NULL
    QUALIFY row_number() OVER (PARTITION BY code_indicateur, code_zone, periode, modalite ORDER BY id_ligne DESC) = 1
)
SELECT femmes.id_ligne, 'femmes_superieur_total', terme.colonne, nb(terme.femmes), nb(terme.total), ''
FROM femmes JOIN total USING (code_indicateur, code_zone, periode),
     LATERAL (SELECT unnest(CASE WHEN femmes.nature = 'ratio' THEN [{colonne: 'numerateur', femmes: femmes.numerateur, total: total.numerateur},
                                                               {colonne: 'denominateur', femmes: femmes.denominateur, total: total.denominateur}]
                                 ELSE [{colonne: 'valeur', femmes: femmes.valeur, total: total.valeur}] END) AS terme)
WHERE terme.femmes > terme.total;
