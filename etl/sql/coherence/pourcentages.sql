-- Pourcentages à vérifier. `s_pourcentage` : les cellules saines montrées par le tableur, ou écrites, avec un signe %.

-- Une fraction là où se lit un pourcentage : 0,35 est-il 0,35 % ou 35 % ?
INSERT INTO signalement
WITH part AS (
    SELECT id_ligne, 'physique_pct' AS colonne, physique_pct AS valeur, 1 AS sous FROM s_chantier_avancement
    UNION ALL SELECT id_ligne, 'financier_pct', financier_pct, 1 FROM s_chantier_avancement
    UNION ALL SELECT id_ligne, 'avancement_pct', avancement_pct, 1 FROM s_activite_ptba
    UNION ALL SELECT id_ligne, 'vert', vert, 1 FROM s_seuil
    UNION ALL SELECT id_ligne, 'orange', orange, 1 FROM s_seuil
    UNION ALL SELECT id_ligne, 'plancher_completude', plancher_completude, 1 FROM s_seuil
    -- une cible d'un ratio n'est guère de 1 % : 1 y est plus souvent 100 %
    UNION ALL SELECT cible.id_ligne, 'valeur', cible.valeur, 1.000001 FROM s_cible cible JOIN s_indicateur indicateur ON indicateur.code = cible.code_indicateur
              WHERE indicateur.nature = 'ratio'
    UNION ALL SELECT reference.id_ligne, 'valeur', reference.valeur, 1.000001 FROM s_valeur_reference reference
              JOIN s_indicateur indicateur ON indicateur.code = reference.code_indicateur WHERE indicateur.nature = 'ratio'
)
SELECT id_ligne, 'pourcentage_fraction', colonne, nb(valeur), nb(round(100 * valeur, 4)), '' FROM part ANTI JOIN s_pourcentage USING (id_ligne, colonne)
WHERE valeur > 0 AND valeur < sous;

-- Un pourcentage là où il n'y en a pas : sur un compte ou un montant, ou sur la valeur d'un indicateur qui n'est pas un pourcentage.
INSERT INTO signalement
WITH mesure AS (
    SELECT recue.id_ligne, recue.valeur, indicateur.nature IN ('ratio', 'score') OR contains(indicateur.unite, '%') AS en_pct
    FROM (SELECT id_ligne, code_indicateur, valeur FROM s_cible UNION ALL SELECT id_ligne, code_indicateur, valeur FROM s_valeur_reference
          UNION ALL SELECT id_ligne, code_indicateur, valeur FROM s_valeur) recue
    JOIN s_indicateur indicateur ON indicateur.code = recue.code_indicateur
)
-- un «12 %» écrit en texte est lu 12 ; hors d'une colonne «valeur» ou en pourcentage, il est noté avec ce qui est lu
SELECT cellule.id_ligne, 'pourcentage_inattendu', cellule.colonne, nb(coalesce(cellule.lu, mesure.valeur)), nb(coalesce(cellule.montre, cellule.lu, mesure.valeur)), ''
FROM s_pourcentage cellule LEFT JOIN mesure USING (id_ligne)
-- mille pour cent ou plus : 60, écrit d'abord, puis mis au format pourcentage
WHERE NOT mesure.en_pct OR (cellule.montre IS NULL AND cellule.lu IS NOT NULL) OR (cellule.montre IS NOT NULL AND (cellule.lu <> cellule.montre OR abs(cellule.montre) >= 1000));
