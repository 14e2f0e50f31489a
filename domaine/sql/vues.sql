-- Ce que l'export donne aux autres, et que l'édition garde.

-- Un point avec son état à la date des données.
CREATE VIEW point_complet AS
SELECT point.* EXCLUDE (id_chargement, fichier, feuille, ligne), etat.statut, etat.etape, etat.restaure, etat.fonctionnel, etat.retombe,
       etat.tests, etat.derniere_visite, etat.date_restauration, point.id_chargement, point.fichier, point.feuille, point.ligne
FROM point_service point
LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = (SELECT max(date) FROM etat_point)
ORDER BY point.id_point;

-- Le parcours d'un point, étape par étape.
CREATE VIEW parcours_point AS
SELECT point.id_point, point.nom, point.type_service, point.code_zone, point.operateur, etape.etape, etape.date_prevue, etape.date_reelle,
       etape.motif_blocage, etape.commentaire, etape.id_chargement, etape.fichier, etape.feuille, etape.ligne
FROM point_service point JOIN etape_restauration etape USING (id_point)
ORDER BY point.id_point, etape.etape;

-- Ce qu'un dépôt a changé d'un précédent : de quoi à quoi, par quel fichier.
CREATE VIEW revision_nommee AS
SELECT revision.*, ancien_depot.nom_fichier AS fichier_ancien, nouveau_depot.nom_fichier AS fichier_nouveau
FROM revision JOIN chargement ancien_depot ON ancien_depot.id_chargement = revision.id_chargement_ancien
JOIN chargement nouveau_depot ON nouveau_depot.id_chargement = revision.id_chargement_nouveau
ORDER BY revision.id_chargement_nouveau, revision.nom_table, revision.cle, revision.colonne;
