-- Les termes d'une référence peuvent être des personnes : seule la valeur reste.
INSERT INTO cible.valeur_reference BY NAME
SELECT r.code_indicateur, r.code_zone, r.date, r.valeur
FROM source.valeur_reference r JOIN niveau_admis n ON n.code_indicateur = r.code_indicateur AND n.code_zone = r.code_zone
WHERE NOT EXISTS (SELECT 1 FROM reference_tue t WHERE t.code_indicateur = r.code_indicateur AND t.code_zone = r.code_zone);
