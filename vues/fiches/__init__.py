"""Les fiches qu'une page ouvre : commune, point, indicateur, lignes sources, décisions. Ne connaît aucune page."""
