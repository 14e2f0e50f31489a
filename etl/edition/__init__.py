"""Une édition : bâtie de tous les dépôts, vérifiée, mise en service, comparée à une autre."""
