-- Les valeurs saisies, une par zone × période × ventilation, dans la forme commune des composantes.
-- Une composante est une ligne qui a une valeur ; '' désigne le total (règles C2 et C12).

-- Toutes les ventilations ; le total vient après elles, comme dans `valeurs`.
CREATE TEMP TABLE ventilation AS
WITH vue (dimension, modalite) AS (
    SELECT DISTINCT coalesce(dimension, ''), coalesce(modalite, '') FROM s_valeur
    -- le total, les rangs d'un jalon, et le sexe, que des registres ventilent
    UNION SELECT * FROM (VALUES ('', ''), ('sexe', 'H'), ('sexe', 'F'), ('rang', '0'), ('rang', '1'), ('rang', '2'), ('rang', '3'), ('rang', '4'))
    UNION SELECT 'rang', v.valeur::BIGINT::VARCHAR FROM s_valeur v JOIN s_indicateur i ON i.code = v.code_indicateur
          WHERE i.nature = 'jalon' AND v.dimension IS NULL AND v.valeur IS NOT NULL
)
SELECT row_number() OVER (ORDER BY dimension = '', dimension, modalite)::INTEGER AS v, dimension, modalite FROM vue;

CREATE TEMP TABLE attendu_rang AS
SELECT ri.i, rz.z, a.base FROM attendu_base a JOIN rang_indicateur ri ON ri.code = a.code_indicateur JOIN rang_zone rz ON rz.code = a.code_zone;

-- Une saisie est sa propre entité dans sa zone : `id_entite` n'a pas à la redire.
CREATE TEMP VIEW composante_saisie AS
SELECT ri.i, rz.z, g.v, '' AS id_entite, c.fin AS date_effet, c.fin AS date_fait,
       s.numerateur, s.denominateur, s.valeur, s.effectif, coalesce(s.statut = 'provisoire', false) AS provisoire,
       a.i IS NOT NULL AS attendue, s.id_ligne, i.regle_temps, i.frequence
FROM s_valeur s JOIN calendrier c ON c.libelle = s.periode
JOIN s_indicateur i ON i.code = s.code_indicateur AND i.source_calcul = 'saisie'
JOIN rang_indicateur ri ON ri.code = s.code_indicateur
JOIN rang_zone rz ON rz.code = s.code_zone
JOIN ventilation g ON g.dimension = coalesce(s.dimension, '') AND g.modalite = coalesce(s.modalite, '')
LEFT JOIN attendu_rang a ON a.i = ri.i AND a.z = rz.z AND a.base = s.periode
WHERE CASE WHEN i.nature = 'ratio' THEN s.numerateur IS NOT NULL ELSE s.valeur IS NOT NULL END;
