"""Ce qui quitte l'équipe : une édition pour un public est bâtie de requêtes réduites, jamais cachée par un écran (métier, §7)."""
