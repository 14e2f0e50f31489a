"""Des octets aux feuilles : dépôts gardés intacts, archives bornées, classeurs lus, refus d'un fichier entier."""
