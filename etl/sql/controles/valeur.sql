-- Ce qui met une valeur saisie en quarantaine (contrat, §1, «Bloquante»).
CREATE TEMP VIEW valeur_lue AS
SELECT t.*, i.nature, i.source_calcul, i.frequence, f.type AS type_attendu, c.type AS type_periode, c.debut, c.fin, r.recu
FROM t_valeur t
LEFT JOIN s_indicateur i ON i.code = t.code_indicateur
LEFT JOIN frequence_type f ON f.frequence = i.frequence
LEFT JOIN calendrier c ON c.libelle = t.periode
LEFT JOIN reception r ON r.id_chargement = t.id_chargement;

-- Un indicateur calculé sur les registres ne se saisit pas.
INSERT INTO constat
SELECT id_ligne, 'indicateur_calcule', 'code_indicateur', code_indicateur, source_calcul, ''
FROM valeur_lue WHERE coalesce(source_calcul, 'saisie') <> 'saisie';

-- La période est de la fréquence de l'indicateur.
INSERT INTO constat
SELECT id_ligne, 'periode_frequence', 'periode', periode, type_attendu, '' FROM valeur_lue WHERE type_periode <> type_attendu;

-- La période a commencé quand le fichier est reçu.
INSERT INTO constat
SELECT id_ligne, 'periode_future', 'periode', periode, strftime(recu, '%d/%m/%Y'), '' FROM valeur_lue WHERE debut > recu;

-- Un pourcentage ne remplace pas ses deux termes ; un seul terme ne suffit pas.
INSERT INTO constat
SELECT id_ligne, 'termes_manquants', 'valeur', nb(valeur), '', ''
FROM valeur_lue WHERE nature = 'ratio' AND valeur IS NOT NULL AND numerateur IS NULL AND denominateur IS NULL;

INSERT INTO constat
SELECT id_ligne, 'terme_manquant', CASE WHEN numerateur IS NULL THEN 'numerateur' ELSE 'denominateur' END, '',
       CASE WHEN numerateur IS NULL THEN 'le numérateur' ELSE 'le dénominateur' END, ''
FROM valeur_lue WHERE nature = 'ratio' AND (numerateur IS NULL) <> (denominateur IS NULL);

-- Un compte n'est pas négatif ; un score (un gain) peut l'être.
INSERT INTO constat
SELECT id_ligne, 'compte_negatif', 'valeur', nb(valeur), '', ''
FROM valeur_lue WHERE nature IN ('flux', 'stock', 'distinct', 'jalon', 'delai') AND valeur < 0;

INSERT INTO constat
SELECT id_ligne, 'compte_negatif', CASE WHEN numerateur < 0 THEN 'numerateur' ELSE 'denominateur' END,
       nb(least(numerateur, denominateur)), '', ''
FROM valeur_lue WHERE nature = 'ratio' AND least(numerateur, denominateur) < 0;

-- Un ratio qui n'est plus un nombre : un dénominateur presque nul.
INSERT INTO constat
SELECT id_ligne, 'hors_bornes', 'denominateur', nb(denominateur), 'un ratio calculable', ''
FROM valeur_lue WHERE nature = 'ratio' AND denominateur > 0 AND 100.0 * numerateur / denominateur > 1e15;

-- Un jalon est un rang entier, de 0 à 4 ; sa répartition par rang se calcule, elle ne se saisit pas.
INSERT INTO constat
SELECT id_ligne, 'hors_bornes', 'valeur', nb(valeur), 'un rang entier de 0 à 4', ''
FROM valeur_lue WHERE nature = 'jalon' AND (valeur <> trunc(valeur) OR valeur > 4);

INSERT INTO constat
SELECT id_ligne, 'hors_bornes', 'dimension', dimension, 'la répartition par rang se calcule', ''
FROM valeur_lue WHERE nature = 'jalon' AND dimension = 'rang';

-- Une ventilation a une dimension et une modalité.
INSERT INTO constat
SELECT id_ligne, 'ventilation_incomplete', CASE WHEN dimension IS NULL THEN 'dimension' ELSE 'modalite' END, '', '', ''
FROM valeur_lue WHERE (dimension IS NULL) <> (modalite IS NULL);
