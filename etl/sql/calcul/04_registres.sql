-- Les indicateurs calculés sur les registres : chaque ligne de registre devient une composante (règles G1 à G23).
-- date_effet : quand elle compte ; date_fait : ce qu'elle atteste ; date_effet vide : connue depuis toujours.
-- Ici les totaux, et le sexe que des colonnes disent ; `04b_ventilations.sql` en tire les autres ventilations.

CREATE TEMP VIEW visite_jugee AS
SELECT visite.id_ligne, visite.id_point, point.code_zone, visite.date,
       tests_reunis(visite.local, visite.agent, visite.moyens, visite.prestation) AS tests, visite.statut_fonctionnel AS statut,
       visite.usagers_hommes, visite.usagers_femmes,
       min(CASE WHEN est_restauration(tests) THEN visite.date END) OVER (PARTITION BY visite.id_point) AS restaure_le,
       lead(visite.date) OVER (PARTITION BY visite.id_point ORDER BY visite.date) AS visite_suivante
FROM s_visite visite JOIN s_point_service point USING (id_point);

-- L'acte SPI est délivré dans la commune de l'étape du même site ; sans étape connue, dans la région de la tournée.
CREATE TEMP VIEW acte_situe AS
SELECT acte.*, coalesce(etape.code_zone, tournee.code_zone) AS code_zone
FROM s_spi_prestation acte JOIN s_spi_tournee tournee USING (id_tournee)
LEFT JOIN (SELECT id_tournee, site, any_value(code_zone) AS code_zone FROM s_spi_etape
           GROUP BY ALL HAVING count(DISTINCT code_zone) = 1) etape
       ON etape.id_tournee = acte.id_tournee AND etape.site = acte.site;

CREATE TEMP VIEW formation_datee AS
SELECT *, date_de_la_formation(debut, fin) AS date FROM s_formation WHERE date IS NOT NULL;

-- Le dernier jour dont les faits comptent : la date des données, si un réglage l'a fixée.
CREATE TEMP VIEW dernier_jour AS SELECT dernier_jour_compte(date_fixee) AS jour FROM parametre;

CREATE TEMP TABLE ligne_registre AS
-- points_restaures : un point visité vaut 1 dès sa première visite à quatre tests réunis, et pour toujours.
SELECT 'points_restaures' AS source, code_zone, id_point AS id_entite, date AS date_effet, date AS date_fait, '' AS dimension,
       '' AS modalite, NULL::DOUBLE AS numerateur, NULL::DOUBLE AS denominateur,
       CASE WHEN date >= restaure_le THEN 1.0 ELSE 0.0 END AS valeur, NULL::DOUBLE AS effectif, 'visite' AS table_source, id_ligne
FROM visite_jugee
UNION ALL
-- points_fonctionnels : parmi les restaurés, ceux que leur dernière visite ne trouve pas en panne.
SELECT 'points_fonctionnels', code_zone, id_point, date, date, '', '',
       CASE WHEN est_en_panne(tests, statut) THEN 0.0 ELSE 1.0 END, 1.0, NULL, NULL, 'visite', id_ligne
FROM visite_jugee WHERE date >= restaure_le
UNION ALL
-- … tant qu'elle vaut ; ensuite, le point est inconnu : il reste au dénominateur.
SELECT 'points_fonctionnels', code_zone, id_point, perimee_le(date), date, '', '', 0.0, 1.0, NULL, NULL, 'visite', id_ligne
FROM visite_jugee WHERE date >= restaure_le AND (visite_suivante IS NULL OR visite_suivante > perimee_le(date))
UNION ALL
-- points_retombes : parmi les restaurés, ceux que leur dernière visite trouve en panne.
SELECT 'points_retombes', code_zone, id_point, date, date, '', '', NULL, NULL,
       CASE WHEN est_en_panne(tests, statut) THEN 1.0 ELSE 0.0 END, NULL, 'visite', id_ligne
FROM visite_jugee WHERE date >= restaure_le
UNION ALL
-- delai_remise_en_service : jours de l'étape 3 à l'étape 7, daté de l'étape 7.
SELECT 'delai_remise_en_service', point.code_zone, etape_7.id_point, etape_7.date_reelle, etape_7.date_reelle, '', '', NULL, NULL,
       (etape_7.date_reelle - etape_3.date_reelle)::DOUBLE, NULL, 'etape_restauration', etape_7.id_ligne
FROM s_etape_restauration etape_7 JOIN s_etape_restauration etape_3 USING (id_point) JOIN s_point_service point USING (id_point)
-- remis en service avant d'être validé : l'une des deux dates est fausse
WHERE etape_7.etape = '7' AND etape_3.etape = '3' AND etape_7.date_reelle >= etape_3.date_reelle
UNION ALL
SELECT 'diagnostics', point.code_zone, etape.id_point, etape.date_reelle, etape.date_reelle, '', '', NULL, NULL, 1.0, NULL,
       'etape_restauration', etape.id_ligne
FROM s_etape_restauration etape JOIN s_point_service point USING (id_point) WHERE etape.etape = '1' AND etape.date_reelle IS NOT NULL
UNION ALL
-- projets_valides, ouvrages_receptionnes, produits_valides : connus au registre, ils valent 0 puis 1 à la date du fait.
SELECT 'projets_valides', code_zone, id_projet, NULL, NULL, '', '', NULL, NULL, 0.0, NULL, 'projet_service', id_ligne FROM s_projet_service
UNION ALL
SELECT 'projets_valides', code_zone, id_projet, date_validation, date_validation, '', '', NULL, NULL, 1.0, NULL, 'projet_service', id_ligne
FROM s_projet_service WHERE date_validation IS NOT NULL AND coalesce(statut NOT IN ('rejeté', 'abandonné'), true)
UNION ALL
-- projets_note : ceux qu'une note suffisante approuve, parmi les projets notés, datés de leur soumission, sinon de leur validation.
SELECT 'projets_note', code_zone, id_projet, coalesce(date_soumission, date_validation), coalesce(date_soumission, date_validation),
       '', '', note_suffisante(note_formulation)::INT::DOUBLE, 1.0, NULL, NULL, 'projet_service', id_ligne
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
SELECT 'avancement_travaux', chantier.code_zone, releve.id_chantier, releve.date, releve.date, '', '',
       releve.physique_pct * chantier.montant_fcfa / 100, chantier.montant_fcfa, NULL, NULL, 'chantier_avancement', releve.id_ligne
FROM s_chantier_avancement releve JOIN s_chantier chantier USING (id_chantier) WHERE chantier.montant_fcfa IS NOT NULL
UNION ALL
-- … commencé et sans relevé encore, il est à 0 % ; reçu sans relevé, à 100 %.
SELECT 'avancement_travaux', chantier.code_zone, chantier.id_chantier, moment.jour, moment.jour, '', '', chantier.montant_fcfa * moment.part,
       chantier.montant_fcfa, NULL, NULL, 'chantier', chantier.id_ligne
FROM s_chantier chantier, LATERAL (
    SELECT chantier.date_debut AS jour, 0.0 AS part WHERE chantier.date_debut < coalesce(chantier.date_reception, DATE '9999-12-31')
    UNION ALL SELECT chantier.date_reception, 1.0) moment
WHERE chantier.montant_fcfa IS NOT NULL AND moment.jour IS NOT NULL
  AND NOT EXISTS (FROM s_chantier_avancement releve WHERE releve.id_chantier = chantier.id_chantier AND releve.date <= moment.jour)
UNION ALL
-- usagers_services : passages des visites et bénéficiaires des actes SPI.
SELECT 'usagers_services', code_zone, id_point, date, date, '', '', NULL, NULL, hommes_et_femmes(usagers_hommes, usagers_femmes),
       NULL, 'visite', id_ligne
FROM visite_jugee WHERE hommes_et_femmes(usagers_hommes, usagers_femmes) IS NOT NULL
UNION ALL
SELECT 'usagers_services', code_zone, id_point, date, date, 'sexe', 'H', NULL, NULL, usagers_hommes, NULL, 'visite', id_ligne
FROM visite_jugee WHERE usagers_hommes IS NOT NULL
UNION ALL
SELECT 'usagers_services', code_zone, id_point, date, date, 'sexe', 'F', NULL, NULL, usagers_femmes, NULL, 'visite', id_ligne
FROM visite_jugee WHERE usagers_femmes IS NOT NULL
UNION ALL
SELECT 'usagers_services', code_zone, id_tournee, date, date, '', '', NULL, NULL, hommes_et_femmes(hommes, femmes), NULL,
       'spi_prestation', id_ligne
FROM acte_situe WHERE hommes_et_femmes(hommes, femmes) IS NOT NULL
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
SELECT 'actes_spi', code_zone, id_tournee, date, date, '', '', NULL, NULL, hommes_et_femmes(hommes, femmes), NULL,
       'spi_prestation', id_ligne
FROM acte_situe WHERE hommes_et_femmes(hommes, femmes) IS NOT NULL
UNION ALL
SELECT 'actes_spi', code_zone, id_tournee, date, date, 'sexe', 'H', NULL, NULL, hommes, NULL, 'spi_prestation', id_ligne
FROM acte_situe WHERE hommes IS NOT NULL
UNION ALL
SELECT 'actes_spi', code_zone, id_tournee, date, date, 'sexe', 'F', NULL, NULL, femmes, NULL, 'spi_prestation', id_ligne
FROM acte_situe WHERE femmes IS NOT NULL
UNION ALL
SELECT 'femmes_spi', code_zone, id_tournee, date, date, '', '', femmes, hommes + femmes, NULL, NULL,
       'spi_prestation', id_ligne
-- une case vide n'est pas un zéro : sans les deux, la ligne ne dit rien de la part des femmes
FROM acte_situe WHERE hommes IS NOT NULL AND femmes IS NOT NULL
UNION ALL
-- personnes_formees : identifiants distincts, datés de la fin de la formation, sinon de son début.
SELECT 'personnes_formees', formation.code_zone, participant.id_personne, formation.date, formation.date,
       '', '', NULL, NULL, 1.0, NULL, 'formation_participant', participant.id_ligne
FROM s_formation_participant participant JOIN formation_datee formation USING (id_formation)
UNION ALL
-- gain_tests : après − avant, pondéré par les participants.
SELECT 'gain_tests', formation.code_zone, formation.id_formation, formation.date, formation.date,
       '', '', NULL, NULL, formation.score_apres - formation.score_avant, effectif_de_la_session(formation.hommes, formation.femmes, participant.nombre),
       'formation', formation.id_ligne
FROM formation_datee formation
LEFT JOIN (SELECT id_formation, count(*)::DOUBLE AS nombre FROM s_formation_participant GROUP BY 1) participant USING (id_formation)
WHERE formation.score_apres IS NOT NULL AND formation.score_avant IS NOT NULL
UNION ALL
-- presence_representants : postes dont le dernier état est «au poste», sur tous les postes connus.
SELECT 'presence_representants', code_zone, code_zone || ' · ' || poste, date, date, '', '', (etat = 'au poste')::INT::DOUBLE, 1.0, NULL, NULL,
       'presence_etat', id_ligne
FROM s_presence_etat
UNION ALL
SELECT 'reunions_tenues', coalesce(code_zone, 'SOCLE'), id_reunion, date_prevue, date_prevue, '', '', coalesce(date <= borne.date_donnees, false)::INT::DOUBLE, 1.0,
       NULL, NULL, 'reunion', id_ligne
FROM s_reunion, borne WHERE date_prevue IS NOT NULL
UNION ALL
SELECT 'decisions_executees', situee.code_zone, decision.id_decision, echeance, echeance, '', '',
       executee_a_l_echeance(date_execution, echeance, dernier_jour.jour)::INT::DOUBLE, 1.0, NULL, NULL, 'decision', id_ligne
FROM s_decision decision
JOIN zones_des_decisions('s_decision', 's_point_service', 's_projet_service', 's_reunion') situee USING (id_decision), dernier_jour
WHERE due_a_l_echeance(statut, date_execution, echeance)
UNION ALL
-- execution_ptba : dernière situation de chaque activité, pondérée par son budget ; sans budget, elle garde le dernier connu.
SELECT 'execution_ptba', code_zone, code_activite || ' · ' || code_zone, date, date, '', '', avancement_pct * budget / 100, budget,
       NULL, NULL, 'activite_ptba', id_ligne
FROM (SELECT *, last_value(budget_fcfa IGNORE NULLS) OVER (PARTITION BY code_activite, code_zone ORDER BY date, id_ligne) AS budget
      FROM s_activite_ptba)
WHERE avancement_pct IS NOT NULL AND budget IS NOT NULL;
