"""La déclaration des feuilles et de leurs colonnes : une seule, que lecture, contrôles, modèles et export lisent."""
