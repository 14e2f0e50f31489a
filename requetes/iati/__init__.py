"""Ce que le fichier IATI d'une édition remise demande : le projet et ses régions, tels que l'édition les publie."""
