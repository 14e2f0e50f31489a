INSERT INTO signalement
SELECT id_ligne, 'femmes_superieur_total', 'femmes', nb(femmes), nb(population), '' FROM t_population WHERE femmes > population;
