"""La page Parcours de restauration : étapes, points bloqués, délais, survie, chronologie d'un projet."""
