-- Qui fait quoi, où (3W), pour la coordination humanitaire : des comptes par commune, ou par cercle dans une édition du bailleur ; ni position, ni nom de
-- lieu, de personne ou de point (règle X9). Ce qu'un public ne lit pas de l'édition (l'opérateur, les projets) n'y est pas.
WITH public AS (
    SELECT coalesce((SELECT valeur FROM edition_figee WHERE cle = 'public'), 'interne') AS nom
), zone_lue AS (
    SELECT zone.code, CASE WHEN public.nom = 'bailleur' AND zone.niveau = 'commune' THEN zone.parent ELSE zone.code END AS lue FROM zone, public
), releve AS (
    SELECT id_chantier, max(date) AS date FROM chantier_avancement, arrete WHERE date <= date_donnees GROUP BY id_chantier
), situation AS (
    SELECT code_activite, code_zone, arg_max_null(resultat, date) AS resultat, arg_max_null(statut, date) AS statut
    FROM activite_ptba, arrete WHERE date <= date_donnees GROUP BY ALL
), fait AS (
    SELECT 'point de service' AS activite, type_service AS secteur, NULL AS objet, operateur, statut, code_zone FROM point_complet
    UNION ALL
    SELECT 'projet de service', NULL, NULL, operateur, statut, code_zone FROM projet_service
    UNION ALL
    -- Une étape d'une tournée à venir dirait où l'équipe sera (règle V11).
    SELECT 'étape de services itinérants', NULL, population_lue(etape.type_population), NULL, CASE WHEN etape.tenue THEN 'tenue' ELSE 'non tenue' END, etape.code_zone
    FROM spi_etape etape LEFT JOIN spi_tournee tournee USING (id_tournee) CROSS JOIN arrete
    WHERE etape.date <= date_donnees AND etape_spi_dite(etape.tenue, tournee.statut)
    UNION ALL
    SELECT 'ouvrage de l’État', NULL, chantier.ouvrage, NULL,
           etat_du_chantier(chantier.date_debut, chantier.date_reception, releve.date, date_donnees), chantier.code_zone
    FROM chantier LEFT JOIN releve USING (id_chantier) CROSS JOIN arrete
    UNION ALL
    SELECT 'activité du plan annuel', NULL, resultat, NULL, statut, code_zone FROM situation
)
SELECT (SELECT valeur FROM projet WHERE cle = 'maitre_oeuvre') AS organisation, fait.operateur, fait.activite, fait.secteur, fait.objet, fait.statut,
       count(*) AS nombre, region.code AS code_region, region.nom AS region, cercle.code AS code_cercle, cercle.nom AS cercle,
       commune.code AS code_commune, commune.nom AS commune,
       try_cast((SELECT valeur FROM projet WHERE cle = 'date_debut') AS DATE) AS projet_debut,
       try_cast((SELECT valeur FROM projet WHERE cle = 'date_fin') AS DATE) AS projet_fin, (SELECT date_donnees FROM arrete) AS situation_au
FROM fait JOIN zone_lue ON zone_lue.code = fait.code_zone
LEFT JOIN zone commune ON commune.code = zone_lue.lue AND commune.niveau = 'commune'
LEFT JOIN zone cercle ON cercle.niveau = 'cercle' AND cercle.code = coalesce(commune.parent, zone_lue.lue)
LEFT JOIN zone region ON region.niveau = 'region' AND region.code = coalesce(cercle.parent, zone_lue.lue)
GROUP BY ALL ORDER BY ALL
