-- Les périodes que nomment les lignes reçues, y compris d'avant le début du projet et d'après la date des données.
INSERT INTO periode_nommee
SELECT libelle, type, debut, fin FROM calendrier
WHERE libelle IN (SELECT libelle FROM periode UNION SELECT periode FROM valeur UNION SELECT periode FROM cible
                  UNION SELECT periode FROM rapport_activite UNION SELECT depuis FROM collecte UNION SELECT jusqu_a FROM collecte)
ORDER BY fin, debut;
