-- Ce qui ventile les registres, et toutes les composantes (règles C12 et C14).

-- La modalité de chaque ligne de registre, dimension par dimension ; vide quand elle n'est pas dite.
CREATE TEMP VIEW attribut AS
SELECT visite.id_ligne, unnest(['service', 'mode', 'motif']) AS dimension, unnest([point.type_service, 'fixe', visite.motif]) AS modalite
FROM s_visite visite JOIN s_point_service point USING (id_point)
UNION ALL
SELECT id_ligne, unnest(['mode', 'acte']), unnest(['itinérant', acte]) FROM s_spi_prestation
UNION ALL
SELECT etape.id_ligne, unnest(['service', 'operateur']), unnest([point.type_service, projet.operateur])
FROM s_etape_restauration etape JOIN s_point_service point USING (id_point) LEFT JOIN s_projet_service projet USING (id_projet)
UNION ALL
SELECT id_ligne, 'operateur', operateur FROM s_projet_service
UNION ALL
SELECT id_ligne, 'ouvrage', ouvrage FROM s_chantier
UNION ALL
SELECT releve.id_ligne, 'ouvrage', chantier.ouvrage FROM s_chantier_avancement releve JOIN s_chantier chantier USING (id_chantier)
UNION ALL
SELECT id_ligne, 'module', module FROM s_formation
UNION ALL
SELECT id_ligne, unnest(['sexe', 'fonction']), unnest([sexe, fonction]) FROM s_formation_participant
UNION ALL
SELECT id_ligne, 'fonction', fonction FROM s_presence_etat
UNION ALL
SELECT id_ligne, 'type_population', type_population FROM s_spi_etape
UNION ALL
SELECT id_ligne, 'instance', instance FROM s_reunion
UNION ALL
-- l'instance d'une décision est celle de sa réunion
SELECT decision.id_ligne, 'instance', reunion.instance FROM s_decision decision LEFT JOIN s_reunion reunion USING (id_reunion)
UNION ALL
SELECT id_ligne, 'resultat', resultat FROM s_activite_ptba
UNION ALL
SELECT id_ligne, 'theme', theme FROM s_capitalisation;

-- Une ligne d'un total est aussi celle de sa modalité. Un point relevé n'a plus de motif : sa ligne, sans modalité, le fait seulement quitter celui
-- qu'il avait.
INSERT INTO ligne_registre
SELECT ligne.* REPLACE (
    attribut.dimension AS dimension,
    CASE WHEN attribut.dimension <> 'motif' OR ligne.valeur = 1 THEN coalesce(attribut.modalite, 'non précisé') END AS modalite)
FROM ligne_registre ligne JOIN source_dimension USING (source)
JOIN attribut ON attribut.id_ligne = ligne.id_ligne AND attribut.dimension = source_dimension.dimension
WHERE ligne.dimension = '';

-- Toutes les ventilations ; le total vient après elles, comme dans `valeurs`.
CREATE TEMP TABLE ventilation AS
WITH vue AS (
    SELECT coalesce(dimension, '') AS dimension, coalesce(modalite, '') AS modalite FROM s_valeur
    UNION SELECT dimension, modalite FROM ligne_registre
    -- le total ; les rangs d'un jalon
    UNION SELECT '', ''
    UNION SELECT 'rang', rang::VARCHAR FROM range(0, dernier_rang() + 1) echelle(rang)
    UNION SELECT 'rang', saisie.valeur::BIGINT::VARCHAR FROM s_valeur saisie JOIN s_indicateur indicateur ON indicateur.code = saisie.code_indicateur
          WHERE indicateur.nature = 'jalon' AND saisie.dimension IS NULL AND saisie.valeur IS NOT NULL
)
SELECT row_number() OVER (ORDER BY dimension = '', dimension, modalite)::INTEGER AS id_ventilation,
       dense_rank() OVER (ORDER BY dimension)::INTEGER AS id_dimension, dimension, modalite
FROM vue;

-- Toutes les composantes, saisies ou de registre ; `rang_base` : la période de base où elle prend effet, vide si aucune n'est due.
-- `chaine` : les ventilations où une entité n'est qu'une fois. Une saisie vaut pour la sienne ; d'un registre, une entité qui change de modalité
-- quitte l'ancienne, sa chaîne est donc la dimension (règle C14).
CREATE TEMP VIEW composante_tout AS
WITH toute AS (
    SELECT * FROM composante_saisie
    UNION ALL BY NAME SELECT * FROM composante_zero
    UNION ALL BY NAME
    SELECT indicateur_numerote.id_indicateur, zone_numerotee.id_zone, ligne.dimension, ligne.modalite, true AS de_registre, ligne.id_entite,
           coalesce(ligne.date_effet, DATE '0001-01-01') AS date_effet, ligne.date_fait, ligne.numerateur, ligne.denominateur, ligne.valeur,
           ligne.effectif, false AS provisoire, false AS attendue, ligne.id_ligne, indicateur.regle_temps, indicateur.frequence
    FROM ligne_registre ligne JOIN s_indicateur indicateur ON indicateur.source_calcul = ligne.source
    JOIN indicateur_numerote ON indicateur_numerote.code = indicateur.code JOIN zone_numerotee ON zone_numerotee.code = ligne.code_zone
)
SELECT toute.* EXCLUDE (dimension, modalite, de_registre), ventilation.id_ventilation, toute.modalite IS NULL AS sans_modalite,
       CASE WHEN toute.de_registre THEN ventilation.id_dimension ELSE ventilation.id_ventilation END AS chaine, base_mois.rang_base
FROM toute JOIN ventilation ON ventilation.dimension = toute.dimension AND ventilation.modalite IS NOT DISTINCT FROM toute.modalite
LEFT JOIN base_mois ON base_mois.frequence = toute.frequence AND base_mois.mois = date_trunc('month', toute.date_effet)::DATE;
