-- Ce que l'export donne aux autres, et que l'édition garde.

-- Un point avec son état à la date des données.
CREATE VIEW point_complet AS
SELECT p.* EXCLUDE (id_chargement, fichier, feuille, ligne), e.statut, e.etape, e.restaure, e.fonctionnel, e.retombe, e.tests,
       e.derniere_visite, e.date_restauration, p.id_chargement, p.fichier, p.feuille, p.ligne
FROM point_service p
LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = (SELECT max(date) FROM etat_point)
ORDER BY p.id_point;

-- Le parcours d'un point, étape par étape.
CREATE VIEW parcours_point AS
SELECT p.id_point, p.nom, p.type_service, p.code_zone, p.operateur, e.etape, e.date_prevue, e.date_reelle, e.motif_blocage,
       e.commentaire, e.id_chargement, e.fichier, e.feuille, e.ligne
FROM point_service p JOIN etape_restauration e USING (id_point)
ORDER BY p.id_point, e.etape;

-- Ce qu'un dépôt a changé d'un précédent : de quoi à quoi, par quel fichier.
CREATE VIEW revision_nommee AS
SELECT r.*, a.nom_fichier AS fichier_ancien, n.nom_fichier AS fichier_nouveau
FROM revision r JOIN chargement a ON a.id_chargement = r.id_chargement_ancien
JOIN chargement n ON n.id_chargement = r.id_chargement_nouveau
ORDER BY r.id_chargement_nouveau, r.nom_table, r.cle, r.colonne;
