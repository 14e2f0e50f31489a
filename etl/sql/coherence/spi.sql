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
