-- Les rangées que seule l'édition `edition` a : ni un changement ni une révision, mais ce qu'un lecteur de l'ancienne n'a jamais vu.
SELECT code_indicateur, niveau, code_zone, type_periode, periode, dimension, modalite, 'rangée apparue' AS genre, NULL::DOUBLE AS valeur_avant,
       valeur, NULL::DOUBLE AS numerateur_avant, numerateur, NULL::DOUBLE AS denominateur_avant, denominateur, NULL::INTEGER AS recues_avant, recues,
       NULL::INTEGER AS attendues_avant, attendues, NULL::DOUBLE AS cible_avant, cible_due AS cible, NULL::VARCHAR AS etat_avant, etat,
       'rangée nouvelle' AS cause, NULL::VARCHAR AS depots, NULL::VARCHAR AS fichiers
FROM edition.valeurs apparue
WHERE NOT EXISTS (
    FROM avant.valeurs ancienne
    WHERE ancienne.code_indicateur = apparue.code_indicateur AND ancienne.code_zone = apparue.code_zone
      AND ancienne.type_periode = apparue.type_periode AND ancienne.periode = apparue.periode
      AND ancienne.dimension IS NOT DISTINCT FROM apparue.dimension AND ancienne.modalite IS NOT DISTINCT FROM apparue.modalite)
  -- une ventilation arrivée en retard est déjà dite «complétée»
  AND NOT EXISTS (
    FROM revision_chiffre revision
    WHERE revision.code_indicateur = apparue.code_indicateur AND revision.code_zone = apparue.code_zone
      AND revision.type_periode = apparue.type_periode AND revision.periode = apparue.periode
      AND revision.dimension IS NOT DISTINCT FROM apparue.dimension AND revision.modalite IS NOT DISTINCT FROM apparue.modalite)
ORDER BY code_indicateur, niveau, code_zone, type_periode, periode, dimension, modalite;
