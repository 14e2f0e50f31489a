-- D'où vient chaque chiffre changé d'une édition remise : ce que `source`, l'édition interne qui l'a donnée, a reçu après le gel de la précédente.
-- `changee` : les chiffres changés ; variables `depuis` : l'instant de ce gel ; `retraits` : un dépôt est sorti des chiffres, ou y est revenu, depuis. Une sorte, jamais un fichier (règle E7).
WITH neuf AS (SELECT id_chargement FROM source.chargement WHERE recu_le >= getvariable('depuis')),
entree AS (
    SELECT code_indicateur, ascendance.ancetre AS code_zone, min(date) AS premiere
    FROM (
        SELECT code_indicateur, code_zone, date FROM source.composante WHERE id_chargement IN (FROM neuf)
        UNION ALL
        SELECT saisie.code_indicateur, saisie.code_zone, periode.fin FROM source.valeur saisie
        JOIN source.periode_nommee periode ON periode.libelle = saisie.periode WHERE saisie.id_chargement IN (FROM neuf)
    ) ligne JOIN source.zone_ascendance ascendance ON ascendance.code = ligne.code_zone
    GROUP BY ALL
), cadre AS (
    SELECT count(*) > 0 AS change FROM (
        SELECT id_chargement FROM source.indicateur UNION ALL SELECT id_chargement FROM source.cible UNION ALL SELECT id_chargement FROM source.valeur_reference
        UNION ALL SELECT id_chargement FROM source.seuil UNION ALL SELECT id_chargement FROM source.collecte UNION ALL SELECT id_chargement FROM source.projet)
    WHERE id_chargement IN (FROM neuf)
)
SELECT changee.rang,
       CASE WHEN changee.genre = 'jugée autrement' AND (changee.recues IS DISTINCT FROM changee.recues_avant OR changee.attendues IS DISTINCT FROM changee.attendues_avant)
                 AND changee.cible IS NOT DISTINCT FROM changee.cible_avant AND EXISTS (FROM neuf) THEN 'corrections ou rapports'
            WHEN changee.genre <> 'jugée autrement' AND entree.premiere <= periode.fin THEN 'lignes reçues'
            WHEN cadre.change THEN 'cadre logique'
            WHEN getvariable('retraits') THEN 'dépôt retiré ou remis'
            WHEN EXISTS (FROM neuf) THEN 'autre ligne des dépôts'
            ELSE 'réglage ou version du programme' END AS cause
FROM changee LEFT JOIN source.periode_nommee periode ON periode.libelle = changee.periode
LEFT JOIN entree ON entree.code_indicateur = changee.code_indicateur AND entree.code_zone = changee.code_zone, cadre
ORDER BY changee.rang;
