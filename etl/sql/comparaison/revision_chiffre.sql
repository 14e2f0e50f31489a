-- Ce que cette édition a changé des chiffres de la précédente : de quoi à quoi, par quel fichier. Une rangée nouvelle n'est pas une révision.
CREATE TABLE revision_chiffre AS
SELECT c.code_indicateur, c.niveau, c.code_zone, c.type_periode, c.periode, c.dimension, c.modalite, c.genre, c.valeur_avant, c.valeur,
       c.numerateur_avant, c.numerateur, c.denominateur_avant, c.denominateur, c.recues_avant, c.recues, c.attendues_avant, c.attendues, c.cible_avant, c.cible, c.etat_avant, c.etat, c.cause,
       array_to_string(c.depots, ', ') AS depots,
       (SELECT string_agg(d.nom || CASE d.geste WHEN 'nouveau' THEN '' ELSE ' (' || d.geste || ')' END, ' ; ' ORDER BY d.id_chargement)
        FROM depot_change d WHERE list_contains(c.depots, d.id_chargement)) AS fichiers
FROM cause c
ORDER BY c.code_indicateur, c.niveau, c.code_zone, c.type_periode, c.periode, c.dimension, c.modalite;
