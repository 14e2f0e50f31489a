"""La page Comparaisons : les zones côte à côte, leur rang, la réponse en une phrase, l'équité."""
