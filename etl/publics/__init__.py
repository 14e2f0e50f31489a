"""Ce qui quitte l'équipe : ce qu'une édition pour un public doit taire, retiré avant d'être écrit."""
