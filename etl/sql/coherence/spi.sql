-- Une tournée annulée ou écourtée, une étape non tenue : le motif en est attendu (règle Q13).
INSERT INTO signalement
SELECT id_ligne, 'motif_spi_absent', 'motif', statut, 'tournée', '' FROM s_spi_tournee
WHERE statut IN ('annulée', 'partielle') AND motif IS NULL
  AND id_ligne NOT IN (SELECT id_ligne FROM signalement WHERE colonne = 'motif');

-- Une étape à venir n'est pas encore tenue ; celle d'une tournée annulée a le motif de sa tournée.
INSERT INTO signalement
SELECT e.id_ligne, 'motif_spi_absent', 'motif', 'non tenue', 'étape', ''
FROM s_spi_etape e JOIN s_spi_tournee t USING (id_tournee), borne b
WHERE NOT e.tenue AND e.motif IS NULL AND t.statut IN ('réalisée', 'partielle') AND NOT coalesce(e.date > b.date_donnees, false)
  AND e.id_ligne NOT IN (SELECT id_ligne FROM signalement WHERE colonne = 'motif');
