"""L'édition elle-même : l'ouvrir, ce qu'elle dit d'elle, la rangée de `valeurs` à lire, ses révisions."""
