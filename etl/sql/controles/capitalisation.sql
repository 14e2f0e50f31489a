-- Un produit validé l'a été au plus tard le jour de la réception ; un projet de texte peut être attendu.
INSERT INTO signalement
SELECT t.id_ligne, 'date_future', 'date', t.date::VARCHAR, strftime(r.recu, '%d/%m/%Y'), ''
FROM t_capitalisation t JOIN reception r USING (id_chargement) WHERE t.statut = 'validé' AND t.date > r.recu;
