"""Écrire au-dehors, de l’écran : une lettre se montre et se relit avant de partir. Pour toute page qui en envoie."""
