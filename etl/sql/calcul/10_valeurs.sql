-- La table `valeurs` : une rangée par indicateur × zone × période × ventilation (contrat §4).

CREATE TEMP TABLE attendu_rangee AS
-- somme : toutes les périodes de base de la rangée ; dernière : la dernière due seulement (règle 2)
SELECT a.code_indicateur, a.code_zone, r.type_periode, r.periode, sum(a.attendues) AS attendues
FROM attendu_zone a JOIN s_indicateur i ON i.code = a.code_indicateur
JOIN rangee r ON r.frequence = i.frequence AND a.n BETWEEN CASE WHEN i.regle_temps = 'derniere' THEN r.n_max ELSE r.n_min END AND r.n_max
GROUP BY ALL;

-- Les sommes et les états, et ce qu'ils valent selon la nature (règles 3 et 4).
CREATE TEMP TABLE chiffre AS
WITH tout AS (SELECT * FROM somme_rangee UNION ALL SELECT * FROM derniere_rangee)
SELECT t.code_indicateur, t.code_zone, t.dimension, t.modalite, t.type_periode, t.periode,
       CASE WHEN i.nature = 'ratio' THEN t.numerateur END AS numerateur,
       CASE WHEN i.nature = 'ratio' THEN t.denominateur END AS denominateur,
       CASE
           WHEN i.nature = 'ratio' THEN CASE WHEN t.denominateur > 0 THEN 100.0 * t.numerateur / t.denominateur END
           WHEN i.nature = 'score' THEN
               -- sans poids, un score ne s'agrège pas : il ne se montre que dans sa zone et sa période
               CASE WHEN t.lignes_pesees = t.lignes THEN CASE WHEN t.effectif > 0 THEN t.produit / t.effectif END
                    WHEN t.lignes = 1 AND z.niveau = i.niveau_collecte AND t.type_periode = f.type THEN t.valeur END
           WHEN i.nature IN ('distinct', 'delai') AND i.source_calcul <> 'saisie' THEN l.valeur
           WHEN i.nature IN ('distinct', 'delai') THEN
               -- un total de personnes ou une médiane saisis valent pour leur zone et leur période, pas au-dessus : «non additif»
               CASE WHEN z.niveau = i.niveau_collecte AND t.type_periode = f.type THEN t.valeur END
           WHEN i.nature = 'jalon' AND t.dimension <> 'rang' THEN CASE WHEN z.niveau = i.niveau_collecte THEN t.valeur END
           ELSE t.valeur
       END AS valeur,
       t.recues, t.ancienne, t.recente, t.provisoire
FROM tout t JOIN s_indicateur i ON i.code = t.code_indicateur JOIN frequence_type f USING (frequence) JOIN zone z ON z.code = t.code_zone
LEFT JOIN liste_rangee l ON l.code_indicateur = t.code_indicateur AND l.code_zone = t.code_zone AND l.dimension = t.dimension
                        AND l.modalite = t.modalite AND l.type_periode = t.type_periode AND l.periode = t.periode;

CREATE TEMP VIEW reference_zone AS
SELECT r.code_indicateur, r.code_zone,
       -- d'un ratio, les termes donnés font foi
       CASE WHEN i.nature = 'ratio' AND r.denominateur > 0 THEN 100.0 * r.numerateur / r.denominateur ELSE r.valeur END AS valeur
FROM s_valeur_reference r JOIN s_indicateur i ON i.code = r.code_indicateur;

CREATE TEMP VIEW seuil_indicateur AS
SELECT i.code AS code_indicateur, s.vert, s.orange, s.peremption, s.plancher_completude, i.sens
FROM s_indicateur i JOIN seuil_complet s ON s.jeu = CASE WHEN i.jeu_seuils IN (SELECT jeu FROM seuil_complet) THEN i.jeu_seuils ELSE 'defaut' END;

CREATE TEMP TABLE rangee_complete AS
SELECT t.*, v.dimension, v.modalite, v.numerateur, v.denominateur, v.valeur, v.ancienne, v.recente,
       coalesce(v.provisoire, false) AS composante_provisoire,
       CASE WHEN t.source_calcul = 'saisie' THEN coalesce(v.recues, 0) WHEN EXISTS (FROM s_rapport_activite) THEN coalesce(p.recues, 0) END AS recues,
       CASE WHEN t.source_calcul = 'saisie' THEN coalesce(a.attendues, 0) WHEN EXISTS (FROM s_rapport_activite) THEN coalesce(p.attendues, 0) END AS attendues
FROM rangee_total t
LEFT JOIN chiffre v ON v.code_indicateur = t.code_indicateur AND v.code_zone = t.code_zone AND v.type_periode = t.type_periode
                   AND v.periode = t.periode AND v.dimension = ''
LEFT JOIN attendu_rangee a ON a.code_indicateur = t.code_indicateur AND a.code_zone = t.code_zone AND a.type_periode = t.type_periode
                          AND a.periode = t.periode
LEFT JOIN rapport_rangee p ON p.frequence = t.frequence AND p.regle_temps = t.regle_temps AND p.code_zone = t.code_zone
                          AND p.type_periode = t.type_periode AND p.periode = t.periode;

-- Une ventilation a ses reçues, et les attendues du total.
CREATE TEMP TABLE rangee_ventilee AS
SELECT t.* REPLACE (v.dimension AS dimension, v.modalite AS modalite, v.numerateur AS numerateur, v.denominateur AS denominateur,
                    v.valeur AS valeur, v.ancienne AS ancienne, v.recente AS recente, v.provisoire AS composante_provisoire,
                    CASE WHEN t.source_calcul = 'saisie' THEN v.recues ELSE t.recues END AS recues)
FROM rangee_complete t
JOIN chiffre v ON v.code_indicateur = t.code_indicateur AND v.code_zone = t.code_zone AND v.type_periode = t.type_periode
              AND v.periode = t.periode AND v.dimension <> '';

-- Taux et états (règles 7 et 8). `c` est la cible due, `r` la référence.
CREATE TEMP TABLE jugee AS
WITH mesure AS (
    SELECT t.*, c.cible_due AS c, c.nature_cible, coalesce(c.a_venir, false) AS a_venir, r.valeur AS r, s.sens, s.vert, s.orange, s.peremption,
           s.plancher_completude,
           CASE WHEN s.sens = 'hausse' THEN t.valeur >= c.cible_due ELSE t.valeur <= c.cible_due END AS tenue,
           -- la cible est du mauvais côté de la référence, ou égale : c'est une limite à tenir
           coalesce(c.cible_due = r.valeur OR (s.sens = 'hausse' AND c.cible_due < r.valeur) OR (s.sens = 'baisse' AND c.cible_due > r.valeur), false) AS limite
    FROM rangee_complete t JOIN seuil_indicateur s USING (code_indicateur)
    LEFT JOIN cible_rangee c ON c.code_indicateur = t.code_indicateur AND c.code_zone = t.code_zone AND c.type_periode = t.type_periode
                            AND c.periode = t.periode
    LEFT JOIN reference_zone r ON r.code_indicateur = t.code_indicateur AND r.code_zone = t.code_zone
), taux AS (
    SELECT *, CASE WHEN sens = 'hausse' AND c <> 0 THEN 100.0 * valeur / c END AS taux_realisation,
           CASE WHEN r IS NOT NULL AND NOT limite THEN 100.0 * (valeur - r) / (c - r) END AS taux_progression
    FROM mesure
)
SELECT *,
       CASE
           WHEN valeur IS NULL THEN 'sans donnée'
           WHEN c IS NULL AND NOT a_venir THEN 'sans cible'
           WHEN c IS NULL THEN 'non échu'
           WHEN rang_mois(jour) - rang_mois(recente) > peremption * (SELECT mois FROM frequence_type f WHERE f.frequence = taux.frequence)
                AND source_calcul NOT IN ('ouvrages_receptionnes', 'projets_valides', 'produits_valides') THEN 'périmée'
           WHEN limite AND tenue THEN 'à maintenir'
           WHEN taux_progression IS NOT NULL THEN CASE WHEN taux_progression >= 100 THEN 'atteint' WHEN taux_progression >= vert THEN 'vert'
                                                       WHEN taux_progression >= orange THEN 'orange' ELSE 'rouge' END
           WHEN c = 0 THEN CASE WHEN tenue THEN 'atteint' ELSE 'rouge' END
           WHEN sens = 'baisse' AND valeur <= 0 THEN 'atteint'
           ELSE CASE WHEN taux_simple >= 100 THEN 'atteint' WHEN taux_simple >= vert THEN 'vert' WHEN taux_simple >= orange THEN 'orange' ELSE 'rouge' END
       END AS etat
FROM (SELECT *, CASE WHEN sens = 'hausse' THEN taux_realisation WHEN valeur <> 0 THEN 100.0 * c / valeur END AS taux_simple FROM taux) taux;

CREATE TABLE valeurs AS
SELECT code_indicateur, niveau, code_zone, type_periode, periode, CAST(NULL AS VARCHAR) AS dimension, CAST(NULL AS VARCHAR) AS modalite,
       numerateur, denominateur, valeur, recues::INTEGER AS recues, attendues::INTEGER AS attendues, ancienne AS date_plus_ancienne,
       (coalesce(attendues > 0 AND 100.0 * recues / attendues < plancher_completude, false) OR composante_provisoire) AS provisoire,
       c AS cible_due, nature_cible, r AS valeur_reference,
       CASE WHEN valeur IS NOT NULL THEN taux_realisation END AS taux_realisation,
       CASE WHEN valeur IS NOT NULL THEN taux_progression END AS taux_progression, etat
FROM jugee
UNION ALL
-- Une ventilation n'a ni cible ni référence : son état est «sans cible» (règle 6).
SELECT t.code_indicateur, t.niveau, t.code_zone, t.type_periode, t.periode, t.dimension, t.modalite, t.numerateur, t.denominateur, t.valeur,
       t.recues::INTEGER, t.attendues::INTEGER, t.ancienne,
       (coalesce(t.attendues > 0 AND 100.0 * t.recues / t.attendues < s.plancher_completude, false) OR t.composante_provisoire),
       NULL, NULL, NULL, NULL, NULL, 'sans cible'
FROM rangee_ventilee t JOIN seuil_indicateur s USING (code_indicateur)
ORDER BY ALL;
