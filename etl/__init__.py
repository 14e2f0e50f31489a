"""La chaîne qui va des fichiers reçus à l'édition : le seul paquet qui écrit.

Dépôts → texte avec provenance → colonnes canoniques → contrôles → édition DuckDB. N'est jamais importé par l'écran.
"""
