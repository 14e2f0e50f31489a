-- Ce que cette édition a changé des chiffres de la précédente : de quoi à quoi, par quel fichier. Une rangée nouvelle n'est pas une révision.
CREATE TABLE revision_chiffre AS
SELECT code_indicateur, niveau, code_zone, type_periode, periode, dimension, modalite, genre, valeur_avant, valeur,
       numerateur_avant, numerateur, denominateur_avant, denominateur, recues_avant, recues, attendues_avant, attendues,
       cible_avant, cible, etat_avant, etat, cause,
       array_to_string(depots, ', ') AS depots,
       (SELECT string_agg(depot.nom || CASE depot.geste WHEN 'nouveau' THEN '' ELSE ' (' || depot.geste || ')' END, ' ; ' ORDER BY depot.id_chargement)
        FROM depot_change depot WHERE list_contains(cause.depots, depot.id_chargement)) AS fichiers
FROM cause
ORDER BY code_indicateur, niveau, code_zone, type_periode, periode, dimension, modalite;
