"""Les classeurs que le programme envoie : modèle du mois, corrections, cadre, lignes rejetées.

`connus` lit dans l'édition ce qui est su de la zone et de la période, `etats` ce que la période attend de nouveau,
`lignes` les range et les met en mots, `modele` choisit les feuilles, `ecriture` écrit le classeur avec l'aspect de
`style`. Une zone y est offerte «Gao (ML070303)», un rang «6 réception provisoire», un point «GAO-PT-001 — École» :
formes que la lecture reconnaît. Ce que personne ne touche ne dit rien (règle L17, `etl.lignes.intactes`).
"""
