"""Le journal des réunions, côté écriture : la seule porte par où une réunion se prépare et une décision s'inscrit.

Règles D1 à D5. `domaine.journal` dit la forme du journal et le lit ; `saisie` lit ce qui est demandé, et le refuse en
français ; `contexte` dit ce que l'édition connaît ; `journal` ouvre, numérote, inscrit, une transaction par geste ;
`commentaires`, de même, le mot d'un chiffre (règle D10).
Chaque fonction de `journal` rend la ligne quand elle est sur le disque, jamais avant : l'écran peut dire «enregistrée».

Ce que la publication en fait est dans `etl.edition.reunions` (règle D6). L'écran lance un processus par geste :
rien ici n'importe plus que la bibliothèque standard et DuckDB, sauf `export`, qui ne se charge que pour exporter.
"""
