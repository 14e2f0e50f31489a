-- Un index, sans aucun chiffre, pour que les pages n'aient pas à relire toutes les rangées : les périodes qui ont des lignes dans `valeurs`.
-- Une période est la dernière finie à une date quand la suivante ne l'est pas encore (règle P9).
INSERT INTO periode_calculee BY NAME
SELECT calculee.code_indicateur, calculee.type_periode, periode.libelle AS periode, periode.debut, periode.fin, periode.finie,
       row_number() OVER suite AS rang, coalesce(lead(periode.fin) OVER suite, DATE '9999-12-31') AS fin_suivante
-- toute rangée ventilée a sa rangée du total
FROM (SELECT DISTINCT code_indicateur, type_periode, periode FROM valeurs WHERE dimension IS NULL) calculee
JOIN periode ON periode.libelle = calculee.periode
WINDOW suite AS (PARTITION BY calculee.code_indicateur, calculee.type_periode ORDER BY periode.fin, periode.debut)
ORDER BY calculee.code_indicateur, calculee.type_periode, periode.fin, periode.debut;
