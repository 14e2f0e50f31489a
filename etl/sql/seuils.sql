-- Chaque jeu de seuils ; une case vide prend celle du jeu «defaut», puis celle d'origine (`seuil_metier`, règle J11).
CREATE TEMP TABLE seuil_complet AS
WITH d AS (
    SELECT coalesce(s.vert, m.vert) AS vert, coalesce(s.orange, m.orange) AS orange, coalesce(s.peremption, m.peremption) AS peremption,
           coalesce(s.plancher_completude, m.plancher_completude) AS plancher_completude
    FROM seuil_metier m LEFT JOIN s_seuil s ON s.jeu = 'defaut'
)
SELECT s.jeu, coalesce(s.vert, d.vert) AS vert, coalesce(s.orange, d.orange) AS orange, coalesce(s.peremption, d.peremption) AS peremption,
       coalesce(s.plancher_completude, d.plancher_completude) AS plancher_completude
FROM s_seuil s, d
UNION ALL
SELECT 'defaut', d.* FROM d WHERE 'defaut' NOT IN (SELECT jeu FROM s_seuil);
