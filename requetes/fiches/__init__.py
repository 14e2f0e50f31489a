"""Les questions d'une fiche : commune, point, ce qui s'y est passé, ce qui y manque."""
