"""Les questions de la carte : zones, limites, points et leur état à une date, chantiers, repères."""
