-- Les zones dont une valeur est attendue, et combien de paires zone × période de base (règles A2 et A3).

CREATE TEMP TABLE attendu_base AS
SELECT indicateur.code AS code_indicateur, attendu.code_zone, base.libelle AS base, base.rang_base
FROM s_indicateur indicateur
JOIN attendu ON attendu.code_indicateur = indicateur.code
JOIN base ON base.frequence = indicateur.frequence AND periode_attendue(attendu.depuis, attendu.jusqu_a, base.debut, base.fin)
WHERE indicateur.source_calcul = 'saisie'
GROUP BY ALL;

-- «sans objet» sort des attendues ; les autres motifs y restent.
CREATE TEMP TABLE attendu_zone AS
SELECT attendu.code_indicateur, ascendance.ancetre AS code_zone, attendu.rang_base, count(*) AS attendues
FROM attendu_base attendu
JOIN zone_ascendance ascendance ON ascendance.code = attendu.code_zone
WHERE NOT EXISTS (
    SELECT 1 FROM s_valeur saisie
    WHERE saisie.code_indicateur = attendu.code_indicateur AND saisie.code_zone = attendu.code_zone AND saisie.periode = attendu.base
      AND saisie.dimension IS NULL AND quitte_l_attendu(saisie.motif_absence, saisie.valeur, saisie.numerateur))
GROUP BY ALL;
