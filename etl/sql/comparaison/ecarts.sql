-- Ce qui change entre deux éditions attachées, `avant` et `edition`, et par quels dépôts.
-- `depot_change (id_chargement, nom, geste)` : les dépôts nouveaux, retirés ou remis ; `table_touchee (nom_table, id_chargement)` : ceux dont
-- une ligne, vraiment, n'est pas la même des deux côtés ; `registre_de (source_calcul, nom_table, parent, ventile)` : `ventile` dit une table dont seules les ventilations dépendent.

-- Un chiffre est le même à dix chiffres significatifs près, comme pour l'empreinte.
CREATE TEMP MACRO differe(ancien, neuf) AS
    (ancien IS NULL) <> (neuf IS NULL) OR coalesce(abs(ancien - neuf) > 1e-9 * greatest(abs(ancien), abs(neuf)), false);

CREATE TEMP TABLE ecart AS
WITH ancien AS (SELECT *, coalesce(dimension, '') AS cle_dimension, coalesce(modalite, '') AS cle_modalite FROM avant.valeurs),
     nouveau AS (SELECT *, coalesce(dimension, '') AS cle_dimension, coalesce(modalite, '') AS cle_modalite FROM edition.valeurs),
     arret AS (SELECT try_cast(valeur AS DATE) AS jour FROM avant.info WHERE cle = 'date_donnees')
SELECT code_indicateur, coalesce(nouveau.niveau, ancien.niveau) AS niveau, code_zone, type_periode, periode, nullif(cle_dimension, '') AS dimension,
       nullif(cle_modalite, '') AS modalite, calendrier.debut, calendrier.fin,
       CASE WHEN nouveau.code_indicateur IS NULL THEN 'rangée disparue'
            -- d'une édition remise : vidé d'un côté, un chiffre n'est ni retiré ni complété
            WHEN ancien.etat = 'masqué' OR nouveau.etat = 'masqué' THEN 'masquée'
            WHEN ancien.valeur IS NULL AND nouveau.valeur IS NOT NULL THEN 'complétée'
            WHEN ancien.valeur IS NOT NULL AND nouveau.valeur IS NULL THEN 'retirée'
            -- la période courait encore : le chiffre avance, il n'est pas corrigé
            WHEN calendrier.fin > arret.jour THEN 'en cours'
            WHEN differe(ancien.valeur, nouveau.valeur) OR differe(ancien.numerateur, nouveau.numerateur)
                 OR differe(ancien.denominateur, nouveau.denominateur) THEN 'révisée'
            ELSE 'jugée autrement' END AS genre,
       ancien.valeur AS valeur_avant, nouveau.valeur AS valeur, ancien.numerateur AS numerateur_avant, nouveau.numerateur,
       ancien.denominateur AS denominateur_avant, nouveau.denominateur, ancien.recues AS recues_avant, nouveau.recues, ancien.attendues AS attendues_avant, nouveau.attendues,
       ancien.cible_due AS cible_avant, nouveau.cible_due AS cible, ancien.etat AS etat_avant, nouveau.etat
FROM ancien FULL JOIN nouveau USING (code_indicateur, code_zone, type_periode, periode, cle_dimension, cle_modalite)
JOIN calendrier ON calendrier.libelle = periode, arret
-- une rangée neuve n'est pas un changement, sauf une ventilation arrivée pour une période déjà jugée
WHERE CASE WHEN ancien.code_indicateur IS NULL THEN cle_dimension <> '' AND cle_dimension <> 'rang' AND calendrier.fin <= arret.jour
           ELSE nouveau.code_indicateur IS NULL OR differe(ancien.valeur, nouveau.valeur)
                OR differe(ancien.numerateur, nouveau.numerateur) OR differe(ancien.denominateur, nouveau.denominateur)
                OR differe(ancien.cible_due, nouveau.cible_due) OR differe(ancien.valeur_reference, nouveau.valeur_reference) OR ancien.etat <> nouveau.etat
                OR ancien.provisoire <> nouveau.provisoire OR ancien.recues IS DISTINCT FROM nouveau.recues OR ancien.attendues IS DISTINCT FROM nouveau.attendues END;

-- Les lignes qui ne sont pas les mêmes des deux côtés, montées aux zones des chiffres changés.
CREATE TEMP TABLE entree AS
WITH nouveau AS (SELECT id_chargement FROM depot_change WHERE geste <> 'retiré'), retire AS (SELECT id_chargement FROM depot_change WHERE geste = 'retiré'),
neuve AS (
    SELECT code_indicateur, code_zone, dimension, modalite, calendrier.debut, calendrier.fin, numerateur, denominateur, valeur, effectif, statut, motif_absence, id_chargement
    FROM edition.valeur saisie JOIN calendrier ON calendrier.libelle = saisie.periode
    UNION ALL
    SELECT code_indicateur, code_zone, dimension, modalite, date, date, numerateur, denominateur, valeur, effectif, id_entite, NULL, id_chargement FROM edition.composante
), ancienne AS (
    SELECT code_indicateur, code_zone, dimension, modalite, calendrier.debut, calendrier.fin, numerateur, denominateur, valeur, effectif, statut, motif_absence, id_chargement
    FROM avant.valeur saisie JOIN calendrier ON calendrier.libelle = saisie.periode
    UNION ALL
    SELECT code_indicateur, code_zone, dimension, modalite, date, date, numerateur, denominateur, valeur, effectif, id_entite, NULL, id_chargement FROM avant.composante
), ligne AS (
    SELECT * FROM neuve WHERE id_chargement IN (FROM nouveau)
       AND hash(code_indicateur, code_zone, dimension, modalite, debut, fin, numerateur, denominateur, valeur, effectif, statut, motif_absence) NOT IN (
           SELECT hash(code_indicateur, code_zone, dimension, modalite, debut, fin, numerateur, denominateur, valeur, effectif, statut, motif_absence) FROM ancienne)
    UNION ALL
    SELECT * FROM ancienne WHERE id_chargement IN (FROM retire)
)
SELECT ligne.code_indicateur, ascendance.ancetre AS code_zone, coalesce(ligne.dimension, '') AS cle_dimension,
       coalesce(ligne.modalite, '') AS cle_modalite, ligne.id_chargement, coalesce(ligne.debut, DATE '1900-01-01') AS debut,
       coalesce(ligne.fin, DATE '1900-01-01') AS fin
FROM ligne JOIN edition.zone_ascendance ascendance ON ascendance.code = ligne.code_zone
WHERE (ligne.code_indicateur, ascendance.ancetre) IN (SELECT DISTINCT (code_indicateur, code_zone) FROM ecart)
GROUP BY ALL;

-- La cause d'un écart : les lignes de l'indicateur ; d'un registre, aussi ce dont ses lignes dépendent (le montant d'un chantier, la commune d'un
-- point…) ; sinon le cadre logique ; sinon, un dépôt dont une correction a retiré une ligne.
CREATE TEMP TABLE cause AS
WITH directe AS (
    SELECT ecart.code_indicateur, ecart.code_zone, ecart.type_periode, ecart.periode, ecart.dimension, ecart.modalite, entree.id_chargement
    FROM ecart LEFT JOIN edition.indicateur ON indicateur.code = ecart.code_indicateur
    JOIN entree ON entree.code_indicateur = ecart.code_indicateur AND entree.code_zone = ecart.code_zone AND entree.fin <= ecart.fin
         AND CASE WHEN coalesce(ecart.dimension, '') = 'rang' THEN entree.cle_dimension = '' ELSE entree.cle_dimension = coalesce(ecart.dimension, '')
                   -- d'un registre, qui change de modalité change aussi celle qu'il quitte
                   AND (entree.cle_modalite = coalesce(ecart.modalite, '') OR indicateur.source_calcul <> 'saisie') END
         AND (ecart.type_periode = 'cumul' OR indicateur.regle_temps = 'derniere' OR entree.debut >= ecart.debut)
    -- d'un registre, une ligne recalculée n'accuse que le dépôt qui a vraiment changé le registre
    WHERE indicateur.source_calcul = 'saisie' OR entree.id_chargement IN (
        SELECT touchee.id_chargement FROM registre_de registre JOIN table_touchee touchee USING (nom_table) WHERE registre.source_calcul = indicateur.source_calcul)
), parente AS (
    SELECT ecart.code_indicateur, ecart.code_zone, ecart.type_periode, ecart.periode, ecart.dimension, ecart.modalite, touchee.id_chargement
    FROM ecart JOIN edition.indicateur ON indicateur.code = ecart.code_indicateur
    JOIN registre_de registre ON registre.source_calcul = indicateur.source_calcul AND registre.parent JOIN table_touchee touchee USING (nom_table)
    WHERE ecart.genre <> 'jugée autrement' AND (NOT registre.ventile OR ecart.dimension IS NOT NULL)
), trouvee AS (
    SELECT code_indicateur, code_zone, type_periode, periode, coalesce(dimension, '') AS cle_dimension, coalesce(modalite, '') AS cle_modalite,
           list(DISTINCT id_chargement ORDER BY id_chargement) AS depots
    FROM (FROM directe UNION ALL FROM parente) GROUP BY ALL
), cadre AS (SELECT list(DISTINCT id_chargement ORDER BY id_chargement) AS depots FROM table_touchee WHERE nom_table IN (FROM table_du_cadre)),
correction AS (SELECT list(DISTINCT id_chargement ORDER BY id_chargement) AS depots FROM table_touchee WHERE nom_table IN ('correction', 'rapport_activite'))
SELECT ecart.*, CASE WHEN trouvee.depots IS NOT NULL THEN 'lignes reçues' WHEN cadre.depots IS NOT NULL THEN 'cadre logique'
                 WHEN correction.depots IS NOT NULL THEN 'corrections ou rapports'
                 WHEN EXISTS (FROM depot_change) THEN 'autre ligne des dépôts' ELSE 'réglage ou version du programme' END AS cause,
       coalesce(trouvee.depots, cadre.depots, correction.depots, (SELECT list(id_chargement ORDER BY id_chargement) FROM depot_change), []) AS depots
FROM ecart
LEFT JOIN trouvee ON trouvee.code_indicateur = ecart.code_indicateur AND trouvee.code_zone = ecart.code_zone
     AND trouvee.type_periode = ecart.type_periode AND trouvee.periode = ecart.periode AND trouvee.cle_dimension = coalesce(ecart.dimension, '')
     AND trouvee.cle_modalite = coalesce(ecart.modalite, ''), cadre, correction;
