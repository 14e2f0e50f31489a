"""Ce qui entoure toute page : qui lit, quelle édition, le menu, ce que l'adresse demande. Ne connaît aucune page."""
