-- Chaque jeu de seuils ; une case vide prend celle du jeu «defaut», puis celle d'origine (`seuil_metier`, règle J11).
CREATE TEMP TABLE seuil_complet AS
WITH defaut AS (
    SELECT coalesce(seuil.vert, metier.vert) AS vert, coalesce(seuil.orange, metier.orange) AS orange, coalesce(seuil.peremption, metier.peremption) AS peremption,
           coalesce(seuil.plancher_completude, metier.plancher_completude) AS plancher_completude
    FROM seuil_metier metier LEFT JOIN s_seuil seuil ON seuil.jeu = 'defaut'
)
SELECT seuil.jeu, coalesce(seuil.vert, defaut.vert) AS vert, coalesce(seuil.orange, defaut.orange) AS orange, coalesce(seuil.peremption, defaut.peremption) AS peremption,
       coalesce(seuil.plancher_completude, defaut.plancher_completude) AS plancher_completude
FROM s_seuil seuil, defaut
UNION ALL
SELECT 'defaut', defaut.* FROM defaut WHERE 'defaut' NOT IN (SELECT jeu FROM s_seuil);
