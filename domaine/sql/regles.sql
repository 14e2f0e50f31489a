-- Les règles du métier dont le SQL a besoin, gardées DANS l'édition : la publication s'en sert, et qui lit les redemande au lieu de les redire.
-- Forme : une instruction commence sa ligne par CREATE MACRO ou CREATE VIEW, finit la sienne par un point-virgule, suit le commentaire qui dit sa
-- règle et sa raison, et ne se sert que des tables de l'édition et des règles qui la précèdent.

-- ── Points de service ──

-- Une visite dit l'état d'un point pendant 90 jours ; ensuite, personne ne sait plus s'il fonctionne (règle V2).
CREATE MACRO validite_visite() AS 90;

-- Les jours écoulés depuis la visite : le 90e compte encore, le 91e ne compte plus (règle V2).
CREATE MACRO visite_perimee(age_jours) AS age_jours > validite_visite();

-- Le premier jour où la visite ne dit plus rien (règle V2).
CREATE MACRO perimee_le(date_visite) AS date_visite + validite_visite() + 1;

-- Combien des quatre tests d'un service sont réunis : local, agent, moyens, prestation (règle V1).
CREATE MACRO tests_reunis(local, agent, moyens, prestation) AS local::INTEGER + agent::INTEGER + moyens::INTEGER + prestation::INTEGER;

-- Les quatre, et le point est restauré, pour toujours : une remise en service déclarée n'est pas un service rendu (règle V1).
CREATE MACRO est_restauration(tests) AS tests = 4;

-- Fermé, pour un temps ou pour de bon, quels que soient les tests (règle V3). Sans statut, il ne l'est pas.
CREATE MACRO est_ferme(statut) AS coalesce(starts_with(statut, 'fermé'), false);

-- Une visite trouve le point en panne à moins de deux tests, ou fermé : un service diminué est encore un service. Restauré avant elle, il est
-- retombé (règle V3).
CREATE MACRO est_en_panne(tests, statut) AS tests < 2 OR est_ferme(statut);

-- Fonctionnel : pas en panne à sa dernière visite, et elle vaut encore (règle V2).
CREATE MACRO est_fonctionnel(tests, statut, age_jours) AS NOT est_en_panne(tests, statut) AND NOT visite_perimee(age_jours);

-- Non vu : restauré, et sa dernière visite ne le dit plus ni fonctionnel ni retombé, car une rechute dure jusqu'à la visite qui la dément. Les points
-- restaurés sont fonctionnels, retombés ou non vus, jamais deux à la fois (règles V2 et V3).
CREATE MACRO est_non_vu(restaure, retombe, age_jours) AS coalesce(restaure AND NOT retombe AND visite_perimee(age_jours), false);

-- Le statut d'un point que sa dernière visite ne dit plus (règle V4).
CREATE MACRO statut_non_revu() AS 'non visité depuis ' || validite_visite() || ' jours';

-- Le statut d'un point, le premier qui s'applique : les tests prouvent, le mot déclare (règle V4). Sans âge, il n'a jamais été visité.
CREATE MACRO statut_du_point(tests, statut, age_jours) AS
    CASE WHEN age_jours IS NULL THEN 'inconnu'
         WHEN est_ferme(statut) OR statut = 'pas encore ouvert' THEN statut
         WHEN visite_perimee(age_jours) THEN statut_non_revu()
         WHEN est_restauration(tests) THEN 'pleinement fonctionnel'
         WHEN est_en_panne(tests, statut) THEN 'non fonctionnel'
         ELSE 'partiellement fonctionnel' END;

-- Une étape SPI d'une tournée restée «planifiée» ne se dit que tenue : elle dirait où l'équipe sera (règle V11).
CREATE MACRO etape_spi_dite(tenue, statut_tournee) AS tenue OR statut_tournee IS DISTINCT FROM 'planifiée';

-- ── Registres ──

-- Les jours entre ce qui était prévu et ce qui s'est fait, ou le jour lu tant que rien ne s'est fait ; 0 à l'heure. Ce qui s'est fait en retard le
-- garde : sinon un ouvrage livré un an après paraîtrait livré à temps (règle S1). Sans date prévue, personne ne sait.
CREATE MACRO jours_de_retard(prevu, fait, jour) AS
    CASE WHEN prevu IS NOT NULL THEN greatest(0, date_diff('day', prevu, least(coalesce(fait, jour), jour)))::INTEGER END;

-- Ce qui devrait être fait un jour : la droite de 0 % au début prévu à 100 % à la fin prévue (règle S2). Vide si l'une des deux manque.
CREATE MACRO avancement_prevu(debut_prevu, fin_prevue, jour) AS
    CASE WHEN debut_prevu IS NULL OR fin_prevue IS NULL THEN NULL
         WHEN jour >= fin_prevue THEN 100.0
         WHEN jour <= debut_prevu THEN 0.0
         ELSE 100.0 * date_diff('day', debut_prevu, jour) / date_diff('day', debut_prevu, fin_prevue) END;

-- Un chantier : réceptionné, en cours dès qu'il a commencé ou qu'un relevé existe, sinon pas commencé (règle G24).
CREATE MACRO etat_du_chantier(date_debut, date_reception, date_releve, jour) AS
    CASE WHEN date_reception <= jour THEN 'réceptionné' WHEN date_debut <= jour OR date_releve IS NOT NULL THEN 'en cours' ELSE 'pas commencé' END;

-- Un chantier est bloqué : pas réceptionné, et son dernier relevé dit un incident (règle S3).
CREATE MACRO chantier_bloque(date_reception, incident, jour) AS incident IS NOT NULL AND NOT coalesce(date_reception <= jour, false);

-- L'état d'une tournée : son statut ; restée «planifiée» après sa fin prévue, elle est passée sans compte rendu, ni tenue ni annulée (règle S11).
CREATE MACRO etat_de_la_tournee(statut, debut_prevu, fin_prevue, jour) AS
    CASE WHEN statut = 'planifiée' AND coalesce(fin_prevue, debut_prevu) < jour THEN 'passée, sans compte rendu' ELSE statut END;

-- Le jour où compte une formation : sa fin, à défaut son début (règle G17).
CREATE MACRO date_de_la_formation(debut, fin) AS coalesce(fin, debut);

-- L'état d'un poste quand personne ne l'a dit : il compte parmi les postes connus (règle S20).
CREATE MACRO etat_du_poste(etat) AS coalesce(etat, 'non précisé');

-- Une activité a commencé : sa date le dit, son avancement, ou son statut (règle S30).
CREATE MACRO activite_commencee(statut, debut, avancement_pct, jour) AS
    coalesce(debut <= jour, false) OR coalesce(avancement_pct > 0, false) OR coalesce(statut IN ('en cours', 'en retard'), false);

-- Une activité, le premier qui s'applique (règle S30) : ce qu'une personne a décidé, puis ce que disent les dates. Le retard passe devant le blocage,
-- qui en est la raison et se lit à côté ; «en retard» déclaré ne suffit pas, car il juge un rythme et non une date.
CREATE MACRO situation_de_l_activite(statut, debut_prevu, fin_prevue, debut, fin, avancement_pct, blocage, jour) AS
    CASE WHEN statut = 'annulée' THEN statut
         WHEN fin <= jour OR statut = 'réalisée' OR avancement_pct >= 100 THEN 'terminée'
         WHEN statut IN ('suspendue', 'reportée') THEN statut
         WHEN fin_prevue < jour THEN 'en retard'
         WHEN blocage IS NOT NULL THEN 'bloquée'
         WHEN debut_prevu < jour AND NOT activite_commencee(statut, debut, avancement_pct, jour) THEN 'non commencée'
         WHEN last_day(fin_prevue) = last_day(jour::DATE) THEN 'à faire ce mois'
         WHEN activite_commencee(statut, debut, avancement_pct, jour) THEN 'en cours'
         WHEN debut_prevu >= jour OR statut = 'prévue' THEN 'à venir'
         ELSE 'non précisé' END;

-- Ce qui est payé, comparé à ce qui est fait : l'écart, en points, du taux de décaissement à l'avancement, jugé au-delà de 25 (règle S31).
CREATE MACRO depense_jugee(ecart_pts) AS
    CASE WHEN ecart_pts < -25 THEN 'sous-dépensée' WHEN ecart_pts > 25 THEN 'surdépensée' WHEN ecart_pts IS NOT NULL THEN 'accordée' END;

-- La dernière situation est d'une année passée : le plan est annuel, et personne n'a dit depuis ce que l'activité est devenue (règle S32).
CREATE MACRO sans_nouvelle(date_situation, jour) AS year(date_situation) < year(jour::DATE);

-- ── Comptes et parts ──

-- Une case vide à côté d'une case remplie n'efface pas ce qui est compté ; deux cases vides ne disent rien, et surtout pas zéro (règle G10).
CREATE MACRO hommes_et_femmes(hommes, femmes) AS
    CASE WHEN hommes IS NOT NULL OR femmes IS NOT NULL THEN coalesce(hommes, 0) + coalesce(femmes, 0) END;

-- Ce que pèse une session : hommes et femmes de sa ligne, à défaut ses participants inscrits (règle G18).
CREATE MACRO effectif_de_la_session(hommes, femmes, inscrits) AS coalesce(hommes_et_femmes(hommes, femmes), inscrits);

-- Hommes et femmes de la session ne font pas sa liste de participants (règle S16) ; vide quand l'un des trois manque : rien ne se compare.
CREATE MACRO contredit_sa_liste(hommes, femmes, inscrits) AS hommes + femmes <> inscrits;

-- Une ligne saisie a une valeur, et devient une composante : d'un ratio, c'est son numérateur qui le dit (règle C2).
CREATE MACRO a_une_valeur(nature, valeur, numerateur) AS CASE WHEN nature = 'ratio' THEN numerateur IS NOT NULL ELSE valeur IS NOT NULL END;

-- Un projet est bien formulé à partir de 12 sur 20 (règle G9).
CREATE MACRO note_suffisante(note) AS note >= 12;

-- Un pourcentage va de 0 à 100 ; sans dénominateur positif, il n'y en a pas (règle C4).
CREATE MACRO pourcentage(numerateur, denominateur) AS CASE WHEN denominateur > 0 THEN 100.0 * numerateur / denominateur END;

-- ── Périodes et dates ──

-- La période de base d'un indicateur est celle de sa fréquence (règle P2).
CREATE MACRO type_de_base(frequence) AS CASE frequence WHEN 'M' THEN 'mois' WHEN 'T' THEN 'trimestre' WHEN 'S' THEN 'semestre' WHEN 'A' THEN 'annee' END;

-- Un compte dont la période court encore ne se compare pas à une période entière ; un cumul, un état, si (règle P10).
CREATE MACRO est_comparable(nature, type_periode, finie) AS nature NOT IN ('flux', 'distinct') OR type_periode = 'cumul' OR finie;

-- Ce qui s'est fait après une date des données fixée n'est pas encore fait ; sans date fixée, tout ce qui est arrivé compte (règle P5).
CREATE MACRO dernier_jour_compte(date_fixee) AS coalesce(date_fixee, DATE '9999-12-31');

-- Un jour compté en mois, la fraction d'un mois étant son jour sur ses jours (règle J9).
CREATE MACRO rang_mois(jour) AS year(jour) * 12 + month(jour) + day(jour) / day(last_day(jour));

-- Ce qui est connu à une date est périmé quand il est plus vieux, strictement, que tant de fois sa fréquence, en mois (règle J9).
CREATE MACRO est_perimee(connu_le, jour, peremption, mois) AS rang_mois(jour) - rang_mois(connu_le) > peremption * mois;

-- ── Attendu et reçu ──

-- Les zones dont une valeur est attendue, et de quand à quand : toutes celles du niveau de collecte, sans bornes ; ou, dès que la Collecte a une ligne
-- pour l'indicateur, celles qu'elle nomme ou contient (règle A1). Les tables sont nommées : le calcul les lit avant que l'édition ait les siennes.
CREATE MACRO zones_attendues(indicateurs, collectes, periodes) AS TABLE
SELECT DISTINCT indicateur.code AS code_indicateur, zone.code AS code_zone,
       coalesce(premiere.debut, DATE '1900-01-01') AS depuis, coalesce(derniere.fin, DATE '2200-12-31') AS jusqu_a
FROM query_table(indicateurs) indicateur JOIN zone ON zone.niveau = indicateur.niveau_collecte
JOIN zone_ascendance ascendance ON ascendance.code = zone.code
JOIN query_table(collectes) collecte ON collecte.code_indicateur = indicateur.code AND collecte.code_zone = ascendance.ancetre
LEFT JOIN query_table(periodes) premiere ON premiere.libelle = collecte.depuis
LEFT JOIN query_table(periodes) derniere ON derniere.libelle = collecte.jusqu_a
UNION
SELECT indicateur.code, zone.code, DATE '1900-01-01', DATE '2200-12-31'
FROM query_table(indicateurs) indicateur JOIN zone ON zone.niveau = indicateur.niveau_collecte
WHERE indicateur.code NOT IN (SELECT code_indicateur FROM query_table(collectes));

-- Une période entre deux dates, comprises, que la Collecte donne (règle A1).
CREATE MACRO periode_attendue(depuis, jusqu_a, debut, fin) AS depuis <= debut AND jusqu_a >= fin;

-- Où commence l'attendu d'une rangée : à sa première période de base due, ou, d'un état qui n'est que la dernière connue, à la dernière (règle A2).
CREATE MACRO debut_attendu(regle_temps, premiere, derniere) AS CASE WHEN regle_temps = 'derniere' THEN derniere ELSE premiere END;

-- La question ne s'est pas posée : la zone et sa période quittent l'attendu, à moins qu'une valeur y soit quand même (règle A3).
CREATE MACRO quitte_l_attendu(motif_absence, valeur, numerateur) AS
    coalesce(motif_absence = 'sans objet', false) AND valeur IS NULL AND numerateur IS NULL;

-- Trop peu est reçu pour juger ; sans rien d'attendu, rien ne manque (règle A5).
CREATE MACRO sous_le_plancher(recues, attendues, plancher) AS coalesce(attendues > 0 AND 100.0 * recues / attendues < plancher, false);

-- Le rapport d'une zone compte pour elle, celles qui la contiennent et, s'il n'est pas de tout le projet, celles qu'elle contient (règle A6).
CREATE MACRO portee_des_rapports(ascendances) AS TABLE
SELECT code AS zone_du_rapport, ancetre AS code_zone FROM query_table(ascendances)
UNION
SELECT ancetre AS zone_du_rapport, code FROM query_table(ascendances) WHERE zone_du_rapport <> 'SOCLE';

-- Les coordinations dont un indicateur attend un rapport : celles dont une zone est attendue (règle A6). Les tables sont nommées, comme ci-dessus.
CREATE MACRO coordinations_attendues(indicateurs, collectes, periodes) AS TABLE
SELECT DISTINCT attendue.code_indicateur, zone.code AS code_zone
FROM zones_attendues(indicateurs, collectes, periodes) attendue
JOIN portee_des_rapports('zone_ascendance') portee ON portee.code_zone = attendue.code_zone
JOIN query_table('zone') zone ON zone.code = portee.zone_du_rapport AND zone.niveau = 'region';

-- ── Décisions ──

-- Une décision est ouverte ce jour-là si elle n'est ni abandonnée, ni exécutée : sa date d'exécution le dit quand elle en a une, à défaut son statut.
-- Exécutée après lui, elle était encore ouverte (règles P5 et V7).
CREATE MACRO decision_ouverte(statut, date_execution, jour) AS
    statut IS DISTINCT FROM 'abandonnée' AND coalesce(date_execution > jour, statut IS DISTINCT FROM 'exécutée');

-- Où en est une décision, le premier qui s'applique (règle V7) ; `dernier_jour` est celui qui compte encore (règle P5), `jour` la date des données.
CREATE MACRO situation_de_decision(statut, date_execution, echeance, dernier_jour, jour) AS
    CASE WHEN statut = 'abandonnée' THEN 'abandonnée'
         WHEN NOT decision_ouverte(statut, date_execution, dernier_jour) THEN 'exécutée'
         WHEN echeance < jour THEN 'en retard'
         ELSE 'ouverte' END;

-- Exécutée au plus tard à son échéance, et au dernier jour qui compte : en retard, elle n'a pas tenu sa promesse (règle G21).
CREATE MACRO executee_a_l_echeance(date_execution, echeance, dernier_jour) AS coalesce(date_execution <= least(echeance, dernier_jour), false);

-- Abandonnée à son échéance ou avant, une décision n'était plus due ; un abandon sans date, ou d'après, ne l'efface pas (règle G21).
CREATE MACRO due_a_l_echeance(statut, date_execution, echeance) AS echeance IS NOT NULL AND NOT coalesce(statut = 'abandonnée' AND date_execution <= echeance, false);

-- Les points que nomme chaque décision, un par ligne : elle peut en nommer plusieurs, séparés par «;», et reste une seule décision (règle V7).
CREATE MACRO points_nommes(decisions) AS TABLE
SELECT id_decision, unnest(string_split(id_point, ';')) AS id_point FROM query_table(decisions) WHERE id_point IS NOT NULL;

-- La zone de ce qui touche plusieurs lieux, une ligne chacun : leur commune si c'est la même, à défaut leur région, sinon tout le projet (règle V12).
CREATE MACRO zone_commune(code_zone, region) AS
    CASE WHEN count(DISTINCT code_zone) = 1 THEN any_value(code_zone) WHEN count(DISTINCT region) = 1 THEN any_value(region) ELSE 'SOCLE' END;

-- La zone d'une décision : la sienne, à défaut celle de ses points, de son projet ou de sa réunion, enfin tout le projet (règle V12).
CREATE MACRO zone_de_la_decision(sienne, des_points, du_projet, de_la_reunion) AS coalesce(sienne, des_points, du_projet, de_la_reunion, 'SOCLE');

-- La zone de chaque décision (règle V12).
CREATE MACRO zones_des_decisions(decisions, points, projets, reunions) AS TABLE
WITH commune AS (
    SELECT nomme.id_decision, zone_commune(point.code_zone, zone.region) AS code_zone
    FROM points_nommes(decisions) nomme JOIN query_table(points) point USING (id_point) JOIN zone ON zone.code = point.code_zone
    GROUP BY nomme.id_decision
)
SELECT decision.id_decision, zone_de_la_decision(decision.code_zone, commune.code_zone, projet.code_zone, reunion.code_zone) AS code_zone
FROM query_table(decisions) decision LEFT JOIN commune USING (id_decision)
LEFT JOIN query_table(projets) projet ON projet.id_projet = decision.id_projet
LEFT JOIN query_table(reunions) reunion ON reunion.id_reunion = decision.id_reunion;

-- Les jours qui peuvent séparer une étape de la visite qui la constate : la visite vient parfois avant (règle Q13).
CREATE MACRO delai_de_constat() AS 30;

-- ── Rapports des coordinations ──

-- Un rapport est reçu le jour de sa réception, et pas avant (règles A6 et A7).
CREATE MACRO rapport_recu(date_reception, jour) AS coalesce(date_reception <= jour, false);

-- La fréquence des rapports : mensuelle, ou trimestrielle si `Projet` le dit (règle A6).
CREATE MACRO frequence_des_rapports(projets) AS
(SELECT CASE max(valeur) FILTER (cle = 'frequence_rapports') WHEN 'T' THEN 'T' ELSE 'M' END FROM query_table(projets));

-- Les rapports que le calendrier attend : un par coordination et par mois, ou par trimestre si `Projet` le dit, du début au jour, annoncé ou non ; et ceux
-- que la feuille `Rapports` annonce pour l'année qui suit. Aucun tant qu'aucune ligne n'en est jamais venue (règle A6). Les tables sont nommées : le calcul les
-- lit avant que l'édition ait les siennes.
CREATE MACRO calendrier_des_rapports(annonces, projets, un_debut, un_jour) AS TABLE
WITH pas AS (SELECT CASE frequence_des_rapports(projets) WHEN 'T' THEN 3 ELSE 1 END AS mois),
premiere AS (SELECT mois, CASE mois WHEN 3 THEN date_trunc('quarter', un_debut::DATE) ELSE date_trunc('month', un_debut::DATE) END AS debut FROM pas),
periode AS (
    SELECT mois, unnest(generate_series(debut, un_jour::DATE + INTERVAL 1 YEAR, to_months(mois)))::DATE AS debut FROM premiere
), nommee AS (
    SELECT CASE mois WHEN 3 THEN year(debut) || '-T' || quarter(debut) ELSE strftime(debut, '%Y-%m') END AS libelle, debut,
           (debut + to_months(mois) - INTERVAL 1 DAY)::DATE AS fin
    FROM periode
)
SELECT zone.code AS code_zone, nommee.libelle AS periode, nommee.debut, nommee.fin, annonce.periode IS NOT NULL AS annonce,
       coalesce(annonce.date_echeance, nommee.fin) AS echeance, annonce.date_reception
FROM nommee JOIN zone ON zone.niveau = 'region'
LEFT JOIN query_table(annonces) annonce ON annonce.code_zone = zone.code AND annonce.periode = nommee.libelle
WHERE (nommee.fin <= un_jour OR annonce.periode IS NOT NULL) AND EXISTS (FROM query_table(annonces));

-- ── Jugement ──

-- Ce qui doit baisser n'a pas de taux de réalisation : il monterait quand les choses empirent (règle J5).
CREATE MACRO taux_de_realisation(sens, valeur, cible) AS CASE WHEN sens = 'hausse' AND cible <> 0 THEN 100.0 * valeur / cible END;

-- La valeur tient la cible, du bon côté ou dessus (règles J7 et J10).
CREATE MACRO cible_tenue(sens, valeur, cible) AS CASE WHEN sens = 'hausse' THEN valeur >= cible ELSE valeur <= cible END;

-- Une cible égale à la référence, ou de son mauvais côté, n'est pas un progrès à faire : c'est une limite à tenir (règle J7).
CREATE MACRO est_limite(sens, cible, reference) AS coalesce(cible_tenue(sens, reference, cible), false);

-- Le taux qui fait l'état : la progression quand elle existe, sinon le taux simple, cible sur valeur pour ce qui doit baisser. Le taux montré doit
-- être celui qui juge (règle J10). Vide quand l'état ne vient pas d'un taux.
CREATE MACRO taux_de_l_etat(sens, valeur, cible, realisation, progression) AS
    CASE WHEN valeur IS NULL OR cible IS NULL THEN NULL
         WHEN progression IS NOT NULL THEN progression
         WHEN sens = 'hausse' THEN realisation
         WHEN valeur <> 0 THEN 100.0 * cible / valeur END;

-- Un jeu de seuils que rien ne déclare vaut «defaut» (règle J11).
CREATE MACRO jeu_de_seuils(jeu, declares) AS CASE WHEN list_contains(declares, jeu) THEN jeu ELSE 'defaut' END;

-- ── Comparaisons ──

-- La part reçue de ce qui est attendu, de 0 à 1 ; vide quand rien ne l'est (règle A2).
CREATE MACRO part_recue(recues, attendues) AS recues / nullif(attendues, 0);

-- Au-delà de dix points d'écart entre la plus haute et la plus basse des parts reçues, on ne compare que sous réserve : celle qui a tout envoyé
-- paraît la meilleure (règle H7). Une part inconnue ne réserve rien.
CREATE MACRO completude_inegale(plus_haute, plus_basse) AS coalesce(plus_haute - plus_basse > 0.1, false);

-- ── Publics ──

-- Ce qu'un public lit d'une population écrite librement : un mot d'une liste, «autre» s'il n'y est pas, car le texte peut nommer quelqu'un (règle M15).
-- Est nomade celle qui se dit telle, quels que soient les mots autour (règle H10) : l'équipe et les publics comptent les mêmes étapes.
CREATE MACRO population_lue(texte) AS
    CASE WHEN nullif(trim(texte), '') IS NULL THEN NULL
         WHEN contains(strip_accents(lower(texte)), 'nomad') THEN 'nomade'
         ELSE CASE rtrim(strip_accents(lower(trim(texte))), 'es')
              WHEN 'sedentair' THEN 'sédentaire' WHEN 'deplac' THEN 'déplacée' WHEN 'mixt' THEN 'mixte' ELSE 'autre' END END;

-- De même, la nature d'un événement du contexte (règle M15).
CREATE MACRO nature_lue(texte) AS
    CASE strip_accents(lower(trim(texte)))
         WHEN 'securite' THEN 'sécurité' WHEN 'insecurite' THEN 'sécurité' WHEN 'acces' THEN 'accès' WHEN 'climat' THEN 'climat'
         WHEN 'institutionnel' THEN 'institutionnel' WHEN 'institutions' THEN 'institutionnel' WHEN 'suspension' THEN 'suspension'
         ELSE 'autre' END;

-- De même, ce qui a arrêté une tournée (règle M15) : le premier mot reconnu, du plus grave au plus courant.
CREATE MACRO motif_lu(texte) AS
    CASE WHEN nullif(trim(texte), '') IS NULL THEN NULL
         WHEN regexp_matches(strip_accents(lower(texte)), 'secur|attaque|menace') THEN 'sécurité'
         WHEN regexp_matches(strip_accents(lower(texte)), 'plui|crue|inond|climat|hivernage') THEN 'climat'
         WHEN regexp_matches(strip_accents(lower(texte)), 'acces|piste|route') THEN 'accès'
         WHEN regexp_matches(strip_accents(lower(texte)), 'vehicul|panne|carburant|moyen|budget') THEN 'moyens'
         WHEN contains(strip_accents(lower(texte)), 'retour') THEN 'retour anticipé'
         ELSE 'autre' END;

-- ── Ce qui lit les tables de l'édition ──

-- Les dates qui bornent l'édition (règles P3 à P5) ; `date_fixee` est vide quand aucun réglage ne les arrête. `connu_au` : le dernier jour où une réception
-- compte (règle A6), plus tard que la date des données dans une édition remise d'une période passée, qui garde les chiffres de celle dont elle vient.
CREATE VIEW arrete AS
SELECT max(try_cast(valeur AS DATE)) FILTER (cle = 'debut') AS debut,
       max(try_cast(valeur AS DATE)) FILTER (cle = 'date_donnees') AS date_donnees,
       max(try_cast(valeur AS DATE)) FILTER (cle = 'date_fixee') AS date_fixee,
       coalesce(max(try_cast(valeur AS DATE)) FILTER (cle = 'connu_au'), date_donnees) AS connu_au
FROM info;

-- Chaque rapport, tel qu'un jour le trouve (règle A7) : dû le jour de son échéance, qui est ce que la coordination a promis, à défaut la fin de sa
-- période ; et les jours de retard de celui qui est venu, ou qui manque, après elle. Échu le jour même, il manque sans un jour de retard encore. Lu à une
-- date passée, un rapport venu depuis est reçu : les chiffres de cette date le tiennent.
CREATE MACRO rapports_au(un_jour) AS TABLE
SELECT rapport.*, rapport.echeance <= moment.jour AS du, rapport_recu(rapport.date_reception, moment.connu) AS recu,
       CASE WHEN recu AND rapport.date_reception <= rapport.echeance THEN 'reçu' WHEN recu THEN 'reçu en retard'
            WHEN du THEN 'en retard' ELSE 'à venir' END AS situation,
       CASE WHEN recu AND rapport.date_reception > rapport.echeance THEN date_diff('day', rapport.echeance, rapport.date_reception)
            WHEN du AND NOT recu THEN date_diff('day', rapport.echeance, moment.jour) END AS retard_jours
FROM (SELECT un_jour::DATE AS jour, greatest(un_jour::DATE, connu_au) AS connu FROM arrete) moment, calendrier_des_rapports('rapport_activite', 'projet', (SELECT debut FROM arrete), un_jour::DATE) rapport;

-- Les rapports à la date des données, et ce que le calcul en retient : attendu dès que sa période est finie, car c'est elle, non l'échéance, que ses
-- chiffres décrivent (règles A6 et A7).
CREATE VIEW rapport_suivi AS
SELECT rapport.*, rapport.fin <= arrete.date_donnees AS attendu_au_calcul, rapport.recu AS recu_au_calcul FROM arrete, rapports_au((SELECT date_donnees FROM arrete)) rapport;

-- Les zones que leurs dernières saisies disent toutes fermées, un jour, et depuis quelle période (règle Z7) : les siennes et celles des zones qu'elle
-- contient ; à défaut, celles de la zone qui la contient. D'un indicateur saisi, les siennes ; d'un registre, ou sans indicateur (NULL), toutes.
CREATE MACRO zones_inaccessibles(un_jour, un_code) AS TABLE
WITH recue AS (
    SELECT code_zone, periode, fin, max(fin) FILTER (NOT inaccessible) OVER une_zone AS ouverte_le, max(fin) OVER une_zone AS derniere
    FROM saisie_recue
    WHERE fin <= un_jour
      AND (un_code IS NULL OR code_indicateur = un_code OR (SELECT source_calcul <> 'saisie' FROM indicateur WHERE code = un_code))
    WINDOW une_zone AS (PARTITION BY code_zone)
), dite AS MATERIALIZED (
    SELECT ascendance.ancetre AS code_zone, bool_and(coalesce(ouverte_le < derniere, true)) AS fermee,
           arg_min(periode, fin) FILTER (fin > coalesce(ouverte_le, DATE '0001-01-01')) AS depuis
    FROM recue JOIN zone_ascendance ascendance ON ascendance.code = recue.code_zone GROUP BY ascendance.ancetre
)
SELECT zone.code AS code_zone, CASE WHEN sienne.fermee THEN sienne.depuis ELSE mere.depuis END AS depuis
FROM zone LEFT JOIN dite sienne ON sienne.code_zone = zone.code LEFT JOIN dite mere ON mere.code_zone = zone.parent
WHERE coalesce(sienne.fermee, mere.fermee, false);

-- Les points restaurés et ce que l'on sait de leur durée de fonctionnement, un jour (règle V9). Origine : la date de restauration d'`etat_point`. Rechute :
-- la première visite, à partir de là, qui fait `retombe`. Sans rechute, ce que l'on sait s'arrête à la dernière visite. Un point relevé a rechuté, et sa
-- dernière visite ne le dit plus retombé.
CREATE MACRO suivi_des_restaures(un_jour) AS TABLE
WITH suivi AS (
    SELECT etat.id_point, etat.date_restauration, etat.retombe, etat.fonctionnel, etat.derniere_visite,
           min(visite.date) FILTER (est_en_panne(tests_reunis(visite.local, visite.agent, visite.moyens, visite.prestation), visite.statut_fonctionnel))
               AS date_rechute,
           max(visite.date) AS fin_du_suivi
    FROM etat_point etat JOIN visite ON visite.id_point = etat.id_point AND visite.date BETWEEN etat.date_restauration AND un_jour::DATE
    WHERE etat.date = un_jour::DATE AND etat.restaure GROUP BY ALL
)
SELECT *, date_rechute IS NOT NULL AS rechute, date_rechute IS NOT NULL AND NOT retombe AS releve,
       date_diff('day', date_restauration, coalesce(date_rechute, fin_du_suivi)) AS jours,
       date_diff('day', date_restauration, un_jour::DATE) AS jours_ecoules
FROM suivi;

-- Chaque décision prise, telle qu'un jour la trouve : sa situation, si elle reste à exécuter, et ses jours de retard, que l'exécution garde (règles V7 et
-- S1) ; sans échéance, abandonnée, ou exécutée sans date, personne ne sait. À la date des données, ce qui l'a suivie compte, sauf après une date fixée
-- (règle P5) ; un jour d'avant, rien de ce qui l'a suivi.
CREATE MACRO decisions_au(un_jour) AS TABLE
SELECT decision.*, moment.jour, moment.dernier_jour,
       situation_de_decision(decision.statut, decision.date_execution, decision.echeance, moment.dernier_jour, moment.jour) AS situation,
       situation IN ('en retard', 'ouverte') AS ouverte,
       CASE WHEN ouverte THEN jours_de_retard(decision.echeance, NULL, moment.jour)
            WHEN situation = 'exécutée' AND decision.date_execution IS NOT NULL
            THEN jours_de_retard(decision.echeance, decision.date_execution, decision.date_execution) END AS retard_jours
FROM (SELECT lu.jour, CASE WHEN lu.jour < arrete.date_donnees THEN lu.jour ELSE dernier_jour_compte(arrete.date_fixee) END AS dernier_jour
      FROM (SELECT un_jour::DATE AS jour) lu, arrete) moment, decision WHERE decision.date <= moment.dernier_jour;

-- Les points que nomme chaque décision de l'édition.
CREATE MACRO points_des_decisions() AS TABLE FROM points_nommes('decision');
