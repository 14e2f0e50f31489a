-- Ce contre quoi un chiffre se juge, avec sa cible : la référence de sa zone, les seuils de son indicateur, ce qui en est attendu.

CREATE TEMP VIEW reference_zone AS
SELECT reference.code_indicateur, reference.code_zone,
       -- d'un ratio, les termes donnés font foi (règle J12)
       CASE WHEN indicateur.nature = 'ratio' AND reference.denominateur > 0 THEN pourcentage(reference.numerateur, reference.denominateur)
            ELSE reference.valeur END AS valeur
FROM s_valeur_reference reference JOIN s_indicateur indicateur ON indicateur.code = reference.code_indicateur;

CREATE TEMP VIEW seuil_indicateur AS
SELECT indicateur.code AS code_indicateur, seuil.vert, seuil.orange, seuil.peremption, seuil.plancher_completude, indicateur.sens
FROM s_indicateur indicateur
JOIN seuil_complet seuil ON seuil.jeu = jeu_de_seuils(indicateur.jeu_seuils, (SELECT list(jeu) FROM seuil_complet));

-- Chaque rangée du total, reçue ou non, et sa complétude : celle des saisies, ou des rapports pour un registre (règles A2 et A6).
CREATE TEMP TABLE rangee_complete AS
SELECT rangee.*, total.numerateur, total.denominateur, total.valeur, total.ancienne, total.recente,
       coalesce(total.provisoire, false) AS composante_provisoire,
       CASE WHEN rangee.source_calcul = 'saisie' THEN coalesce(total.recues, 0)
            WHEN EXISTS (FROM s_rapport_activite) THEN coalesce(rapport.recues, 0) END AS recues,
       CASE WHEN rangee.source_calcul = 'saisie' THEN coalesce(attendu.attendues, 0)
            WHEN EXISTS (FROM s_rapport_activite) THEN coalesce(rapport.attendues, 0) END AS attendues
FROM rangee_total rangee
LEFT JOIN (SELECT * FROM chiffre WHERE id_ventilation = (SELECT id_ventilation FROM ventilation WHERE dimension = '')) total
       ON total.id_indicateur = rangee.id_indicateur AND total.id_zone = rangee.id_zone AND total.id_rangee = rangee.id_rangee
LEFT JOIN attendu_rangee attendu
       ON attendu.id_indicateur = rangee.id_indicateur AND attendu.id_zone = rangee.id_zone AND attendu.id_rangee = rangee.id_rangee
LEFT JOIN perimetre_rapports perimetre ON perimetre.code_indicateur = rangee.code_indicateur
LEFT JOIN rapport_rangee rapport
       ON rapport.perimetre = perimetre.perimetre AND rapport.frequence = rangee.frequence AND rapport.regle_temps = rangee.regle_temps AND rapport.code_zone = rangee.code_zone
      AND rapport.type_periode = rangee.type_periode AND rapport.periode = rangee.periode;
