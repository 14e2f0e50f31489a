"""La page Éditions et rapports : lister, prouver, figer, comparer, emporter."""
