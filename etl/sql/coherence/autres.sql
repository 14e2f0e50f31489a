-- Un début de projet postérieur à toutes les données vide le tableau de bord : il se dit.
INSERT INTO signalement
SELECT projet.id_ligne, 'debut_apres_donnees', 'valeur', strftime(borne.debut, '%d/%m/%Y'), strftime(borne.date_donnees, '%d/%m/%Y'), ''
FROM s_projet projet, borne WHERE projet.cle = 'date_debut' AND try_cast(projet.valeur AS DATE) > borne.date_donnees;

-- Chantiers et formations à vérifier.
INSERT INTO signalement
WITH suite AS (
    SELECT *, lag(physique_pct) OVER (PARTITION BY id_chantier ORDER BY date) AS avant
    FROM s_chantier_avancement
)
SELECT id_ligne, 'avancement_baisse', 'physique_pct', nb(physique_pct), nb(avant), '' FROM suite WHERE physique_pct < avant;

INSERT INTO signalement
SELECT id_ligne, 'financier_en_avance', 'financier_pct', nb(financier_pct), nb(physique_pct), '' FROM s_chantier_avancement
WHERE financier_pct - physique_pct >= 25;

INSERT INTO signalement
SELECT id_ligne, 'montant_absent', 'montant_fcfa', '', '', '' FROM s_chantier WHERE montant_fcfa IS NULL
  AND id_ligne NOT IN (SELECT id_ligne FROM signalement WHERE colonne = 'montant_fcfa');

INSERT INTO signalement
SELECT id_ligne, 'formation_sans_date', 'fin', '', '', '' FROM s_formation WHERE debut IS NULL AND fin IS NULL;

INSERT INTO signalement
SELECT id_ligne, 'reunion_sans_date_prevue', 'date_prevue', '', '', '' FROM s_reunion WHERE date_prevue IS NULL;

-- Un gain aux tests que rien ne pèse (règles G18 et Q13).
INSERT INTO signalement
SELECT id_ligne, 'formation_sans_effectif', 'hommes', '', '', '' FROM s_formation ANTI JOIN s_formation_participant USING (id_formation)
WHERE score_avant IS NOT NULL AND score_apres IS NOT NULL AND hommes_et_femmes(hommes, femmes) IS NULL;

-- Hommes et femmes déclarés, et une liste qui n'en a pas autant (règles Q13 et S16).
INSERT INTO signalement
SELECT formation.id_ligne, 'participants_contredits', 'hommes', nb(formation.hommes + formation.femmes), liste.inscrits::VARCHAR, ''
FROM s_formation formation JOIN (SELECT id_formation, count(*) AS inscrits FROM s_formation_participant GROUP BY 1) liste USING (id_formation)
WHERE contredit_sa_liste(formation.hommes, formation.femmes, liste.inscrits);

-- Un montant 656 fois plus petit que la médiane de sa colonne a sans doute été écrit en euros.
INSERT INTO signalement
WITH montant AS (
    SELECT 'Chantiers' AS feuille, id_ligne, 'montant_fcfa' AS colonne, montant_fcfa AS fcfa FROM s_chantier
    UNION ALL SELECT 'Projets', id_ligne, 'budget_fcfa', budget_fcfa FROM s_projet_service
    UNION ALL SELECT 'SPI tournées', id_ligne, 'cout_fcfa', cout_fcfa FROM s_spi_tournee
    UNION ALL SELECT 'Activités', id_ligne, 'budget_fcfa', budget_fcfa FROM s_activite_ptba
    UNION ALL SELECT 'Activités', id_ligne, 'engage_fcfa', engage_fcfa FROM s_activite_ptba
    UNION ALL SELECT 'Activités', id_ligne, 'decaisse_fcfa', decaisse_fcfa FROM s_activite_ptba
), habitude AS (SELECT feuille, colonne, median(fcfa) AS mediane FROM montant WHERE fcfa > 0 GROUP BY ALL HAVING count(fcfa) >= 4)
SELECT id_ligne, 'ordre_de_grandeur', colonne, nb(fcfa), nb(mediane), '' FROM montant JOIN habitude USING (feuille, colonne)
WHERE fcfa > 0 AND mediane / fcfa BETWEEN 200 AND 2000;

-- Des résultats qui se suivent de parent en parent jusqu'à revenir au premier.
INSERT INTO signalement
WITH RECURSIVE montee AS (
    SELECT code AS depart, parent AS ici, [code] AS chemin FROM s_resultat WHERE parent IS NOT NULL
    UNION ALL
    SELECT montee.depart, resultat.parent, list_append(montee.chemin, resultat.code) FROM montee
    JOIN s_resultat resultat ON resultat.code = montee.ici
    WHERE resultat.parent IS NOT NULL AND NOT list_contains(montee.chemin, resultat.code)
)
SELECT resultat.id_ligne, 'resultats_en_cercle', 'parent', resultat.parent, array_to_string(list_append(montee.chemin, montee.depart), ' → '), ''
FROM montee JOIN s_resultat resultat ON resultat.code = montee.depart WHERE montee.ici = montee.depart;
