-- Ce qui change entre deux éditions attachées, `avant` et `edition`, et par quels dépôts.
-- `depot_change (id_chargement, nom, geste)` : les dépôts nouveaux, retirés ou remis entre les deux.

-- Un chiffre est le même à dix chiffres significatifs près, comme pour l'empreinte.
CREATE TEMP MACRO differe(a, b) AS (a IS NULL) <> (b IS NULL) OR coalesce(abs(a - b) > 1e-9 * greatest(abs(a), abs(b)), false);

CREATE TEMP TABLE ecart AS
WITH a AS (SELECT *, coalesce(dimension, '') AS d, coalesce(modalite, '') AS m FROM avant.valeurs),
     n AS (SELECT *, coalesce(dimension, '') AS d, coalesce(modalite, '') AS m FROM edition.valeurs),
     arret AS (SELECT try_cast(valeur AS DATE) AS jour FROM avant.info WHERE cle = 'date_donnees')
SELECT code_indicateur, coalesce(n.niveau, a.niveau) AS niveau, code_zone, type_periode, periode, nullif(d, '') AS dimension, nullif(m, '') AS modalite,
       c.debut, c.fin,
       CASE WHEN a.code_indicateur IS NULL THEN 'rangée nouvelle' WHEN n.code_indicateur IS NULL THEN 'rangée disparue'
            WHEN a.valeur IS NULL AND n.valeur IS NOT NULL THEN 'complétée'
            WHEN a.valeur IS NOT NULL AND n.valeur IS NULL THEN 'retirée'
            -- la période courait encore : le chiffre avance, il n'est pas corrigé
            WHEN c.fin > arret.jour THEN 'en cours'
            WHEN differe(a.valeur, n.valeur) OR differe(a.numerateur, n.numerateur) OR differe(a.denominateur, n.denominateur) THEN 'révisée'
            ELSE 'jugée autrement' END AS genre,
       a.valeur AS valeur_avant, n.valeur AS valeur, a.numerateur AS numerateur_avant, n.numerateur, a.denominateur AS denominateur_avant, n.denominateur,
       a.cible_due AS cible_avant, n.cible_due AS cible, a.etat AS etat_avant, n.etat
FROM a FULL JOIN n USING (code_indicateur, code_zone, type_periode, periode, d, m)
JOIN calendrier c ON c.libelle = periode, arret
WHERE a.code_indicateur IS NULL OR n.code_indicateur IS NULL OR differe(a.valeur, n.valeur) OR differe(a.numerateur, n.numerateur)
   OR differe(a.denominateur, n.denominateur) OR differe(a.cible_due, n.cible_due) OR a.etat <> n.etat;

-- Les lignes des dépôts qui ont changé, montées aux zones qu'elles touchent : reçues dans la nouvelle, parties de l'ancienne.
CREATE TEMP TABLE entree AS
WITH nouveau AS (SELECT id_chargement FROM depot_change WHERE geste <> 'retiré'), retire AS (SELECT id_chargement FROM depot_change WHERE geste = 'retiré'),
ligne AS (
    SELECT code_indicateur, code_zone, dimension, modalite, c.debut, c.fin, id_chargement FROM edition.valeur v JOIN calendrier c ON c.libelle = v.periode
    WHERE id_chargement IN (FROM nouveau)
    UNION ALL
    SELECT code_indicateur, code_zone, dimension, modalite, c.debut, c.fin, id_chargement FROM avant.valeur v JOIN calendrier c ON c.libelle = v.periode
    WHERE id_chargement IN (FROM retire)
    UNION ALL
    SELECT code_indicateur, code_zone, dimension, modalite, date, date, id_chargement FROM edition.composante WHERE id_chargement IN (FROM nouveau)
    UNION ALL
    SELECT code_indicateur, code_zone, dimension, modalite, date, date, id_chargement FROM avant.composante WHERE id_chargement IN (FROM retire)
)
SELECT DISTINCT i.code AS code_indicateur, a.ancetre AS code_zone, coalesce(l.dimension, '') AS d, coalesce(l.modalite, '') AS m,
       coalesce(l.debut, DATE '1900-01-01') AS debut, coalesce(l.fin, DATE '1900-01-01') AS fin, l.id_chargement
FROM ligne l JOIN edition.zone_ascendance a ON a.code = l.code_zone JOIN edition.indicateur s ON s.code = l.code_indicateur
-- une commune est couverte par ses points qui fonctionnent
JOIN edition.indicateur i ON i.code = s.code OR (i.source_calcul = 'communes_couvertes' AND s.source_calcul = 'points_fonctionnels');

-- Sinon : les dépôts qui ont touché les registres de l'indicateur, ou le cadre logique.
CREATE TEMP TABLE cause AS
WITH directe AS (
    SELECT e.code_indicateur, e.code_zone, e.type_periode, e.periode, e.dimension, e.modalite, list(DISTINCT x.id_chargement ORDER BY x.id_chargement) AS depots
    FROM ecart e LEFT JOIN edition.indicateur i ON i.code = e.code_indicateur
    JOIN entree x ON x.code_indicateur = e.code_indicateur AND x.code_zone = e.code_zone AND x.fin <= e.fin
         AND CASE WHEN coalesce(e.dimension, '') = 'rang' THEN x.d = '' ELSE x.d = coalesce(e.dimension, '') AND x.m = coalesce(e.modalite, '') END
         AND (e.type_periode = 'cumul' OR i.regle_temps = 'derniere' OR x.debut >= e.debut)
    GROUP BY ALL
), registre AS (
    SELECT r.source_calcul, list(DISTINCT r.id_chargement ORDER BY r.id_chargement) AS depots FROM registre_touche r GROUP BY ALL
), cadre AS (SELECT list(DISTINCT id_chargement ORDER BY id_chargement) AS depots FROM cadre_touche)
SELECT e.*, CASE WHEN d.depots IS NOT NULL THEN 'lignes reçues' WHEN r.depots IS NOT NULL THEN 'registre' WHEN c.depots IS NOT NULL THEN 'cadre logique'
                 WHEN EXISTS (FROM depot_change) THEN 'autre ligne des dépôts' ELSE 'réglage ou version du programme' END AS cause,
       coalesce(d.depots, r.depots, c.depots, (SELECT list(id_chargement ORDER BY id_chargement) FROM depot_change), []) AS depots
FROM ecart e LEFT JOIN edition.indicateur i ON i.code = e.code_indicateur
LEFT JOIN directe d ON d.code_indicateur = e.code_indicateur AND d.code_zone = e.code_zone AND d.type_periode = e.type_periode AND d.periode = e.periode
     AND d.dimension IS NOT DISTINCT FROM e.dimension AND d.modalite IS NOT DISTINCT FROM e.modalite
LEFT JOIN registre r ON r.source_calcul = i.source_calcul, cadre c;
