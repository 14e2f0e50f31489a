-- Les rangées que seule l'édition `edition` a : ni un changement ni une révision, mais ce qu'un lecteur de l'ancienne n'a jamais vu.
SELECT n.code_indicateur, n.niveau, n.code_zone, n.type_periode, n.periode, n.dimension, n.modalite, 'rangée apparue' AS genre, NULL::DOUBLE AS valeur_avant,
       n.valeur, NULL::DOUBLE AS numerateur_avant, n.numerateur, NULL::DOUBLE AS denominateur_avant, n.denominateur, NULL::INTEGER AS recues_avant, n.recues,
       NULL::INTEGER AS attendues_avant, n.attendues, NULL::DOUBLE AS cible_avant, n.cible_due AS cible, NULL::VARCHAR AS etat_avant, n.etat,
       'rangée nouvelle' AS cause, NULL::VARCHAR AS depots, NULL::VARCHAR AS fichiers
FROM edition.valeurs n
WHERE NOT EXISTS (
    FROM avant.valeurs a
    WHERE a.code_indicateur = n.code_indicateur AND a.code_zone = n.code_zone AND a.type_periode = n.type_periode AND a.periode = n.periode
      AND a.dimension IS NOT DISTINCT FROM n.dimension AND a.modalite IS NOT DISTINCT FROM n.modalite)
  -- une ventilation arrivée en retard est déjà dite «complétée»
  AND NOT EXISTS (
    FROM revision_chiffre r
    WHERE r.code_indicateur = n.code_indicateur AND r.code_zone = n.code_zone AND r.type_periode = n.type_periode AND r.periode = n.periode
      AND r.dimension IS NOT DISTINCT FROM n.dimension AND r.modalite IS NOT DISTINCT FROM n.modalite)
ORDER BY n.code_indicateur, n.niveau, n.code_zone, n.type_periode, n.periode, n.dimension, n.modalite;
