-- Les valeurs saisies, une par zone × période × ventilation, dans la forme commune des composantes.
-- Une composante est une ligne qui a une valeur ; '' désigne le total (règles C2 et C12).

CREATE TEMP TABLE attendu_numerote AS
SELECT indicateur_numerote.id_indicateur, zone_numerotee.id_zone, attendu.base
FROM attendu_base attendu JOIN indicateur_numerote ON indicateur_numerote.code = attendu.code_indicateur
JOIN zone_numerotee ON zone_numerotee.code = attendu.code_zone;

-- Une saisie est sa propre entité dans sa zone : `id_entite` n'a pas à la redire.
CREATE TEMP VIEW composante_saisie AS
SELECT indicateur_numerote.id_indicateur, zone_numerotee.id_zone, coalesce(saisie.dimension, '') AS dimension,
       coalesce(saisie.modalite, '') AS modalite, false AS de_registre, '' AS id_entite,
       calendrier.fin AS date_effet, calendrier.fin AS date_fait,
       saisie.numerateur, saisie.denominateur, saisie.valeur, saisie.effectif, coalesce(saisie.statut = 'provisoire', false) AS provisoire,
       attendu.id_indicateur IS NOT NULL AS attendue, saisie.id_ligne, indicateur.regle_temps, indicateur.frequence
FROM s_valeur saisie JOIN calendrier ON calendrier.libelle = saisie.periode
JOIN s_indicateur indicateur ON indicateur.code = saisie.code_indicateur AND indicateur.source_calcul = 'saisie'
JOIN indicateur_numerote ON indicateur_numerote.code = saisie.code_indicateur
JOIN zone_numerotee ON zone_numerotee.code = saisie.code_zone
LEFT JOIN attendu_numerote attendu ON attendu.id_indicateur = indicateur_numerote.id_indicateur AND attendu.id_zone = zone_numerotee.id_zone
                                  AND attendu.base = saisie.periode
WHERE a_une_valeur(indicateur.nature, saisie.valeur, saisie.numerateur);
