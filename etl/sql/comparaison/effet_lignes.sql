-- Ce que deviennent les lignes reçues, par dépôt et feuille (règle E11) : entrées, et celles restées à part, quarantaine ou attente comprises.
-- `ligne_entree` : par feuille, ce que les lignes entrées font de celles d'avant.
WITH attente AS (
    SELECT id_chargement, feuille, ligne FROM edition.quarantaine
    UNION SELECT id_chargement, feuille, ligne FROM edition.anomalie WHERE code IN ('date_isolee', 'lignes_hors_date')
), a_part AS (SELECT id_chargement, feuille, count(*) AS nombre FROM attente GROUP BY ALL),
entree AS (
    SELECT id_chargement, feuille, count(*) FILTER (sort = 'nouvelle') AS nouvelles, count(*) FILTER (sort = 'revue') AS revues,
           count(*) FILTER (sort = 'redite') AS redites
    FROM ligne_entree GROUP BY ALL
)
SELECT id_chargement, feuille, coalesce(nouvelles, 0) AS nouvelles, coalesce(revues, 0) AS revues, coalesce(redites, 0) AS redites,
       coalesce(a_part.nombre, 0) AS a_part
FROM entree FULL JOIN a_part USING (id_chargement, feuille)
WHERE list_contains($rangs, id_chargement) ORDER BY id_chargement, feuille;
