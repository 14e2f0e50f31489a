-- Les valeurs saisies, une par zone × période × ventilation, dans la forme commune des composantes.
-- Une composante est une ligne qui a une valeur ; '' désigne le total (règle 3).
CREATE TEMP VIEW composante_saisie AS
SELECT v.code_indicateur, v.code_zone, v.code_zone AS id_entite, c.fin AS date_effet, c.fin AS date_fait,
       coalesce(v.dimension, '') AS dimension, coalesce(v.modalite, '') AS modalite,
       v.numerateur, v.denominateur, v.valeur, v.effectif, coalesce(v.statut = 'provisoire', false) AS provisoire,
       EXISTS (SELECT 1 FROM attendu_base a
               WHERE a.code_indicateur = v.code_indicateur AND a.code_zone = v.code_zone AND a.base = v.periode) AS attendue,
       v.id_ligne
FROM s_valeur v JOIN calendrier c ON c.libelle = v.periode JOIN s_indicateur i ON i.code = v.code_indicateur
WHERE CASE WHEN i.nature = 'ratio' THEN v.numerateur IS NOT NULL ELSE v.valeur IS NOT NULL END;
