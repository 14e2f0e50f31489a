-- Une étape tenue l'a été au plus tard le jour de la réception ; une étape prévue peut être à venir.
INSERT INTO signalement
SELECT t.id_ligne, 'date_future', 'date', t.date::VARCHAR, strftime(r.recu, '%d/%m/%Y'), ''
FROM t_spi_etape t JOIN reception r USING (id_chargement) WHERE t.tenue AND t.date > r.recu;
