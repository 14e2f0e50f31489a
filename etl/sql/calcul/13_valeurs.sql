-- La table `valeurs` : une rangée par indicateur × zone × période × ventilation (règle P7).

-- Ranger d'abord, écrire les textes ensuite : des nombres se trient en bien moins de temps et de mémoire que des textes.
SET VARIABLE indicateurs = (SELECT list(code ORDER BY id_indicateur) FROM indicateur_numerote);
SET VARIABLE zones = (SELECT list(code ORDER BY id_zone) FROM zone_numerotee);
SET VARIABLE niveaux = (SELECT list(niveau ORDER BY id_zone) FROM zone_numerotee);
SET VARIABLE types = (SELECT list(type_periode ORDER BY id_rangee) FROM rangee);
SET VARIABLE periodes = (SELECT list(periode ORDER BY id_rangee) FROM rangee);
SET VARIABLE dimensions = (SELECT list(nullif(dimension, '') ORDER BY id_ventilation) FROM ventilation);
SET VARIABLE modalites = (SELECT list(nullif(modalite, '') ORDER BY id_ventilation) FROM ventilation);
SET VARIABLE etats = ['sans donnée', 'sans cible', 'non échu', 'périmée', 'à maintenir', 'atteint', 'vert', 'orange', 'rouge'];
SET VARIABLE id_total = (SELECT id_ventilation FROM ventilation WHERE dimension = '');

-- Sous le plancher de complétude, ou faite d'une saisie provisoire (règle A5).
CREATE TEMP MACRO est_provisoire(recues, attendues, plancher, composante_provisoire) AS
    sous_le_plancher(recues, attendues, plancher) OR composante_provisoire;

CREATE TABLE valeurs AS
WITH toute AS (
    SELECT id_indicateur, id_zone, id_rangee, getvariable('id_total') AS id_ventilation, numerateur, denominateur, valeur,
           recues::INTEGER AS recues, attendues::INTEGER AS attendues, ancienne,
           est_provisoire(recues, attendues, plancher_completude, composante_provisoire) AS provisoire,
           cible_due, nature_cible = 'cumul' AS cumul, valeur_reference, CASE WHEN valeur IS NOT NULL THEN taux_realisation END AS taux_realisation,
           CASE WHEN valeur IS NOT NULL THEN taux_progression END AS taux_progression,
           list_position(getvariable('etats'), etat)::UTINYINT AS etat
    FROM jugee
    UNION ALL
    -- Une ventilation a ses reçues et les attendues du total ; ni cible ni référence : son état est «sans cible» (règle C12).
    SELECT part.id_indicateur, part.id_zone, part.id_rangee, part.id_ventilation, part.numerateur, part.denominateur, part.valeur,
           CASE WHEN total.source_calcul = 'saisie' THEN part.recues ELSE total.recues::INTEGER END AS siennes, total.attendues::INTEGER, part.ancienne,
           est_provisoire(siennes, total.attendues, total.plancher_completude, part.provisoire),
           NULL, NULL, NULL, NULL, NULL, list_position(getvariable('etats'), 'sans cible')::UTINYINT
    FROM chiffre part JOIN jugee total
      ON total.id_indicateur = part.id_indicateur AND total.id_zone = part.id_zone AND total.id_rangee = part.id_rangee
    WHERE part.id_ventilation <> getvariable('id_total')
), rangement AS (SELECT * FROM toute ORDER BY id_indicateur, id_zone, id_rangee, id_ventilation)
SELECT getvariable('indicateurs')[id_indicateur] AS code_indicateur, getvariable('niveaux')[id_zone] AS niveau,
       getvariable('zones')[id_zone] AS code_zone, getvariable('types')[id_rangee] AS type_periode, getvariable('periodes')[id_rangee] AS periode,
       getvariable('dimensions')[id_ventilation] AS dimension, getvariable('modalites')[id_ventilation] AS modalite,
       numerateur, denominateur, valeur, recues, attendues, ancienne AS date_plus_ancienne, provisoire, cible_due,
       CASE WHEN cumul THEN 'cumul' WHEN NOT cumul THEN 'periode' END AS nature_cible, valeur_reference, taux_realisation,
       taux_progression, getvariable('etats')[etat] AS etat
FROM rangement;
-- L'empreinte et les tables qui suivent ont besoin de sa mémoire.
DROP TABLE chiffre;
