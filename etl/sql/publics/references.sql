-- Les termes d'une référence peuvent être des personnes : seule la valeur reste.
INSERT INTO cible.valeur_reference BY NAME
SELECT reference.code_indicateur, reference.code_zone, reference.date, reference.valeur
FROM source.valeur_reference reference JOIN niveau_admis admis ON admis.code_indicateur = reference.code_indicateur AND admis.code_zone = reference.code_zone
WHERE NOT EXISTS (SELECT 1 FROM reference_tue tue WHERE tue.code_indicateur = reference.code_indicateur AND tue.code_zone = reference.code_zone);
