-- Pourcentages à vérifier. `s_pourcentage` : les cellules saines montrées par le tableur, ou écrites, avec un signe %.

-- Une fraction là où se lit un pourcentage : 0,35 est-il 0,35 % ou 35 % ?
INSERT INTO signalement
WITH part AS (
    SELECT id_ligne, 'physique_pct' AS colonne, physique_pct AS x, 1 AS sous FROM s_chantier_avancement
    UNION ALL SELECT id_ligne, 'financier_pct', financier_pct, 1 FROM s_chantier_avancement
    UNION ALL SELECT id_ligne, 'avancement_pct', avancement_pct, 1 FROM s_activite_ptba
    UNION ALL SELECT id_ligne, 'vert', vert, 1 FROM s_seuil
    UNION ALL SELECT id_ligne, 'orange', orange, 1 FROM s_seuil
    UNION ALL SELECT id_ligne, 'plancher_completude', plancher_completude, 1 FROM s_seuil
    -- une cible d'un ratio n'est guère de 1 % : 1 y est plus souvent 100 %
    UNION ALL SELECT c.id_ligne, 'valeur', c.valeur, 1.000001 FROM s_cible c JOIN s_indicateur i ON i.code = c.code_indicateur WHERE i.nature = 'ratio'
    UNION ALL SELECT r.id_ligne, 'valeur', r.valeur, 1.000001 FROM s_valeur_reference r JOIN s_indicateur i ON i.code = r.code_indicateur
              WHERE i.nature = 'ratio'
)
SELECT id_ligne, 'pourcentage_fraction', colonne, nb(x), nb(round(100 * x, 4)), '' FROM part ANTI JOIN s_pourcentage USING (id_ligne, colonne)
WHERE x > 0 AND x < sous;

-- Un pourcentage là où il n'y en a pas : sur un compte ou un montant, ou sur la valeur d'un indicateur qui n'est pas un pourcentage.
INSERT INTO signalement
WITH mesure AS (
    SELECT v.id_ligne, v.valeur, i.nature IN ('ratio', 'score') OR contains(i.unite, '%') AS en_pct
    FROM (SELECT id_ligne, code_indicateur, valeur FROM s_cible UNION ALL SELECT id_ligne, code_indicateur, valeur FROM s_valeur_reference
          UNION ALL SELECT id_ligne, code_indicateur, valeur FROM s_valeur) v
    JOIN s_indicateur i ON i.code = v.code_indicateur
)
-- un «12 %» écrit en texte n'est noté que dans une colonne «valeur» ou en pourcentage : il est lu 12
SELECT p.id_ligne, 'pourcentage_inattendu', p.colonne, nb(coalesce(p.lu, m.valeur)), nb(coalesce(p.montre, m.valeur)), ''
FROM s_pourcentage p LEFT JOIN mesure m USING (id_ligne)
-- mille pour cent ou plus : 60, écrit d'abord, puis mis au format pourcentage
WHERE NOT m.en_pct OR (p.montre IS NOT NULL AND (p.lu <> p.montre OR abs(p.montre) >= 1000));
