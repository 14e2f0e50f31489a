-- Les termes d'une référence peuvent être des personnes : seule la valeur reste.
CREATE TABLE cible.valeur_reference AS
SELECT r.code_indicateur, r.code_zone, r.date, r.valeur, NULL::DOUBLE AS numerateur, NULL::DOUBLE AS denominateur, NULL::INTEGER AS id_chargement,
       NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.valeur_reference r JOIN niveau_admis n ON n.code_indicateur = r.code_indicateur AND n.code_zone = r.code_zone
WHERE NOT EXISTS (SELECT 1 FROM reference_tue t WHERE t.code_indicateur = r.code_indicateur AND t.code_zone = r.code_zone);
