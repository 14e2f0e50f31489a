"""La sauvegarde : une archive d'un seul instant, vérifiable, et sa restauration dans un dossier vide (règle E25)."""
