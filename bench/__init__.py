"""Mesures de temps et de mémoire. Rien ici ne sert au produit ni aux essais rapides ; `docs/MESURES.md` dit les chiffres."""
