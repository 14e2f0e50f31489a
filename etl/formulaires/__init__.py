"""Les formulaires de téléphone (Kobo, ODK) que le programme envoie : des XLSForm tirés de la déclaration des feuilles.

`choix` lit dans l'édition ce qui s'offre (points, postes, chantiers, tournées, sites), `ecriture` écrit le classeur
d'après `domaine.formulaires`, qui dit les questions. Ce que le formulaire recueille se relit par les noms des colonnes,
sans correspondance à tenir : `domaine.feuilles.passerelles`. Règles K1 à K3.
"""
