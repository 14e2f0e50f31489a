"""Les classeurs que le programme envoie : modèle du mois, corrections, cadre, lignes rejetées."""
