"""Les commandes de `python -m etl` : arguments → travail des autres pièces → texte, JSON, code de sortie."""
