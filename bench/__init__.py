"""Mesures de temps et de mémoire. Rien ici ne sert au produit ; `docs/MESURES.md` dit les chiffres."""
