"""Le schéma d'une édition, en données : ses tables, ses vues, ce que chaque public en lit, son numéro.

`declaration` dit la forme d'une table ; `cadre`, `observations`, `calcul`, `confiance`, `figees` et `vues` les
déclarent ; `edition` les réunit ; `ecarts` dit ce qui diffère d'une édition à l'autre ;
`complement` dit ce qui manque à une édition d'un numéro plus petit. En viennent
`docs/SCHEMA.md`, la vérification d'une édition bâtie, la réduction pour les publics et l'édition des essais.
"""
