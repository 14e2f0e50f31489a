-- Ce que chaque dépôt a donné : lignes reçues, retenues, en quarantaine, signalées ; clés nouvelles, revues, redites à l'identique.
CREATE TABLE chargement AS
WITH ligne_notee AS (
    SELECT d.id_chargement, c.id_ligne, bool_or(g.gravite = 'bloquante') AS bloquee
    FROM signalement c JOIN genre_signalement g USING (code) JOIN ligne_depot d USING (id_ligne) GROUP BY d.id_chargement, c.id_ligne
), compte AS (
    SELECT id_chargement, count(*) FILTER (bloquee AND id_ligne NOT IN (FROM renvoyee))::INTEGER AS quarantaine, count(*) FILTER (NOT bloquee)::INTEGER AS a_verifier
    FROM ligne_notee GROUP BY id_chargement
), neuve AS (SELECT id_chargement, sum(nombre)::INTEGER AS nouvelles FROM premiere GROUP BY 1),
revue AS (SELECT id_chargement_nouveau AS id_chargement, count(DISTINCT (nom_table, cle))::INTEGER AS revues FROM revision GROUP BY 1),
entre AS (SELECT id_chargement, sum(nombre)::INTEGER AS entrees FROM entree_depot GROUP BY 1),
perdue AS (SELECT d.id_chargement, count(*)::INTEGER AS nombre
    FROM (SELECT id_ligne FROM oubliee WHERE bloquee UNION FROM renvoyee) JOIN ligne_depot d USING (id_ligne) GROUP BY 1),
remplacee AS (SELECT d.id_chargement, count(*)::INTEGER AS corrigees
    FROM (SELECT id_ligne FROM oubliee UNION FROM renvoyee) JOIN ligne_depot d USING (id_ligne) GROUP BY 1)
SELECT d.id_chargement, d.sha256, d.nom_fichier, d.genre, d.taille, d.recu_le, d.par, d.origine, d.lignes,
       d.lignes - coalesce(c.quarantaine, 0) - coalesce(p.nombre, 0) AS retenues, coalesce(c.quarantaine, 0) AS quarantaine, coalesce(c.a_verifier, 0) AS a_verifier,
       coalesce(n.nouvelles, 0) AS nouvelles, coalesce(v.revues, 0) AS revues,
       coalesce(e.entrees, 0) - coalesce(n.nouvelles, 0) - coalesce(v.revues, 0) AS inchangees,
       coalesce(m.corrigees, 0) AS corrigees, d.refuse, d.retire, d.motif_retrait
FROM depots_lus d LEFT JOIN compte c USING (id_chargement) LEFT JOIN neuve n USING (id_chargement) LEFT JOIN revue v USING (id_chargement)
LEFT JOIN entre e USING (id_chargement) LEFT JOIN perdue p USING (id_chargement)
LEFT JOIN remplacee m USING (id_chargement) ORDER BY id_chargement;
