"""Envoyer : une édition figée à qui peut la lire, une relance à une coordination. Règles B1 à B6.

Le chemin d'un courriel : `edition` ou `relance` contrôle ce qui est demandé (à qui, quoi, déjà parti ?) ; `redacteur`
fait écrire la lettre par `rapports.courriel`, lancé à part ; `message` en fait un message SMTP ; `depart` l'inscrit au
journal, le porte au serveur par `serveur`, et inscrit l'issue.
"""
