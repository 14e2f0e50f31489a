-- Rejoué tant qu'il trouve : bloquer une ligne remet en vigueur celle d'avant, qui peut être fautive à son tour.
-- Les femmes ne dépassent pas le total de la même clé, parmi les lignes en vigueur.
INSERT INTO constat
WITH en_vigueur AS (
    SELECT * FROM valeur_lue WHERE id_ligne NOT IN (SELECT id_ligne FROM bloquee)
    QUALIFY row_number() OVER (PARTITION BY code_indicateur, code_zone, periode, dimension, modalite ORDER BY id_ligne DESC) = 1
)
SELECT f.id_ligne, 'femmes_superieur_total', CASE WHEN f.nature = 'ratio' THEN 'numerateur' ELSE 'valeur' END,
       nb(CASE WHEN f.nature = 'ratio' THEN f.numerateur ELSE f.valeur END),
       nb(CASE WHEN f.nature = 'ratio' THEN t.numerateur ELSE t.valeur END), ''
FROM en_vigueur f
JOIN en_vigueur t ON t.code_indicateur = f.code_indicateur AND t.code_zone = f.code_zone AND t.periode = f.periode
WHERE t.dimension IS NULL AND lower(f.dimension) = 'sexe' AND lower(f.modalite) IN ('f', 'femme', 'femmes', 'féminin')
  AND f.nature IN ('flux', 'stock', 'distinct', 'ratio')
  AND (f.valeur > t.valeur AND f.nature <> 'ratio' OR f.numerateur > t.numerateur OR f.denominateur > t.denominateur);
