-- Une étape tenue l'a été au plus tard le jour de la réception ; une étape prévue peut être à venir.
INSERT INTO signalement
SELECT etape.id_ligne, 'date_future', 'date', etape.date::VARCHAR, strftime(reception.recu, '%d/%m/%Y'), ''
FROM t_spi_etape etape JOIN reception USING (id_chargement) WHERE etape.tenue AND etape.date > reception.recu;
