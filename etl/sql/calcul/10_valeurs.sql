-- La table `valeurs` : une rangée par indicateur × zone × période × ventilation (règle P7).

CREATE TEMP TABLE attendu_rangee AS
-- somme : toutes les périodes de base de la rangée ; dernière : la dernière due seulement (règle A2)
SELECT r.i, z.z, r.r, sum(a.attendues) AS attendues
FROM attendu_zone a JOIN s_indicateur i ON i.code = a.code_indicateur JOIN rang_indicateur ri ON ri.code = i.code
JOIN rang_zone z ON z.code = a.code_zone
JOIN rangee_indicateur r ON r.i = ri.i AND a.n BETWEEN CASE WHEN i.regle_temps = 'derniere' THEN r.n_max ELSE r.n_min END AND r.n_max
GROUP BY ALL;

-- Les sommes et les états, et ce qu'ils valent selon la nature (règles C3 à C10).
CREATE TEMP TABLE chiffre AS
WITH tout AS (SELECT * FROM somme_civile UNION ALL BY NAME SELECT * FROM somme_cumul UNION ALL BY NAME SELECT * FROM derniere_rangee),
genre AS (
    -- `propre` : la rangée est celle d'une zone de collecte et d'une période de base, rien n'y est agrégé
    SELECT ri.i, rz.z, r.r, i.nature, i.source_calcul <> 'saisie' AS registre, rz.niveau = i.niveau_collecte AS zone_propre,
           rz.niveau = i.niveau_collecte AND r.type_periode = f.type AS propre
    FROM s_indicateur i JOIN rang_indicateur ri ON ri.code = i.code JOIN frequence_type f USING (frequence)
    JOIN rangee r USING (frequence), rang_zone rz
)
SELECT t.i, t.z, t.v, t.r,
       CASE WHEN g.nature = 'ratio' THEN t.numerateur END AS numerateur,
       CASE WHEN g.nature = 'ratio' THEN t.denominateur END AS denominateur,
       CASE
           WHEN g.nature = 'ratio' THEN CASE WHEN t.denominateur > 0 THEN 100.0 * t.numerateur / t.denominateur END
           WHEN g.nature = 'score' THEN
               -- sans poids, un score ne s'agrège pas : il ne se montre que dans sa zone et sa période
               CASE WHEN t.lignes_pesees = t.lignes THEN CASE WHEN t.effectif > 0 THEN CASE WHEN t.lignes = 1 THEN t.valeur ELSE t.produit / t.effectif END END
                    WHEN t.lignes = 1 AND g.propre THEN t.valeur END
           WHEN g.nature IN ('distinct', 'delai') AND g.registre THEN l.valeur
           -- un total de personnes ou une médiane saisis valent pour leur zone et leur période, pas au-dessus : «non additif»
           WHEN g.nature IN ('distinct', 'delai') THEN CASE WHEN g.propre THEN t.valeur END
           WHEN g.nature = 'jalon'
                AND t.v NOT BETWEEN (SELECT min(v) FROM ventilation WHERE dimension = 'rang') AND (SELECT max(v) FROM ventilation WHERE dimension = 'rang')
                THEN CASE WHEN g.zone_propre THEN t.valeur END
           ELSE t.valeur
       END AS valeur,
       t.recues::INTEGER AS recues, t.ancienne, t.recente, t.provisoire
FROM tout t JOIN genre g ON g.i = t.i AND g.z = t.z AND g.r = t.r
LEFT JOIN liste_rangee l ON l.i = t.i AND l.z = t.z AND l.v = t.v AND l.r = t.r;
-- Rien ne s'en sert plus, et leur mémoire manquerait au tri.
DROP VIEW somme_civile;
DROP VIEW somme_cumul;
DROP VIEW derniere_rangee;
DROP TABLE somme_base;
DROP TABLE derniere_base;

CREATE TEMP VIEW reference_zone AS
SELECT r.code_indicateur, r.code_zone,
       -- d'un ratio, les termes donnés font foi
       CASE WHEN i.nature = 'ratio' AND r.denominateur > 0 THEN 100.0 * r.numerateur / r.denominateur ELSE r.valeur END AS valeur
FROM s_valeur_reference r JOIN s_indicateur i ON i.code = r.code_indicateur;

CREATE TEMP VIEW seuil_indicateur AS
SELECT i.code AS code_indicateur, s.vert, s.orange, s.peremption, s.plancher_completude, i.sens
FROM s_indicateur i JOIN seuil_complet s ON s.jeu = CASE WHEN i.jeu_seuils IN (SELECT jeu FROM seuil_complet) THEN i.jeu_seuils ELSE 'defaut' END;

CREATE TEMP TABLE rangee_complete AS
SELECT t.*, v.numerateur, v.denominateur, v.valeur, v.ancienne, v.recente,
       coalesce(v.provisoire, false) AS composante_provisoire,
       CASE WHEN t.source_calcul = 'saisie' THEN coalesce(v.recues, 0) WHEN EXISTS (FROM s_rapport_activite) THEN coalesce(p.recues, 0) END AS recues,
       CASE WHEN t.source_calcul = 'saisie' THEN coalesce(a.attendues, 0) WHEN EXISTS (FROM s_rapport_activite) THEN coalesce(p.attendues, 0) END AS attendues
FROM rangee_total t
LEFT JOIN (SELECT * FROM chiffre WHERE v = (SELECT v FROM ventilation WHERE dimension = '')) v ON v.i = t.i AND v.z = t.z AND v.r = t.r
LEFT JOIN attendu_rangee a ON a.i = t.i AND a.z = t.z AND a.r = t.r
LEFT JOIN rapport_rangee p ON p.frequence = t.frequence AND p.regle_temps = t.regle_temps AND p.code_zone = t.code_zone
                          AND p.type_periode = t.type_periode AND p.periode = t.periode;

-- Un taux de 90 % exactement, que l'arithmétique rend à 89,999…, est à 90 %.
CREATE TEMP MACRO palier(taux, vert, orange) AS
    CASE WHEN taux >= 100 - 1e-9 THEN 'atteint' WHEN taux >= vert - 1e-9 THEN 'vert' WHEN taux >= orange - 1e-9 THEN 'orange' ELSE 'rouge' END;

-- Taux et états (règles J5 à J10). `c` est la cible due, `ref` la référence.
CREATE TEMP TABLE jugee AS
WITH mesure AS (
    SELECT t.*, c.cible_due AS c, c.nature_cible, coalesce(c.a_venir, false) AS a_venir, r.valeur AS ref, s.sens, s.vert, s.orange, s.peremption,
           s.plancher_completude,
           CASE WHEN s.sens = 'hausse' THEN t.valeur >= c.cible_due ELSE t.valeur <= c.cible_due END AS tenue,
           -- la cible est du mauvais côté de la référence, ou égale : c'est une limite à tenir
           coalesce(c.cible_due = r.valeur OR (s.sens = 'hausse' AND c.cible_due < r.valeur) OR (s.sens = 'baisse' AND c.cible_due > r.valeur), false) AS limite
    FROM rangee_complete t JOIN seuil_indicateur s USING (code_indicateur)
    LEFT JOIN cible_rangee c ON c.i = t.i AND c.z = t.z AND c.r = t.r
    LEFT JOIN reference_zone r ON r.code_indicateur = t.code_indicateur AND r.code_zone = t.code_zone
), taux AS (
    SELECT *, CASE WHEN sens = 'hausse' AND c <> 0 THEN 100.0 * valeur / c END AS taux_realisation,
           CASE WHEN ref IS NOT NULL AND NOT limite THEN 100.0 * (valeur - ref) / (c - ref) END AS taux_progression
    FROM mesure
)
SELECT *,
       CASE
           WHEN valeur IS NULL THEN 'sans donnée'
           WHEN c IS NULL AND NOT a_venir THEN 'sans cible'
           WHEN c IS NULL THEN 'non échu'
           WHEN rang_mois(jour) - rang_mois(recente) > peremption * (SELECT mois FROM frequence_type f WHERE f.frequence = taux.frequence) THEN 'périmée'
           WHEN limite AND tenue THEN 'à maintenir'
           WHEN taux_progression IS NOT NULL THEN palier(taux_progression, vert, orange)
           WHEN c = 0 THEN CASE WHEN tenue THEN 'atteint' ELSE 'rouge' END
           WHEN sens = 'baisse' AND valeur <= 0 THEN 'atteint'
           ELSE palier(taux_simple, vert, orange)
       END AS etat
FROM (SELECT *, CASE WHEN sens = 'hausse' THEN taux_realisation WHEN valeur <> 0 THEN 100.0 * c / valeur END AS taux_simple FROM taux) taux;

-- Ranger d'abord, écrire les textes ensuite : des rangs se trient en bien moins de temps et de mémoire que des textes.
SET VARIABLE indicateurs = (SELECT list(code ORDER BY i) FROM rang_indicateur);
SET VARIABLE zones = (SELECT list(code ORDER BY z) FROM rang_zone);
SET VARIABLE niveaux = (SELECT list(niveau ORDER BY z) FROM rang_zone);
SET VARIABLE types = (SELECT list(type_periode ORDER BY r) FROM rangee);
SET VARIABLE periodes = (SELECT list(periode ORDER BY r) FROM rangee);
SET VARIABLE dimensions = (SELECT list(nullif(dimension, '') ORDER BY v) FROM ventilation);
SET VARIABLE modalites = (SELECT list(nullif(modalite, '') ORDER BY v) FROM ventilation);
SET VARIABLE etats = ['sans donnée', 'sans cible', 'non échu', 'périmée', 'à maintenir', 'atteint', 'vert', 'orange', 'rouge'];
SET VARIABLE v_total = (SELECT v FROM ventilation WHERE dimension = '');

CREATE TABLE valeurs AS
WITH toute AS (
    SELECT i, z, r, getvariable('v_total') AS v, numerateur, denominateur, valeur, recues::INTEGER AS recues, attendues::INTEGER AS attendues, ancienne,
           (coalesce(attendues > 0 AND 100.0 * recues / attendues < plancher_completude, false) OR composante_provisoire) AS provisoire,
           c, nature_cible = 'cumul' AS cumul, ref, CASE WHEN valeur IS NOT NULL THEN taux_realisation END AS taux_realisation,
           CASE WHEN valeur IS NOT NULL THEN taux_progression END AS taux_progression,
           list_position(getvariable('etats'), etat)::UTINYINT AS etat
    FROM jugee
    UNION ALL
    -- Une ventilation a ses reçues et les attendues du total ; ni cible ni référence : son état est «sans cible» (règle C12).
    SELECT v.i, v.z, v.r, v.v, v.numerateur, v.denominateur, v.valeur,
           CASE WHEN t.source_calcul = 'saisie' THEN v.recues ELSE t.recues::INTEGER END, t.attendues::INTEGER, v.ancienne,
           (coalesce(t.attendues > 0 AND t.plancher_completude >
                     100.0 * CASE WHEN t.source_calcul = 'saisie' THEN v.recues ELSE t.recues END / t.attendues, false) OR v.provisoire),
           NULL, NULL, NULL, NULL, NULL, list_position(getvariable('etats'), 'sans cible')::UTINYINT
    FROM chiffre v JOIN jugee t ON t.i = v.i AND t.z = v.z AND t.r = v.r
    WHERE v.v <> getvariable('v_total')
), rangement AS (SELECT * FROM toute ORDER BY i, z, r, v)
SELECT getvariable('indicateurs')[i] AS code_indicateur, getvariable('niveaux')[z] AS niveau, getvariable('zones')[z] AS code_zone,
       getvariable('types')[r] AS type_periode, getvariable('periodes')[r] AS periode,
       getvariable('dimensions')[v] AS dimension, getvariable('modalites')[v] AS modalite,
       numerateur, denominateur, valeur, recues, attendues, ancienne AS date_plus_ancienne, provisoire, c AS cible_due,
       CASE WHEN cumul THEN 'cumul' WHEN NOT cumul THEN 'periode' END AS nature_cible, ref AS valeur_reference, taux_realisation,
       taux_progression, getvariable('etats')[etat] AS etat
FROM rangement;
-- L'empreinte et les tables qui suivent ont besoin de sa mémoire.
DROP TABLE chiffre;
