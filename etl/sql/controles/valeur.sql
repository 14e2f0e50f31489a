-- Ce qui met une valeur saisie en quarantaine (règles Q6 à Q11).
CREATE TEMP VIEW valeur_lue AS
SELECT saisie.*, indicateur.nature, indicateur.source_calcul, indicateur.type AS type_attendu, periode.type AS type_periode, periode.debut, periode.fin, reception.recu
FROM t_valeur saisie
LEFT JOIN (SELECT code, nature, source_calcul, frequence_type.type FROM s_indicateur LEFT JOIN frequence_type USING (frequence)) indicateur
       ON indicateur.code = saisie.code_indicateur
LEFT JOIN calendrier periode ON periode.libelle = saisie.periode
LEFT JOIN reception ON reception.id_chargement = saisie.id_chargement;

-- Toutes les règles d'une ligne en une seule lecture ; seules les lignes fautives vont plus loin.
INSERT INTO signalement
WITH jugee AS (
    SELECT *,
           -- Un indicateur calculé sur les registres ne se saisit pas.
           coalesce(source_calcul, 'saisie') <> 'saisie' AS calcule,
           -- La période est de la fréquence de l'indicateur, et a commencé quand le fichier est reçu.
           type_periode <> type_attendu AS frequence_autre,
           debut > recu AS future,
           -- Un pourcentage ne remplace pas ses deux termes ; un seul terme ne suffit pas.
           nature = 'ratio' AND valeur IS NOT NULL AND numerateur IS NULL AND denominateur IS NULL AS sans_termes,
           nature = 'ratio' AND (numerateur IS NULL) <> (denominateur IS NULL) AS un_seul_terme,
           -- Un compte n'est pas négatif ; un score (un gain) peut l'être.
           nature IN ('flux', 'stock', 'distinct', 'jalon', 'delai') AND valeur < 0 AS compte_negatif,
           nature = 'ratio' AND least(numerateur, denominateur) < 0 AS terme_negatif,
           -- Un ratio qui n'est plus un nombre : un dénominateur presque nul.
           nature = 'ratio' AND pourcentage(numerateur, denominateur) > 1e15 AS demesure,
           -- Un jalon est un rang entier, de 0 à 4 ; sa répartition par rang se calcule, elle ne se saisit pas.
           nature = 'jalon' AND (valeur <> trunc(valeur) OR valeur > dernier_rang()) AS hors_rang,
           nature = 'jalon' AND dimension = 'rang' AS par_rang,
           -- Une ventilation a une dimension et une modalité.
           (dimension IS NULL) <> (modalite IS NULL) AS incomplete
    FROM valeur_lue
), fautive AS MATERIALIZED (
    FROM jugee WHERE calcule OR frequence_autre OR future OR sans_termes OR un_seul_terme OR compte_negatif OR terme_negatif
       OR demesure OR hors_rang OR par_rang OR incomplete
)
SELECT id_ligne, 'indicateur_calcule', 'code_indicateur', code_indicateur, source_calcul, '' FROM fautive WHERE calcule
UNION ALL
SELECT id_ligne, 'periode_frequence', 'periode', periode, type_attendu, '' FROM fautive WHERE frequence_autre
UNION ALL
SELECT id_ligne, 'periode_future', 'periode', periode, strftime(recu, '%d/%m/%Y'), '' FROM fautive WHERE future
UNION ALL
SELECT id_ligne, 'termes_manquants', 'valeur', nb(valeur), '', '' FROM fautive WHERE sans_termes
UNION ALL
SELECT id_ligne, 'terme_manquant', CASE WHEN numerateur IS NULL THEN 'numerateur' ELSE 'denominateur' END, '',
       CASE WHEN numerateur IS NULL THEN 'le numérateur' ELSE 'le dénominateur' END, '' FROM fautive WHERE un_seul_terme
UNION ALL
SELECT id_ligne, 'compte_negatif', 'valeur', nb(valeur), '', '' FROM fautive WHERE compte_negatif
UNION ALL
SELECT id_ligne, 'compte_negatif', CASE WHEN numerateur < 0 THEN 'numerateur' ELSE 'denominateur' END,
       nb(least(numerateur, denominateur)), '', '' FROM fautive WHERE terme_negatif
UNION ALL
SELECT id_ligne, 'hors_bornes', 'denominateur', nb(denominateur), 'un ratio calculable', '' FROM fautive WHERE demesure
UNION ALL
SELECT id_ligne, 'hors_bornes', 'valeur', nb(valeur), 'un rang entier de 0 à ' || dernier_rang(), '' FROM fautive WHERE hors_rang
UNION ALL
SELECT id_ligne, 'hors_bornes', 'dimension', dimension, 'la répartition par rang se calcule', '' FROM fautive WHERE par_rang
UNION ALL
SELECT id_ligne, 'ventilation_incomplete', CASE WHEN dimension IS NULL THEN 'dimension' ELSE 'modalite' END, '', '', ''
FROM fautive WHERE incomplete;
