"""Les filtres et l'adresse, leur seule mémoire : ce que chacun propose, la barre, la recherche, les niveaux offerts."""
