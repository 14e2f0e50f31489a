-- Les indicateurs phares de tout le projet, au dernier cumul de chaque édition (règle E11) ; une édition où l'indicateur n'est pas a des vides.
WITH dernier AS (
    SELECT 'avant' AS edition, chiffre.* FROM avant.valeurs chiffre
    UNION ALL SELECT 'apres' AS edition, chiffre.* FROM edition.valeurs chiffre
), lu AS (
    SELECT edition, code_indicateur, arg_max({'periode': dernier.periode, 'valeur': valeur, 'etat': etat}, calendrier.fin) AS chiffre
    FROM dernier JOIN calendrier ON calendrier.libelle = dernier.periode
    WHERE niveau = 'SOCLE' AND type_periode = 'cumul' AND dimension IS NULL GROUP BY ALL
)
SELECT indicateur.code, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle, indicateur.unite,
       avant.chiffre.periode AS periode_avant, avant.chiffre.valeur AS valeur_avant, avant.chiffre.etat AS etat_avant,
       apres.chiffre.periode AS periode, apres.chiffre.valeur AS valeur, apres.chiffre.etat AS etat
FROM edition.indicateur indicateur
LEFT JOIN lu avant ON avant.edition = 'avant' AND avant.code_indicateur = indicateur.code
LEFT JOIN lu apres ON apres.edition = 'apres' AND apres.code_indicateur = indicateur.code
WHERE indicateur.phare ORDER BY indicateur.ordre, indicateur.code;
