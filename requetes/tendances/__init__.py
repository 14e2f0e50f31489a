"""Les questions de Tendances : séries, cibles, rythme, d'où vient un chiffre."""
