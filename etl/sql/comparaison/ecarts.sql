-- Ce qui change entre deux éditions attachées, `avant` et `edition`, et par quels dépôts.
-- `depot_change (id_chargement, nom, geste)` : les dépôts nouveaux, retirés ou remis ; `table_touchee (nom_table, id_chargement)` : ceux dont
-- une ligne, vraiment, n'est pas la même des deux côtés ; `registre_de (source_calcul, nom_table, parent, ventile)` : `ventile` dit une table dont seules les ventilations dépendent.

-- Un chiffre est le même à dix chiffres significatifs près, comme pour l'empreinte.
CREATE TEMP MACRO differe(a, b) AS (a IS NULL) <> (b IS NULL) OR coalesce(abs(a - b) > 1e-9 * greatest(abs(a), abs(b)), false);

CREATE TEMP TABLE ecart AS
WITH a AS (SELECT *, coalesce(dimension, '') AS d, coalesce(modalite, '') AS m FROM avant.valeurs),
     n AS (SELECT *, coalesce(dimension, '') AS d, coalesce(modalite, '') AS m FROM edition.valeurs),
     arret AS (SELECT try_cast(valeur AS DATE) AS jour FROM avant.info WHERE cle = 'date_donnees')
SELECT code_indicateur, coalesce(n.niveau, a.niveau) AS niveau, code_zone, type_periode, periode, nullif(d, '') AS dimension, nullif(m, '') AS modalite,
       c.debut, c.fin,
       CASE WHEN n.code_indicateur IS NULL THEN 'rangée disparue'
            -- d'une édition remise : vidé d'un côté, un chiffre n'est ni retiré ni complété
            WHEN a.etat = 'masqué' OR n.etat = 'masqué' THEN 'masquée'
            WHEN a.valeur IS NULL AND n.valeur IS NOT NULL THEN 'complétée'
            WHEN a.valeur IS NOT NULL AND n.valeur IS NULL THEN 'retirée'
            -- la période courait encore : le chiffre avance, il n'est pas corrigé
            WHEN c.fin > arret.jour THEN 'en cours'
            WHEN differe(a.valeur, n.valeur) OR differe(a.numerateur, n.numerateur) OR differe(a.denominateur, n.denominateur) THEN 'révisée'
            ELSE 'jugée autrement' END AS genre,
       a.valeur AS valeur_avant, n.valeur AS valeur, a.numerateur AS numerateur_avant, n.numerateur, a.denominateur AS denominateur_avant, n.denominateur,
       a.recues AS recues_avant, n.recues, a.attendues AS attendues_avant, n.attendues, a.cible_due AS cible_avant, n.cible_due AS cible,
       a.etat AS etat_avant, n.etat
FROM a FULL JOIN n USING (code_indicateur, code_zone, type_periode, periode, d, m)
JOIN calendrier c ON c.libelle = periode, arret
-- une rangée neuve n'est pas un changement, sauf une ventilation arrivée pour une période déjà jugée
WHERE CASE WHEN a.code_indicateur IS NULL THEN d <> '' AND d <> 'rang' AND c.fin <= arret.jour
           ELSE n.code_indicateur IS NULL OR differe(a.valeur, n.valeur) OR differe(a.numerateur, n.numerateur) OR differe(a.denominateur, n.denominateur)
                OR differe(a.cible_due, n.cible_due) OR differe(a.valeur_reference, n.valeur_reference) OR a.etat <> n.etat
                OR a.provisoire <> n.provisoire OR a.recues IS DISTINCT FROM n.recues OR a.attendues IS DISTINCT FROM n.attendues END;

-- Les lignes qui ne sont pas les mêmes des deux côtés, montées aux zones des chiffres changés.
CREATE TEMP TABLE entree AS
WITH nouveau AS (SELECT id_chargement FROM depot_change WHERE geste <> 'retiré'), retire AS (SELECT id_chargement FROM depot_change WHERE geste = 'retiré'),
neuve AS (
    SELECT code_indicateur, code_zone, dimension, modalite, c.debut, c.fin, numerateur, denominateur, valeur, effectif, statut, motif_absence, id_chargement
    FROM edition.valeur v JOIN calendrier c ON c.libelle = v.periode
    UNION ALL
    SELECT code_indicateur, code_zone, dimension, modalite, date, date, numerateur, denominateur, valeur, effectif, id_entite, NULL, id_chargement FROM edition.composante
), ancienne AS (
    SELECT code_indicateur, code_zone, dimension, modalite, c.debut, c.fin, numerateur, denominateur, valeur, effectif, statut, motif_absence, id_chargement
    FROM avant.valeur v JOIN calendrier c ON c.libelle = v.periode
    UNION ALL
    SELECT code_indicateur, code_zone, dimension, modalite, date, date, numerateur, denominateur, valeur, effectif, id_entite, NULL, id_chargement FROM avant.composante
), ligne AS (
    SELECT * FROM neuve WHERE id_chargement IN (FROM nouveau)
       AND hash(code_indicateur, code_zone, dimension, modalite, debut, fin, numerateur, denominateur, valeur, effectif, statut, motif_absence) NOT IN (
           SELECT hash(code_indicateur, code_zone, dimension, modalite, debut, fin, numerateur, denominateur, valeur, effectif, statut, motif_absence) FROM ancienne)
    UNION ALL
    SELECT * FROM ancienne WHERE id_chargement IN (FROM retire)
)
SELECT l.code_indicateur, a.ancetre AS code_zone, coalesce(l.dimension, '') AS d, coalesce(l.modalite, '') AS m, l.id_chargement,
       coalesce(l.debut, DATE '1900-01-01') AS debut, coalesce(l.fin, DATE '1900-01-01') AS fin
FROM ligne l JOIN edition.zone_ascendance a ON a.code = l.code_zone
WHERE (l.code_indicateur, a.ancetre) IN (SELECT DISTINCT (code_indicateur, code_zone) FROM ecart)
GROUP BY ALL;

-- La cause d'un écart : les lignes de l'indicateur ; d'un registre, aussi ce dont ses lignes dépendent (le montant d'un chantier, la commune d'un
-- point…) ; sinon le cadre logique ; sinon, un dépôt dont une correction a retiré une ligne.
CREATE TEMP TABLE cause AS
WITH directe AS (
    SELECT e.code_indicateur, e.code_zone, e.type_periode, e.periode, e.dimension, e.modalite, x.id_chargement
    FROM ecart e LEFT JOIN edition.indicateur i ON i.code = e.code_indicateur
    JOIN entree x ON x.code_indicateur = e.code_indicateur AND x.code_zone = e.code_zone AND x.fin <= e.fin
         AND CASE WHEN coalesce(e.dimension, '') = 'rang' THEN x.d = '' ELSE x.d = coalesce(e.dimension, '')
                   -- d'un registre, qui change de modalité change aussi celle qu'il quitte
                   AND (x.m = coalesce(e.modalite, '') OR i.source_calcul <> 'saisie') END
         AND (e.type_periode = 'cumul' OR i.regle_temps = 'derniere' OR x.debut >= e.debut)
    -- d'un registre, une ligne recalculée n'accuse que le dépôt qui a vraiment changé le registre
    WHERE i.source_calcul = 'saisie' OR x.id_chargement IN (
        SELECT t.id_chargement FROM registre_de r JOIN table_touchee t USING (nom_table) WHERE r.source_calcul = i.source_calcul)
), parente AS (
    SELECT e.code_indicateur, e.code_zone, e.type_periode, e.periode, e.dimension, e.modalite, t.id_chargement
    FROM ecart e JOIN edition.indicateur i ON i.code = e.code_indicateur
    JOIN registre_de r ON r.source_calcul = i.source_calcul AND r.parent JOIN table_touchee t USING (nom_table)
    WHERE e.genre <> 'jugée autrement' AND (NOT r.ventile OR e.dimension IS NOT NULL)
), trouvee AS (
    SELECT code_indicateur, code_zone, type_periode, periode, coalesce(dimension, '') AS d, coalesce(modalite, '') AS m,
           list(DISTINCT id_chargement ORDER BY id_chargement) AS depots
    FROM (FROM directe UNION ALL FROM parente) GROUP BY ALL
), cadre AS (SELECT list(DISTINCT id_chargement ORDER BY id_chargement) AS depots FROM table_touchee WHERE nom_table IN (FROM table_du_cadre)),
correction AS (SELECT list(DISTINCT id_chargement ORDER BY id_chargement) AS depots FROM table_touchee WHERE nom_table IN ('correction', 'rapport_activite'))
SELECT e.*, CASE WHEN d.depots IS NOT NULL THEN 'lignes reçues' WHEN c.depots IS NOT NULL THEN 'cadre logique'
                 WHEN k.depots IS NOT NULL THEN 'corrections ou rapports'
                 WHEN EXISTS (FROM depot_change) THEN 'autre ligne des dépôts' ELSE 'réglage ou version du programme' END AS cause,
       coalesce(d.depots, c.depots, k.depots, (SELECT list(id_chargement ORDER BY id_chargement) FROM depot_change), []) AS depots
FROM ecart e
LEFT JOIN trouvee d ON d.code_indicateur = e.code_indicateur AND d.code_zone = e.code_zone AND d.type_periode = e.type_periode AND d.periode = e.periode
     AND d.d = coalesce(e.dimension, '') AND d.m = coalesce(e.modalite, ''), cadre c, correction k;
