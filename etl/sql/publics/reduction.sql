-- Une édition pour un public : chaque table est faite ici, colonne par colonne, depuis l'édition interne (`source`). Rien ne passe qui ne soit nommé.
-- Variables : public («partenaires», «bailleur»), fin (dernier jour montré), numero. `valeurs` et ce qui en dépend sont écrits par `etl.publics.reduction`.

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
WHERE coalesce(date_fin, date_prevue_fin) <= getvariable('fin') AND statut <> 'planifiée';
-- La zone la plus fine que ce public lit pour ce qui s'est fait quelque part : le cercle pour le bailleur, la zone même pour les partenaires.
CREATE TEMP TABLE zone_lue AS
SELECT z.code, CASE WHEN getvariable('public') = 'bailleur' AND z.niveau = 'commune' THEN z.parent ELSE z.code END AS lue, z.region
FROM source.zone z;

-- Référentiel et cadre : des faits publics, sans nom de fichier ni de responsable.
CREATE TABLE cible.zone AS SELECT code, niveau, nom, parent, region, lon, lat, superficie_km2, ordre FROM source.zone ORDER BY ordre, code;
CREATE TABLE cible.zone_ascendance AS SELECT code, ancetre, niveau_ancetre FROM source.zone_ascendance;
CREATE TABLE cible.limite AS
SELECT code_zone, niveau, geojson, schematique, '' AS source FROM source.limite WHERE niveau <> 'commune' OR getvariable('public') = 'partenaires';
CREATE TABLE cible.repere AS SELECT genre, nom, geojson, lon, lat, '' AS source, credit FROM source.repere;
CREATE TABLE cible.periode AS SELECT libelle, type, debut, fin, finie FROM source.periode WHERE fin <= getvariable('fin') ORDER BY debut, fin;
CREATE TABLE cible.periode_nommee AS SELECT libelle, type, debut, fin FROM source.periode_nommee;
CREATE TABLE cible.projet AS
SELECT cle, valeur, NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne FROM source.projet
WHERE cle IN ('intitule', 'convention', 'financeur', 'maitre_oeuvre', 'date_debut', 'date_fin', 'date_suspension', 'id_iati')
   OR (cle = 'budget_eur' AND getvariable('public') = 'bailleur');
CREATE TABLE cible.resultat AS
SELECT code, libelle, niveau, parent, NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne FROM source.resultat;
CREATE TABLE cible.indicateur AS
SELECT code, libelle, libelle_court, resultat, unite, nature, regle_temps, sens, frequence, niveau_collecte, phare, source_calcul, jeu_seuils, definition,
       numerateur, denominateur, moyen_verification, NULL::VARCHAR AS responsable, desagregations, NULL::VARCHAR AS sensibilite, classes_carte,
       NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne, ordre
FROM source.indicateur ORDER BY ordre;
CREATE TABLE cible.seuil AS
SELECT jeu, vert, orange, peremption, plancher_completude, NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.seuil;
CREATE TABLE cible.cible AS
SELECT c.code_indicateur, c.code_zone, c.periode, c.valeur, c.nature_cible, NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille,
       NULL::INTEGER AS ligne
FROM source.cible c JOIN niveau_admis n ON n.code_indicateur = c.code_indicateur AND n.code_zone = c.code_zone;
CREATE TABLE cible.collecte AS
SELECT code_indicateur, code_zone, depuis, jusqu_a, NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.collecte;
CREATE TABLE cible.population AS
SELECT code_zone, annee, population, femmes, source, NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.population;
CREATE TABLE cible.rapport_activite AS
SELECT r.code_zone, r.periode, r.date_echeance, CASE WHEN r.date_reception <= getvariable('fin') THEN r.date_reception END AS date_reception,
       NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.rapport_activite r JOIN source.periode_nommee p ON p.libelle = r.periode WHERE p.fin <= getvariable('fin');
CREATE TABLE cible.saisie_recue AS
SELECT s.code_indicateur, s.code_zone, s.periode, s.fin, s.motif_absence, s.inaccessible
FROM source.saisie_recue s JOIN niveau_admis n ON n.code_indicateur = s.code_indicateur AND n.code_zone = s.code_zone
WHERE s.fin <= getvariable('fin');

-- Services : des comptes par commune, jamais un lieu. L'âge d'une visite n'est qu'une tranche : 0 (90 jours au plus) ou 91 (davantage).
CREATE TABLE cible.point_service AS
SELECT n.neuf AS id_point, NULL::VARCHAR AS nom, p.type_service, p.code_zone, NULL::VARCHAR AS id_projet, NULL::VARCHAR AS localite, NULL::DOUBLE AS latitude,
       NULL::DOUBLE AS longitude, NULL::DOUBLE AS precision_m, NULL::VARCHAR AS gestionnaire, NULL::DOUBLE AS population_desservie, NULL::VARCHAR AS operateur,
       NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.point_service p JOIN point_neuf n USING (id_point) ORDER BY n.neuf;
CREATE TABLE cible.etat_point AS
SELECT e.date, n.neuf AS id_point, e.code_zone, e.statut, e.restaure, e.fonctionnel, e.retombe, NULL::INTEGER AS tests, NULL::DATE AS derniere_visite,
       (CASE WHEN visite_perimee(e.age_jours) THEN validite_visite() + 1 WHEN e.age_jours IS NOT NULL THEN 0 END)::INTEGER AS age_jours, e.etape, NULL::DATE AS date_restauration
FROM source.etat_point e JOIN point_neuf n USING (id_point) WHERE e.date <= getvariable('fin') ORDER BY e.date, n.neuf;

-- Chantiers : l'ouvrage, son cercle, son avancement ; ni nom, ni entreprise, ni incident.
CREATE TABLE cible.chantier AS
SELECT n.neuf AS id_chantier, c.ouvrage, NULL::VARCHAR AS nom, z.lue AS code_zone, NULL::VARCHAR AS entreprise,
       CASE WHEN getvariable('public') = 'bailleur' THEN c.montant_fcfa END AS montant_fcfa, c.date_debut_prevue, c.date_fin_prevue,
       CASE WHEN c.date_debut <= getvariable('fin') THEN c.date_debut END AS date_debut,
       CASE WHEN c.date_reception <= getvariable('fin') THEN c.date_reception END AS date_reception,
       NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.chantier c JOIN chantier_neuf n USING (id_chantier) JOIN zone_lue z ON z.code = c.code_zone ORDER BY n.neuf;
CREATE TABLE cible.chantier_avancement AS
SELECT n.neuf AS id_chantier, a.date, a.physique_pct, a.financier_pct, NULL::VARCHAR AS incident, NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier,
       NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.chantier_avancement a JOIN chantier_neuf n USING (id_chantier) WHERE a.date <= getvariable('fin') ORDER BY n.neuf, a.date;

-- SPI : les tournées finies, au mois près ; ni site, ni motif, ni coût, ni trajet.
CREATE TABLE cible.spi_tournee AS
SELECT n.neuf AS id_tournee, z.region AS code_zone, last_day(t.date_prevue_debut) AS date_prevue_debut, last_day(t.date_prevue_fin) AS date_prevue_fin,
       last_day(t.date_debut) AS date_debut, last_day(t.date_fin) AS date_fin, t.statut, NULL::VARCHAR AS motif, NULL::DOUBLE AS cout_fcfa,
       NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.spi_tournee t JOIN tournee_neuve n USING (id_tournee) JOIN source.zone z ON z.code = t.code_zone ORDER BY n.neuf;
CREATE TABLE cible.spi_etape AS
SELECT n.neuf AS id_tournee, CASE WHEN getvariable('public') = 'bailleur' THEN z.region ELSE z.lue END AS code_zone, NULL::VARCHAR AS site, e.type_population,
       last_day(e.date) AS date, NULL::DOUBLE AS distance_km, e.tenue, NULL::VARCHAR AS motif, NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier,
       NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.spi_etape e JOIN tournee_neuve n USING (id_tournee) JOIN zone_lue z ON z.code = e.code_zone
WHERE last_day(e.date) <= getvariable('fin') ORDER BY last_day(e.date), n.neuf;

-- Le contexte : le mois, la région, la nature ; jamais ce qui en a été écrit.
CREATE TABLE cible.evenement AS
SELECT last_day(e.date) AS date, coalesce(z.region, 'SOCLE') AS code_zone, e.nature, NULL::VARCHAR AS texte, NULL::INTEGER AS id_chargement,
       NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.evenement e JOIN source.zone z ON z.code = e.code_zone WHERE last_day(e.date) <= getvariable('fin') ORDER BY ALL;
CREATE TABLE cible.capitalisation AS
SELECT NULL::VARCHAR AS id_produit, NULL::VARCHAR AS titre, c.date, coalesce(z.region, 'SOCLE') AS code_zone, c.theme, c.statut, NULL::VARCHAR AS lien,
       NULL::INTEGER AS id_chargement, NULL::VARCHAR AS fichier, NULL::VARCHAR AS feuille, NULL::INTEGER AS ligne
FROM source.capitalisation c JOIN source.zone z ON z.code = c.code_zone WHERE c.date <= getvariable('fin') ORDER BY ALL;
