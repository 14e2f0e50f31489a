"""L'export d'un formulaire de téléphone (Kobo, ODK) ou de DHIS2, lu tel qu'il est : des lignes de nos feuilles.

`recue` dit où sont les en-têtes d'une feuille reçue et ce que chacun nomme ; `regles` lit la feuille `Formulaires` ;
`plans` dit de quelles questions se fait chaque colonne ; `identite` qui est une soumission, d'un export à l'autre ;
`lecture` en fait des tables, que la suite lit comme celles d'un classeur ; `suivi` compare les exports d'un même
formulaire : ce qui y fut modifié, rejeté, supprimé ; `completer` rend à une ligne ce qu'on ne lui a pas demandé ;
`dhis2` lit un export de valeurs. Règles K4 à K10.
"""
