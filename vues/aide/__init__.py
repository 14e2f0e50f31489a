"""La page Aide : dictionnaire des indicateurs, seuils, glossaire, sources."""
