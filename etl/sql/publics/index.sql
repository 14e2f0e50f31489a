-- Les périodes qui ont des lignes dans les valeurs réduites, comme dans `edition.sql`.
INSERT INTO cible.periode_calculee BY NAME
SELECT v.code_indicateur, v.type_periode, p.libelle AS periode, p.debut, p.fin, p.finie,
       row_number() OVER w AS rang, coalesce(lead(p.fin) OVER w, DATE '9999-12-31') AS fin_suivante
FROM (SELECT DISTINCT code_indicateur, type_periode, periode FROM cible.valeurs WHERE dimension IS NULL) v JOIN cible.periode p ON p.libelle = v.periode
WINDOW w AS (PARTITION BY v.code_indicateur, v.type_periode ORDER BY p.fin, p.debut)
ORDER BY v.code_indicateur, v.type_periode, p.fin, p.debut;
