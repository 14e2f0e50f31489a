-- Un changement de code ne dit qu'un nouveau code, et ne revient pas sur lui-même (règle Q18).
INSERT INTO signalement
WITH RECURSIVE lien AS (
    SELECT id_ligne, id_chargement, code_externe AS ancien, code_indicateur AS nouveau FROM t_correspondance
    WHERE lower(trim(systeme)) = 'ancien code' AND id_ligne NOT IN (FROM bloquee) AND id_ligne NOT IN (FROM retiree)
), direct AS (
    SELECT ancien, arg_max(nouveau, id_ligne) AS nouveau FROM lien GROUP BY ancien
), suite AS (
    SELECT ancien AS depart, nouveau AS ici, [ancien] AS chemin FROM direct
    UNION ALL
    SELECT suite.depart, direct.nouveau, list_append(suite.chemin, direct.ancien) FROM suite JOIN direct ON direct.ancien = suite.ici
    WHERE NOT list_contains(suite.chemin, direct.ancien)
)
SELECT lien.id_ligne, 'renommage_impossible', 'code_externe', lien.ancien, 'de lien en lien, il redevient «' || lien.ancien || '»', ''
FROM lien JOIN suite ON suite.depart = lien.ancien AND suite.ici = lien.ancien
UNION ALL
SELECT lien.id_ligne, 'renommage_impossible', 'code_externe', lien.ancien, 'le fichier lui donne ' || nombre || ' nouveaux codes', ''
FROM lien JOIN (SELECT id_chargement, ancien, count(DISTINCT nouveau) AS nombre FROM lien GROUP BY ALL HAVING nombre > 1) double USING (id_chargement, ancien);
