"""Ce dont toute page est faite : tableaux, graphiques, états, mots de la méthode. Ne connaît aucune page."""
