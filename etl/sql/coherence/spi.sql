-- Une tournée annulée ou écourtée, une étape non tenue : le motif en est attendu (règle Q13).
INSERT INTO signalement
SELECT id_ligne, 'motif_spi_absent', 'motif', statut, 'tournée', '' FROM s_spi_tournee
WHERE statut IN ('annulée', 'partielle') AND motif IS NULL
  AND id_ligne NOT IN (SELECT id_ligne FROM signalement WHERE colonne = 'motif');

-- Une étape à venir n'est pas encore tenue ; celle d'une tournée annulée a le motif de sa tournée.
INSERT INTO signalement
SELECT etape.id_ligne, 'motif_spi_absent', 'motif', 'non tenue', 'étape', ''
FROM s_spi_etape etape JOIN s_spi_tournee tournee USING (id_tournee), borne
WHERE NOT etape.tenue AND etape.motif IS NULL AND tournee.statut IN ('réalisée', 'partielle') AND NOT coalesce(etape.date > borne.date_donnees, false)
  AND etape.id_ligne NOT IN (SELECT id_ligne FROM signalement WHERE colonne = 'motif');

-- Un acte dont aucune étape de la tournée n'a le site : il compte dans la région, et dans aucune commune (règles G13 et Q13).
INSERT INTO signalement
SELECT acte.id_ligne, 'acte_sans_etape', 'site', acte.site, acte.id_tournee,
       coalesce((SELECT string_agg(DISTINCT etape.site, ', ' ORDER BY etape.site) FROM s_spi_etape etape WHERE etape.id_tournee = acte.id_tournee), '')
FROM s_spi_prestation acte ANTI JOIN s_spi_etape USING (id_tournee, site) WHERE acte.id_tournee IN (SELECT id_tournee FROM s_spi_tournee);

-- Une étape dans une autre région que sa tournée (règle Q13).
INSERT INTO signalement
SELECT etape.id_ligne, 'etape_autre_region', 'code_zone', zone.nom || ' (' || zone.code || ')', region.nom || ', ' || tournee.id_tournee, ''
FROM s_spi_etape etape JOIN s_spi_tournee tournee USING (id_tournee) JOIN zone ON zone.code = etape.code_zone
JOIN zone region ON region.code = tournee.code_zone WHERE zone.region <> tournee.code_zone;

-- Une étape tenue un jour que personne ne dit (règle Q13).
INSERT INTO signalement SELECT id_ligne, 'etape_sans_date', 'date', '', '', '' FROM s_spi_etape WHERE tenue AND date IS NULL;
