"""Le rendu du document neutre : HTML, PDF, classeur. N'ajoute aucun chiffre."""
