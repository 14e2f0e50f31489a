-- Une référence donne une valeur, ou les deux termes.
INSERT INTO signalement
SELECT id_ligne, 'cellule_vide', 'valeur', '', 'valeur', ''
FROM t_valeur_reference
WHERE valeur IS NULL AND (numerateur IS NULL OR denominateur IS NULL);
