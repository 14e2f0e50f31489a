"""Les classeurs que le programme envoie : modèle du mois, corrections, cadre, lignes rejetées.

`connus` lit dans l'édition ce qui est su de la zone et de la période, `modele` choisit feuilles, listes et marques,
`gabarit` écrit le classeur avec l'aspect de `style`. Une zone y est offerte «Gao (ML070303)», un rang «6 réception
provisoire» : formes que la lecture reconnaît.
"""
