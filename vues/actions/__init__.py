"""La seule porte par où l'écran agit : les commandes `python -m etl …`, en processus à part. Ne lit aucune édition."""
