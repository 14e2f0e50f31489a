"""Le rendu du document neutre : HTML, PDF, Word, classeur. N'ajoute aucun chiffre."""
