-- Un produit validé l'a été au plus tard le jour de la réception ; un projet de texte peut être attendu.
INSERT INTO signalement
SELECT produit.id_ligne, 'date_future', 'date', produit.date::VARCHAR, strftime(reception.recu, '%d/%m/%Y'), ''
FROM t_capitalisation produit JOIN reception USING (id_chargement) WHERE produit.statut = 'validé' AND produit.date > reception.recu;
