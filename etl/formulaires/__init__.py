"""Les formulaires de téléphone (Kobo, ODK) que le programme envoie : des XLSForm tirés de la déclaration des feuilles.

`question` fait d'une colonne déclarée une question (type, liste, bornes, aide), `choix` lit dans l'édition ce qui
s'offre (points, postes, chantiers, tournées, sites), `questionnaires` dit ce que chaque formulaire demande et dans
quel ordre, `ecriture` écrit le classeur. Ce que le formulaire recueille se relit par les noms des colonnes, sans
correspondance à tenir : `domaine.feuilles.passerelles`. Règles K1 à K3.
"""
