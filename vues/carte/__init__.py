"""La page Carte : ce qu'on y choisit, le dessin posé, les tableaux dessous. Ses fiches sont dans `vues.fiches`."""
