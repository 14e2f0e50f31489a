"""Écrire au-dehors : d'où l'on écrit, à qui l'on peut écrire, ce qui est parti. Règles B1 à B6.

`boite` lit les réglages SMTP et le mot de passe ; `adresses` dit ce qu'est une adresse ; `destinataires` lit la liste
de ceux à qui l'on écrit et ce que chacun lit ; `journal` garde chaque tentative, et ne se récrit pas.
"""
