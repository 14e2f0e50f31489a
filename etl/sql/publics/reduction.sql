-- Une édition pour un public, faite ici colonne par colonne depuis l'édition interne (`source`) : ce qui n'est pas nommé reste vide dans `cible`.
-- Variables : public («partenaires», «bailleur»), fin (dernier jour de la période figée), arrete (dernier jour montré : `fin`, ou la date des données), numero. `valeurs` et ce qui en dépend sont écrits par `etl.publics.reduction`.

-- Un jour dit au mois près : la fin de son mois, ou le dernier jour montré quand il est de ce mois, que sinon l'écran ne lirait pas (règle M4).
CREATE TEMP MACRO au_mois(jour) AS CASE WHEN last_day(jour) = last_day(getvariable('arrete')) THEN getvariable('arrete') ELSE last_day(jour) END;

-- Identifiants neufs : le rang d'un point dans sa commune, dans un ordre qui ne dit rien de l'ancien.
CREATE TEMP TABLE point_neuf AS
SELECT id_point, code_zone || '-' || lpad((row_number() OVER (PARTITION BY code_zone ORDER BY md5(getvariable('numero') || id_point)))::VARCHAR, 3, '0') AS neuf
FROM source.point_service;
CREATE TEMP TABLE chantier_neuf AS
SELECT id_chantier, 'CH-' || lpad((row_number() OVER (ORDER BY md5(getvariable('numero') || id_chantier)))::VARCHAR, 3, '0') AS neuf FROM source.chantier;
CREATE TEMP TABLE tournee_neuve AS
SELECT id_tournee, 'T-' || lpad((row_number() OVER (ORDER BY md5(getvariable('numero') || id_tournee)))::VARCHAR, 3, '0') AS neuf
FROM source.spi_tournee
-- finie et dite : une tournée restée «planifiée» peut encore avoir lieu
WHERE coalesce(date_fin, date_prevue_fin) <= getvariable('arrete') AND statut <> 'planifiée';
-- La zone la plus fine que ce public lit pour ce qui s'est fait quelque part : le cercle pour le bailleur, la zone même pour les partenaires.
CREATE TEMP TABLE zone_lue AS
SELECT z.code, CASE WHEN getvariable('public') = 'bailleur' AND z.niveau = 'commune' THEN z.parent ELSE z.code END AS lue, z.region
FROM source.zone z;

-- Référentiel et cadre : des faits publics, sans nom de fichier ni de responsable.
INSERT INTO cible.zone BY NAME
SELECT code, niveau, nom, parent, region, lon, lat, superficie_km2, ordre FROM source.zone ORDER BY ordre, code;
INSERT INTO cible.zone_ascendance BY NAME
SELECT code, ancetre, niveau_ancetre FROM source.zone_ascendance;
INSERT INTO cible.limite BY NAME
SELECT code_zone, niveau, geojson, schematique, '' AS source FROM source.limite WHERE niveau <> 'commune' OR getvariable('public') = 'partenaires';
INSERT INTO cible.repere BY NAME
SELECT genre, nom, geojson, lon, lat, '' AS source, credit FROM source.repere;
INSERT INTO cible.periode BY NAME
SELECT libelle, type, debut, fin, finie FROM source.periode WHERE fin <= getvariable('fin') ORDER BY debut, fin;
INSERT INTO cible.periode_nommee BY NAME
SELECT libelle, type, debut, fin FROM source.periode_nommee;
INSERT INTO cible.projet BY NAME
SELECT cle, valeur FROM source.projet
WHERE cle IN ('intitule', 'convention', 'financeur', 'maitre_oeuvre', 'date_debut', 'date_fin', 'date_suspension', 'id_iati')
   OR (cle = 'budget_eur' AND getvariable('public') = 'bailleur');
INSERT INTO cible.resultat BY NAME
SELECT code, libelle, niveau, parent FROM source.resultat;
INSERT INTO cible.indicateur BY NAME
SELECT code, libelle, libelle_court, resultat, unite, nature, regle_temps, sens, frequence, niveau_collecte, phare, source_calcul, jeu_seuils, definition,
       numerateur, denominateur, moyen_verification, desagregations, classes_carte, ordre
FROM source.indicateur ORDER BY ordre;
INSERT INTO cible.seuil BY NAME
SELECT jeu, vert, orange, peremption, plancher_completude FROM source.seuil;
INSERT INTO cible.cible BY NAME
SELECT c.code_indicateur, c.code_zone, c.periode, c.valeur, c.nature_cible
FROM source.cible c JOIN niveau_admis n ON n.code_indicateur = c.code_indicateur AND n.code_zone = c.code_zone;
INSERT INTO cible.collecte BY NAME
SELECT code_indicateur, code_zone, depuis, jusqu_a FROM source.collecte;
INSERT INTO cible.population BY NAME
SELECT code_zone, annee, population, femmes, source FROM source.population;
INSERT INTO cible.rapport_activite BY NAME
SELECT r.code_zone, r.periode, r.date_echeance, CASE WHEN r.date_reception <= getvariable('fin') THEN r.date_reception END AS date_reception
FROM source.rapport_activite r JOIN source.periode_nommee p ON p.libelle = r.periode WHERE p.fin <= getvariable('fin');
INSERT INTO cible.saisie_recue BY NAME
SELECT s.code_indicateur, s.code_zone, s.periode, s.fin, s.motif_absence, s.inaccessible
FROM source.saisie_recue s JOIN niveau_admis n ON n.code_indicateur = s.code_indicateur AND n.code_zone = s.code_zone
WHERE s.fin <= getvariable('fin');

-- Services : des comptes par commune, jamais un lieu. L'âge d'une visite n'est qu'une tranche : 0 (90 jours au plus) ou 91 (davantage).
INSERT INTO cible.point_service BY NAME
SELECT n.neuf AS id_point, p.type_service, p.code_zone
FROM source.point_service p JOIN point_neuf n USING (id_point) ORDER BY n.neuf;
INSERT INTO cible.etat_point BY NAME
SELECT e.date, n.neuf AS id_point, e.code_zone, e.statut, e.restaure, e.fonctionnel, e.retombe,
       (CASE WHEN visite_perimee(e.age_jours) THEN validite_visite() + 1 WHEN e.age_jours IS NOT NULL THEN 0 END)::INTEGER AS age_jours, e.etape
FROM source.etat_point e JOIN point_neuf n USING (id_point) WHERE e.date <= getvariable('fin') ORDER BY e.date, n.neuf;

-- Chantiers : l'ouvrage, son cercle, son avancement ; ni nom, ni entreprise, ni incident.
INSERT INTO cible.chantier BY NAME
SELECT n.neuf AS id_chantier, c.ouvrage, z.lue AS code_zone,
       CASE WHEN getvariable('public') = 'bailleur' THEN c.montant_fcfa END AS montant_fcfa, c.date_debut_prevue, c.date_fin_prevue,
       CASE WHEN c.date_debut <= getvariable('fin') THEN c.date_debut END AS date_debut,
       CASE WHEN c.date_reception <= getvariable('fin') THEN c.date_reception END AS date_reception
FROM source.chantier c JOIN chantier_neuf n USING (id_chantier) JOIN zone_lue z ON z.code = c.code_zone ORDER BY n.neuf;
INSERT INTO cible.chantier_avancement BY NAME
SELECT n.neuf AS id_chantier, a.date, a.physique_pct, a.financier_pct
FROM source.chantier_avancement a JOIN chantier_neuf n USING (id_chantier) WHERE a.date <= getvariable('fin') ORDER BY n.neuf, a.date;

-- Plan d'activités : les situations à la région, le résultat quand c'est un code du cadre, sans libellé, responsable ni blocage ; l'argent, au bailleur seul.
CREATE TEMP TABLE activite_neuve AS
SELECT code_activite, code_zone, 'A-' || lpad((row_number() OVER (ORDER BY md5(getvariable('numero') || code_activite || code_zone)))::VARCHAR, 4, '0') AS neuf
FROM (SELECT DISTINCT code_activite, code_zone FROM source.activite_ptba);
INSERT INTO cible.activite_ptba BY NAME
SELECT n.neuf AS code_activite, a.date, r.code AS resultat, coalesce(z.region, 'SOCLE') AS code_zone, a.debut_prevu, a.fin_prevue,
       CASE WHEN a.debut <= getvariable('fin') THEN a.debut END AS debut, CASE WHEN a.fin <= getvariable('fin') THEN a.fin END AS fin,
       a.avancement_pct, a.statut, CASE WHEN getvariable('public') = 'bailleur' THEN a.budget_fcfa END AS budget_fcfa,
       CASE WHEN getvariable('public') = 'bailleur' THEN a.engage_fcfa END AS engage_fcfa,
       CASE WHEN getvariable('public') = 'bailleur' THEN a.decaisse_fcfa END AS decaisse_fcfa
FROM source.activite_ptba a JOIN activite_neuve n USING (code_activite, code_zone) JOIN source.zone z ON z.code = a.code_zone
LEFT JOIN source.resultat r ON r.code = a.resultat
WHERE a.date <= getvariable('fin') ORDER BY n.neuf, a.date;

-- SPI : les tournées finies, au mois près ; ni site, ni motif, ni coût, ni trajet.
INSERT INTO cible.spi_tournee BY NAME
SELECT n.neuf AS id_tournee, z.region AS code_zone, au_mois(t.date_prevue_debut) AS date_prevue_debut, au_mois(t.date_prevue_fin) AS date_prevue_fin,
       au_mois(t.date_debut) AS date_debut, au_mois(t.date_fin) AS date_fin, t.statut
FROM source.spi_tournee t JOIN tournee_neuve n USING (id_tournee) JOIN source.zone z ON z.code = t.code_zone ORDER BY n.neuf;
INSERT INTO cible.spi_etape BY NAME
SELECT n.neuf AS id_tournee, CASE WHEN getvariable('public') = 'bailleur' THEN z.region ELSE z.lue END AS code_zone,
       population_lue(e.type_population) AS type_population,
       au_mois(e.date) AS date, e.tenue
FROM source.spi_etape e JOIN tournee_neuve n USING (id_tournee) JOIN zone_lue z ON z.code = e.code_zone
WHERE e.date <= getvariable('arrete') ORDER BY au_mois(e.date), n.neuf;

-- Le contexte : le mois, la région, la nature ; jamais ce qui en a été écrit.
INSERT INTO cible.evenement BY NAME
SELECT au_mois(e.date) AS date, coalesce(z.region, 'SOCLE') AS code_zone, nature_lue(e.nature) AS nature
FROM source.evenement e JOIN source.zone z ON z.code = e.code_zone WHERE e.date <= getvariable('arrete') ORDER BY ALL;
INSERT INTO cible.capitalisation BY NAME
SELECT c.date, coalesce(z.region, 'SOCLE') AS code_zone, c.statut
FROM source.capitalisation c JOIN source.zone z ON z.code = c.code_zone WHERE c.date <= getvariable('fin') ORDER BY ALL;
