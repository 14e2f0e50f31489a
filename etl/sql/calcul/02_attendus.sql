-- Les zones dont une valeur est attendue, et combien de paires zone × période de base (règles A2 et A3).

CREATE TEMP TABLE attendu_base AS
SELECT i.code AS code_indicateur, a.code_zone, b.libelle AS base, b.n
FROM s_indicateur i
JOIN attendu a ON a.code_indicateur = i.code
JOIN base b ON b.frequence = i.frequence AND a.depuis <= b.debut AND a.jusqu_a >= b.fin
WHERE i.source_calcul = 'saisie'
GROUP BY ALL;

-- «sans objet» sort des attendues ; les autres motifs y restent.
CREATE TEMP TABLE attendu_zone AS
SELECT a.code_indicateur, z.ancetre AS code_zone, a.n, count(*) AS attendues
FROM attendu_base a
JOIN zone_ascendance z ON z.code = a.code_zone
WHERE NOT EXISTS (
    SELECT 1 FROM s_valeur v
    WHERE v.code_indicateur = a.code_indicateur AND v.code_zone = a.code_zone AND v.periode = a.base
      AND v.dimension IS NULL AND v.motif_absence = 'sans objet' AND v.valeur IS NULL AND v.numerateur IS NULL)
GROUP BY ALL;
