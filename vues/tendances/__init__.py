"""La page Tendances : un chiffre et de quoi le croire, sa courbe, ses ventilations, zone par zone."""
