"""Ce que demande un formulaire de téléphone : `question` fait d'une colonne déclarée une question (type, liste, bornes,
aide), `questionnaires` dit ce que chaque formulaire demande et dans quel ordre.

L'écriture (`etl.formulaires`) en tire le classeur ; la lecture (`etl.soumissions`) y retrouve la colonne d'un libellé.
"""
