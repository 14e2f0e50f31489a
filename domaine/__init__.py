"""Le vocabulaire de SOCLE : natures, périodes, listes, feuilles, anomalies, réglages.

Bibliothèque standard seulement ; ce paquet n'importe aucun autre paquet du projet.
"""
