"""Les questions de Comparaisons : les zones entre elles, ce à quoi un compte se rapporte, l'équité."""
