-- Ce que chaque dépôt a donné : lignes reçues, retenues, en quarantaine, signalées ; clés nouvelles, revues, redites à l'identique.
CREATE TABLE chargement AS
WITH ligne_notee AS (
    SELECT ligne.id_chargement, signalement.id_ligne, bool_or(genre.gravite = 'bloquante') AS bloquee
    FROM signalement JOIN genre_signalement genre USING (code) JOIN ligne_depot ligne USING (id_ligne) GROUP BY ligne.id_chargement, signalement.id_ligne
), compte AS (
    SELECT id_chargement, count(*) FILTER (bloquee AND id_ligne NOT IN (FROM renvoyee))::INTEGER AS quarantaine, count(*) FILTER (NOT bloquee)::INTEGER AS a_verifier
    FROM ligne_notee GROUP BY id_chargement
), neuve AS (SELECT id_chargement, sum(nombre)::INTEGER AS nouvelles FROM premiere GROUP BY 1),
revue AS (SELECT id_chargement_nouveau AS id_chargement, count(DISTINCT (nom_table, cle))::INTEGER AS revues FROM revision GROUP BY 1),
entre AS (SELECT id_chargement, sum(nombre)::INTEGER AS entrees FROM entree_depot GROUP BY 1),
perdue AS (SELECT ligne.id_chargement, count(*)::INTEGER AS nombre
    FROM (SELECT id_ligne FROM oubliee WHERE bloquee UNION FROM renvoyee) JOIN ligne_depot ligne USING (id_ligne) GROUP BY 1),
remplacee AS (SELECT ligne.id_chargement, count(*)::INTEGER AS corrigees
    FROM (SELECT id_ligne FROM oubliee UNION FROM renvoyee) JOIN ligne_depot ligne USING (id_ligne) GROUP BY 1)
SELECT depot.id_chargement, depot.sha256, depot.nom_fichier, depot.genre, depot.taille, depot.recu_le, depot.par, depot.origine, depot.lignes,
       depot.lignes - coalesce(compte.quarantaine, 0) - coalesce(perdue.nombre, 0) AS retenues,
       coalesce(compte.quarantaine, 0) AS quarantaine, coalesce(compte.a_verifier, 0) AS a_verifier,
       coalesce(neuve.nouvelles, 0) AS nouvelles, coalesce(revue.revues, 0) AS revues,
       coalesce(entre.entrees, 0) - coalesce(neuve.nouvelles, 0) - coalesce(revue.revues, 0) AS inchangees,
       coalesce(remplacee.corrigees, 0) AS corrigees, depot.refuse, depot.retire, depot.motif_retrait
FROM depots_lus depot LEFT JOIN compte USING (id_chargement) LEFT JOIN neuve USING (id_chargement) LEFT JOIN revue USING (id_chargement)
LEFT JOIN entre USING (id_chargement) LEFT JOIN perdue USING (id_chargement)
LEFT JOIN remplacee USING (id_chargement) ORDER BY id_chargement;
