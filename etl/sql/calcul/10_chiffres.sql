-- Ce que vaut chaque rangée, avant tout jugement : ses termes, sa valeur selon sa nature, ce qui en est reçu.

CREATE TEMP TABLE attendu_rangee AS
-- somme : toutes les périodes de base de la rangée ; dernière : la dernière due seulement (règle A2)
SELECT rangee.id_indicateur, zone.id_zone, rangee.id_rangee, sum(attendu.attendues) AS attendues
FROM attendu_zone attendu JOIN s_indicateur indicateur ON indicateur.code = attendu.code_indicateur
JOIN indicateur_numerote numero ON numero.code = indicateur.code
JOIN zone_numerotee zone ON zone.code = attendu.code_zone
JOIN rangee_indicateur rangee ON rangee.id_indicateur = numero.id_indicateur AND attendu.rang_base
     BETWEEN debut_attendu(indicateur.regle_temps, rangee.premiere_base, rangee.derniere_base) AND rangee.derniere_base
GROUP BY ALL;

-- Les sommes et les états, et ce qu'ils valent selon la nature (règles C3 à C10).
CREATE TEMP TABLE chiffre AS
WITH agrege AS (SELECT * FROM somme_civile UNION ALL BY NAME SELECT * FROM somme_cumul UNION ALL BY NAME SELECT * FROM derniere_rangee),
rangee_jugee AS (
    -- `propre` : la rangée est celle d'une zone de collecte et d'une période de base, rien n'y est agrégé
    SELECT numero.id_indicateur, zone.id_zone, rangee.id_rangee, indicateur.nature, indicateur.source_calcul <> 'saisie' AS registre,
           zone.niveau = indicateur.niveau_collecte AS zone_propre,
           zone.niveau = indicateur.niveau_collecte AND rangee.type_periode = frequence_type.type AS propre
    FROM s_indicateur indicateur JOIN indicateur_numerote numero ON numero.code = indicateur.code JOIN frequence_type USING (frequence)
    JOIN rangee USING (frequence), zone_numerotee zone
), echelle AS (SELECT min(id_ventilation) AS premier_rang, max(id_ventilation) AS dernier_rang FROM ventilation WHERE dimension = 'rang')
SELECT agrege.id_indicateur, agrege.id_zone, agrege.id_ventilation, agrege.id_rangee,
       CASE WHEN rangee_jugee.nature = 'ratio' THEN agrege.numerateur END AS numerateur,
       CASE WHEN rangee_jugee.nature = 'ratio' THEN agrege.denominateur END AS denominateur,
       CASE
           WHEN rangee_jugee.nature = 'ratio' THEN pourcentage(agrege.numerateur, agrege.denominateur)
           -- un score dont toutes les lignes ont un poids
           WHEN rangee_jugee.nature = 'score' AND agrege.lignes_pesees = agrege.lignes THEN
               CASE WHEN agrege.effectif > 0 THEN CASE WHEN agrege.lignes = 1 THEN agrege.valeur ELSE agrege.produit / agrege.effectif END END
           -- sans poids, un score ne s'agrège pas : il ne se montre que dans sa zone et sa période
           WHEN rangee_jugee.nature = 'score' THEN CASE WHEN agrege.lignes = 1 AND rangee_jugee.propre THEN agrege.valeur END
           WHEN rangee_jugee.nature IN ('distinct', 'delai') AND rangee_jugee.registre THEN liste.valeur
           -- un total de personnes ou une médiane saisis valent pour leur zone et leur période, pas au-dessus : «non additif»
           WHEN rangee_jugee.nature IN ('distinct', 'delai') THEN CASE WHEN rangee_jugee.propre THEN agrege.valeur END
           WHEN rangee_jugee.nature = 'jalon' AND agrege.id_ventilation NOT BETWEEN echelle.premier_rang AND echelle.dernier_rang
               THEN CASE WHEN rangee_jugee.zone_propre THEN agrege.valeur END
           ELSE agrege.valeur
       END AS valeur,
       agrege.recues::INTEGER AS recues, agrege.ancienne, agrege.recente, agrege.provisoire
FROM agrege JOIN rangee_jugee ON rangee_jugee.id_indicateur = agrege.id_indicateur AND rangee_jugee.id_zone = agrege.id_zone AND rangee_jugee.id_rangee = agrege.id_rangee
CROSS JOIN echelle
LEFT JOIN liste_rangee liste ON liste.id_indicateur = agrege.id_indicateur AND liste.id_zone = agrege.id_zone
     AND liste.id_ventilation = agrege.id_ventilation AND liste.id_rangee = agrege.id_rangee;
-- Rien ne s'en sert plus, et leur mémoire manquerait au tri.
DROP VIEW somme_civile;
DROP VIEW somme_cumul;
DROP VIEW derniere_rangee;
DROP TABLE somme_base;
DROP TABLE derniere_base;
