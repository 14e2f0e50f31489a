"""La page Vue d'ensemble et l'accueil d'une édition remise : réponse, phares, écarts, mouvements, manques."""
