-- Une série de flux ne se résume pas par sa dernière valeur, un stock ne se somme pas, un ratio doit le dire (règle C1).
INSERT INTO signalement
SELECT id_ligne, 'regle_temps_interdite', 'regle_temps', regle_temps,
       'un ' || nature || ' ne va pas avec la règle «' || regle_temps || '»', ''
FROM t_indicateur
WHERE (nature = 'flux' AND regle_temps = 'derniere') OR (nature = 'stock' AND regle_temps = 'somme');

INSERT INTO signalement
SELECT id_ligne, 'regle_temps_absente', 'regle_temps', '', '', ''
FROM t_indicateur
WHERE nature = 'ratio' AND regle_temps IS NULL AND coalesce(source_calcul, 'saisie') = 'saisie';

-- Un résultat non déclaré n'empêche pas de calculer : il est seulement signalé.
INSERT INTO signalement
SELECT id_ligne, 'resultat_inconnu', 'resultat', resultat, '', ''
FROM t_indicateur WHERE resultat IS NOT NULL AND resultat NOT IN (SELECT code FROM s_resultat);
