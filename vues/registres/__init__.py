"""Les pages des registres : un seul patron (`page`), que chaque registre déclare. Ne calcule rien.

Le chemin d'une ligne, du registre à sa fiche :

1. `requetes/registres/<nom>.py` pose une question à l'édition et rend des `Inscription` : la ligne telle qu'un jour
   la trouve, son lieu, sa source. Ce qui est une règle (un retard, la situation d'une activité) est une macro de
   `domaine/sql/regles.sql`, numérotée S dans `docs/REGLES.md`.
2. Un module d'ici déclare un `Registre` (`declaration`) : colonnes, filtres, phrase, comptes, onglets, fiche.
3. `page` demande la zone et la période, lit, filtre, dit d'abord ce qui n'est jamais venu (règle S4), puis la phrase,
   les comptes, et l'onglet ouvert ; `tableau` montre la grille et emporte toutes les colonnes ; `carte` pose les
   comptes là où ils sont dits, et pas plus finement ; `fiche` ouvre la ligne que nomme l'adresse.
4. `pages/suivi/<nom>.py` l'ouvre à l'équipe ; `pages/bailleur/<nom>.py`, à qui lit une édition remise : ce qu'elle
   tait n'y a ni colonne, ni filtre, ni compte.

Une page neuve : une question, une déclaration, dix lignes de page, une ligne de menu (`vues/page/navigation.py`).
Le nom du `Registre` est celui de son fichier de page : `tests/pages/test_registres.py` éprouve tous ceux qui sont
déclarés.
"""
