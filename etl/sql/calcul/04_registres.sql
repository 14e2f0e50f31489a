-- Les indicateurs calculés sur les registres : chaque ligne de registre devient une composante (règles G1 à G23).
-- date_effet : quand elle compte ; date_fait : ce qu'elle atteste ; date_effet vide : connue depuis toujours.

CREATE TEMP VIEW visite_jugee AS
SELECT v.id_ligne, v.id_point, p.code_zone, v.date, v.local::INT + v.agent::INT + v.moyens::INT + v.prestation::INT AS tests,
       coalesce(v.statut_fonctionnel, '') AS statut, v.usagers_hommes, v.usagers_femmes,
       min(CASE WHEN v.local AND v.agent AND v.moyens AND v.prestation THEN v.date END) OVER (PARTITION BY v.id_point) AS restaure_le,
       lead(v.date) OVER (PARTITION BY v.id_point ORDER BY v.date) AS visite_suivante
FROM s_visite v JOIN s_point_service p USING (id_point);

-- L'acte SPI est délivré dans la commune de l'étape du même site ; sans étape connue, dans la région de la tournée.
CREATE TEMP VIEW acte_situe AS
SELECT a.*, coalesce(e.code_zone, t.code_zone) AS code_zone
FROM s_spi_prestation a JOIN s_spi_tournee t USING (id_tournee)
LEFT JOIN (SELECT id_tournee, site, any_value(code_zone) AS code_zone FROM s_spi_etape
           GROUP BY ALL HAVING count(DISTINCT code_zone) = 1) e
       ON e.id_tournee = a.id_tournee AND e.site = a.site;

-- Ce qui s'est fait après une date des données fixée n'est pas encore fait.
CREATE TEMP VIEW arret AS SELECT coalesce(date_fixee, DATE '9999-12-31') AS jour FROM parametre;

CREATE TEMP TABLE ligne_registre AS
-- points_restaures : un point visité vaut 1 dès sa première visite à quatre tests réunis, et pour toujours.
SELECT 'points_restaures' AS source, code_zone, id_point AS id_entite, date AS date_effet, date AS date_fait, '' AS dimension,
       '' AS modalite, NULL::DOUBLE AS numerateur, NULL::DOUBLE AS denominateur,
       CASE WHEN date >= restaure_le THEN 1.0 ELSE 0.0 END AS valeur, NULL::DOUBLE AS effectif, 'visite' AS table_source, id_ligne
FROM visite_jugee
UNION ALL
-- points_fonctionnels : parmi les restaurés, la dernière visite a deux tests au moins et n'est pas «fermé».
SELECT 'points_fonctionnels', code_zone, id_point, date, date, '', '',
       CASE WHEN tests >= 2 AND NOT starts_with(statut, 'fermé') THEN 1.0 ELSE 0.0 END, 1.0, NULL, NULL, 'visite', id_ligne
FROM visite_jugee WHERE date >= restaure_le
UNION ALL
-- … et au-delà de 90 jours sans visite, le point est inconnu : il reste au dénominateur.
SELECT 'points_fonctionnels', code_zone, id_point, date + 91, date, '', '', 0.0, 1.0, NULL, NULL, 'visite', id_ligne
FROM visite_jugee WHERE date >= restaure_le AND (visite_suivante IS NULL OR visite_suivante > date + 91)
UNION ALL
-- points_retombes : parmi les restaurés, moins de deux tests à la dernière visite, ou «fermé».
SELECT 'points_retombes', code_zone, id_point, date, date, '', '', NULL, NULL,
       CASE WHEN tests < 2 OR starts_with(statut, 'fermé') THEN 1.0 ELSE 0.0 END, NULL, 'visite', id_ligne
FROM visite_jugee WHERE date >= restaure_le
UNION ALL
-- delai_remise_en_service : jours de l'étape 3 à l'étape 7, daté de l'étape 7.
SELECT 'delai_remise_en_service', p.code_zone, e7.id_point, e7.date_reelle, e7.date_reelle, '', '', NULL, NULL,
       (e7.date_reelle - e3.date_reelle)::DOUBLE, NULL, 'etape_restauration', e7.id_ligne
FROM s_etape_restauration e7 JOIN s_etape_restauration e3 USING (id_point) JOIN s_point_service p USING (id_point)
WHERE e7.etape = '7' AND e3.etape = '3' AND e7.date_reelle IS NOT NULL AND e3.date_reelle IS NOT NULL
UNION ALL
SELECT 'diagnostics', p.code_zone, e.id_point, e.date_reelle, e.date_reelle, '', '', NULL, NULL, 1.0, NULL, 'etape_restauration', e.id_ligne
FROM s_etape_restauration e JOIN s_point_service p USING (id_point) WHERE e.etape = '1' AND e.date_reelle IS NOT NULL
UNION ALL
-- projets_valides, ouvrages_receptionnes, produits_valides : connus au registre, ils valent 0 puis 1 à la date du fait.
SELECT 'projets_valides', code_zone, id_projet, NULL, NULL, '', '', NULL, NULL, 0.0, NULL, 'projet_service', id_ligne FROM s_projet_service
UNION ALL
SELECT 'projets_valides', code_zone, id_projet, date_validation, date_validation, '', '', NULL, NULL, 1.0, NULL, 'projet_service', id_ligne
FROM s_projet_service WHERE date_validation IS NOT NULL
UNION ALL
-- projets_note : note ≥ 12 parmi les projets notés, datés de leur soumission, sinon de leur validation.
SELECT 'projets_note', code_zone, id_projet, coalesce(date_soumission, date_validation), coalesce(date_soumission, date_validation),
       '', '', (note_formulation >= 12)::INT::DOUBLE, 1.0, NULL, NULL, 'projet_service', id_ligne
FROM s_projet_service WHERE note_formulation IS NOT NULL AND coalesce(date_soumission, date_validation) IS NOT NULL
UNION ALL
SELECT 'ouvrages_receptionnes', code_zone, id_chantier, NULL, NULL, '', '', NULL, NULL, 0.0, NULL, 'chantier', id_ligne FROM s_chantier
UNION ALL
SELECT 'ouvrages_receptionnes', code_zone, id_chantier, date_reception, date_reception, '', '', NULL, NULL, 1.0, NULL, 'chantier', id_ligne
FROM s_chantier WHERE date_reception IS NOT NULL
UNION ALL
SELECT 'produits_valides', coalesce(code_zone, 'SOCLE'), id_produit, NULL, NULL, '', '', NULL, NULL, 0.0, NULL, 'capitalisation', id_ligne
FROM s_capitalisation
UNION ALL
SELECT 'produits_valides', coalesce(code_zone, 'SOCLE'), id_produit, date, date, '', '', NULL, NULL, 1.0, NULL, 'capitalisation', id_ligne
FROM s_capitalisation WHERE statut = 'validé'
UNION ALL
-- avancement_travaux : dernier avancement physique de chaque chantier, pondéré par son montant (multiplié avant d'être divisé : 29 % reste 29).
SELECT 'avancement_travaux', c.code_zone, a.id_chantier, a.date, a.date, '', '', a.physique_pct * c.montant_fcfa / 100, c.montant_fcfa,
       NULL, NULL, 'chantier_avancement', a.id_ligne
FROM s_chantier_avancement a JOIN s_chantier c USING (id_chantier) WHERE c.montant_fcfa IS NOT NULL
UNION ALL
-- usagers_services : passages des visites et bénéficiaires des actes SPI.
SELECT 'usagers_services', code_zone, id_point, date, date, '', '', NULL, NULL, coalesce(usagers_hommes, 0) + coalesce(usagers_femmes, 0),
       NULL, 'visite', id_ligne
FROM visite_jugee WHERE usagers_hommes IS NOT NULL OR usagers_femmes IS NOT NULL
UNION ALL
SELECT 'usagers_services', code_zone, id_point, date, date, 'sexe', 'H', NULL, NULL, usagers_hommes, NULL, 'visite', id_ligne
FROM visite_jugee WHERE usagers_hommes IS NOT NULL
UNION ALL
SELECT 'usagers_services', code_zone, id_point, date, date, 'sexe', 'F', NULL, NULL, usagers_femmes, NULL, 'visite', id_ligne
FROM visite_jugee WHERE usagers_femmes IS NOT NULL
UNION ALL
SELECT 'usagers_services', code_zone, id_tournee, date, date, '', '', NULL, NULL, coalesce(hommes, 0) + coalesce(femmes, 0), NULL,
       'spi_prestation', id_ligne
FROM acte_situe WHERE hommes IS NOT NULL OR femmes IS NOT NULL
UNION ALL
SELECT 'usagers_services', code_zone, id_tournee, date, date, 'sexe', 'H', NULL, NULL, hommes, NULL, 'spi_prestation', id_ligne
FROM acte_situe WHERE hommes IS NOT NULL
UNION ALL
SELECT 'usagers_services', code_zone, id_tournee, date, date, 'sexe', 'F', NULL, NULL, femmes, NULL, 'spi_prestation', id_ligne
FROM acte_situe WHERE femmes IS NOT NULL
UNION ALL
-- tournees_realisees : réalisées (pas partielles) sur celles dont le départ prévu est dans la période.
SELECT 'tournees_realisees', code_zone, id_tournee, date_prevue_debut, date_prevue_debut, '', '', (statut = 'réalisée')::INT::DOUBLE, 1.0,
       NULL, NULL, 'spi_tournee', id_ligne
FROM s_spi_tournee WHERE date_prevue_debut IS NOT NULL
UNION ALL
SELECT 'etapes_tenues', code_zone, id_tournee, date, date, '', '', NULL, NULL, 1.0, NULL, 'spi_etape', id_ligne
FROM s_spi_etape WHERE tenue AND date IS NOT NULL
UNION ALL
SELECT 'actes_spi', code_zone, id_tournee, date, date, '', '', NULL, NULL, coalesce(hommes, 0) + coalesce(femmes, 0), NULL,
       'spi_prestation', id_ligne
FROM acte_situe WHERE hommes IS NOT NULL OR femmes IS NOT NULL
UNION ALL
SELECT 'femmes_spi', code_zone, id_tournee, date, date, '', '', femmes, hommes + femmes, NULL, NULL,
       'spi_prestation', id_ligne
-- une case vide n'est pas un zéro : sans les deux, la ligne ne dit rien de la part des femmes
FROM acte_situe WHERE hommes IS NOT NULL AND femmes IS NOT NULL
UNION ALL
-- personnes_formees : identifiants distincts, datés de la fin de la formation, sinon de son début.
SELECT 'personnes_formees', f.code_zone, p.id_personne, coalesce(f.fin, f.debut), coalesce(f.fin, f.debut), '', '', NULL, NULL, 1.0, NULL,
       'formation_participant', p.id_ligne
FROM s_formation_participant p JOIN s_formation f USING (id_formation) WHERE coalesce(f.fin, f.debut) IS NOT NULL
UNION ALL
-- gain_tests : après − avant, pondéré par les participants.
SELECT 'gain_tests', f.code_zone, f.id_formation, coalesce(f.fin, f.debut), coalesce(f.fin, f.debut), '', '', NULL, NULL,
       f.score_apres - f.score_avant,
       CASE WHEN f.hommes IS NOT NULL OR f.femmes IS NOT NULL THEN coalesce(f.hommes, 0) + coalesce(f.femmes, 0) ELSE n.nombre END,
       'formation', f.id_ligne
FROM s_formation f LEFT JOIN (SELECT id_formation, count(*)::DOUBLE AS nombre FROM s_formation_participant GROUP BY 1) n USING (id_formation)
WHERE f.score_apres IS NOT NULL AND f.score_avant IS NOT NULL AND coalesce(f.fin, f.debut) IS NOT NULL
UNION ALL
-- presence_representants : postes dont le dernier état est «au poste», sur tous les postes connus.
SELECT 'presence_representants', code_zone, code_zone || ' · ' || poste, date, date, '', '', (etat = 'au poste')::INT::DOUBLE, 1.0, NULL, NULL,
       'presence_etat', id_ligne
FROM s_presence_etat
UNION ALL
SELECT 'reunions_tenues', coalesce(code_zone, 'SOCLE'), id_reunion, date_prevue, date_prevue, '', '', coalesce(date <= arret.jour, false)::INT::DOUBLE, 1.0,
       NULL, NULL, 'reunion', id_ligne
FROM s_reunion, arret WHERE date_prevue IS NOT NULL
UNION ALL
SELECT 'decisions_executees', coalesce(code_zone, 'SOCLE'), id_decision, echeance, echeance, '', '',
       coalesce(date_execution <= least(echeance, arret.jour), false)::INT::DOUBLE, 1.0, NULL, NULL, 'decision', id_ligne
FROM s_decision, arret WHERE echeance IS NOT NULL
UNION ALL
-- execution_ptba : dernière situation de chaque activité, pondérée par son budget.
SELECT 'execution_ptba', code_zone, code_activite || ' · ' || code_zone, date, date, '', '', avancement_pct * budget_fcfa / 100, budget_fcfa,
       NULL, NULL, 'activite_ptba', id_ligne
FROM s_activite_ptba WHERE avancement_pct IS NOT NULL AND budget_fcfa IS NOT NULL;

-- Toutes les composantes, saisies ou de registre ; `n` : la période de base où elle prend effet, vide si aucune n'est due.
CREATE TEMP VIEW composante_tout AS
WITH toute AS (
    SELECT * FROM composante_saisie
    UNION ALL BY NAME
    SELECT ri.i, rz.z, g.v, r.id_entite, coalesce(r.date_effet, DATE '0001-01-01') AS date_effet, r.date_fait,
           r.numerateur, r.denominateur, r.valeur, r.effectif, false AS provisoire, false AS attendue, r.id_ligne,
           i.regle_temps, i.frequence
    FROM ligne_registre r JOIN s_indicateur i ON i.source_calcul = r.source
    JOIN rang_indicateur ri ON ri.code = i.code JOIN rang_zone rz ON rz.code = r.code_zone
    JOIN ventilation g ON g.dimension = r.dimension AND g.modalite = r.modalite
)
SELECT t.*, b.n FROM toute t LEFT JOIN base_mois b ON b.frequence = t.frequence AND b.mois = date_trunc('month', t.date_effet)::DATE;
