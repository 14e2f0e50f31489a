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
SELECT zone.code, CASE WHEN getvariable('public') = 'bailleur' AND zone.niveau = 'commune' THEN zone.parent ELSE zone.code END AS lue, zone.region
FROM source.zone;

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
WHERE cle IN ('intitule', 'convention', 'financeur', 'maitre_oeuvre', 'date_debut', 'date_fin', 'date_suspension', 'id_iati',
              'organisation_iati', 'type_organisation_iati', 'nom_organisation_iati')
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
SELECT cible.code_indicateur, cible.code_zone, cible.periode, cible.valeur, cible.nature_cible
FROM source.cible JOIN niveau_admis admis ON admis.code_indicateur = cible.code_indicateur AND admis.code_zone = cible.code_zone;
INSERT INTO cible.collecte BY NAME
SELECT code_indicateur, code_zone, depuis, jusqu_a FROM source.collecte;
INSERT INTO cible.correspondance BY NAME
SELECT code_indicateur, systeme, code_externe, facteur, depuis FROM source.correspondance;
INSERT INTO cible.population BY NAME
SELECT code_zone, annee, population, femmes, source FROM source.population;
-- Une réception d'après la période reste, quand la source l'a comptée : c'est elle qui dit ce que valent les chiffres (règles A6 et M3).
INSERT INTO cible.rapport_activite BY NAME
SELECT rapport.code_zone, rapport.periode, rapport.date_echeance,
       CASE WHEN rapport.date_reception <= (SELECT date_donnees FROM source.arrete) THEN rapport.date_reception END AS date_reception
FROM source.rapport_activite rapport JOIN source.periode_nommee periode ON periode.libelle = rapport.periode WHERE periode.fin <= getvariable('fin');
-- Où en était la validation de chaque période montrée : ni qui, ni quand, ni pourquoi (règle A12).
INSERT INTO cible.validation_suivie BY NAME
SELECT code_zone, periode, fin, statut FROM source.validation_suivie WHERE fin <= getvariable('fin') ORDER BY fin, code_zone;
INSERT INTO cible.saisie_recue BY NAME
SELECT saisie.code_indicateur, saisie.code_zone, saisie.periode, saisie.fin, saisie.motif_absence, saisie.inaccessible
FROM source.saisie_recue saisie JOIN niveau_admis admis ON admis.code_indicateur = saisie.code_indicateur AND admis.code_zone = saisie.code_zone
WHERE saisie.fin <= getvariable('fin');

INSERT INTO cible.reserve BY NAME
SELECT mise_de_cote, feuille, code_indicateur, region, jour, lignes FROM source.reserve WHERE jour IS NULL OR jour <= getvariable('fin') ORDER BY ALL;

-- Services : des comptes par commune, jamais un lieu. L'âge d'une visite n'est qu'une tranche : 0 (90 jours au plus) ou 91 (davantage).
INSERT INTO cible.point_service BY NAME
SELECT point_neuf.neuf AS id_point, point.type_service, point.code_zone
FROM source.point_service point JOIN point_neuf USING (id_point) ORDER BY point_neuf.neuf;
INSERT INTO cible.etat_point BY NAME
SELECT etat.date, point_neuf.neuf AS id_point, etat.code_zone, etat.statut, etat.restaure, etat.fonctionnel, etat.retombe,
       (CASE WHEN visite_perimee(etat.age_jours) THEN validite_visite() + 1 WHEN etat.age_jours IS NOT NULL THEN 0 END)::INTEGER AS age_jours, etat.etape
FROM source.etat_point etat JOIN point_neuf USING (id_point) WHERE etat.date <= getvariable('fin') ORDER BY etat.date, point_neuf.neuf;

-- Chantiers : l'ouvrage, son cercle, son avancement ; ni nom, ni entreprise, ni incident.
INSERT INTO cible.chantier BY NAME
SELECT chantier_neuf.neuf AS id_chantier, chantier.ouvrage, zone_lue.lue AS code_zone,
       CASE WHEN getvariable('public') = 'bailleur' THEN chantier.montant_fcfa END AS montant_fcfa, chantier.date_debut_prevue, chantier.date_fin_prevue,
       CASE WHEN chantier.date_debut <= getvariable('fin') THEN chantier.date_debut END AS date_debut,
       CASE WHEN chantier.date_reception <= getvariable('fin') THEN chantier.date_reception END AS date_reception
FROM source.chantier JOIN chantier_neuf USING (id_chantier) JOIN zone_lue ON zone_lue.code = chantier.code_zone ORDER BY chantier_neuf.neuf;
INSERT INTO cible.chantier_avancement BY NAME
SELECT chantier_neuf.neuf AS id_chantier, avancement.date, avancement.physique_pct, avancement.financier_pct
FROM source.chantier_avancement avancement JOIN chantier_neuf USING (id_chantier) WHERE avancement.date <= getvariable('fin') ORDER BY chantier_neuf.neuf, avancement.date;

-- Plan d'activités : les situations à la région, le résultat quand c'est un code du cadre, sans libellé, responsable ni blocage ; l'argent, au bailleur seul.
CREATE TEMP TABLE activite_neuve AS
SELECT code_activite, code_zone, 'A-' || lpad((row_number() OVER (ORDER BY md5(getvariable('numero') || code_activite || code_zone)))::VARCHAR, 4, '0') AS neuf
FROM (SELECT DISTINCT code_activite, code_zone FROM source.activite_ptba);
INSERT INTO cible.activite_ptba BY NAME
SELECT activite_neuve.neuf AS code_activite, activite.date, resultat.code AS resultat, coalesce(zone.region, 'SOCLE') AS code_zone, activite.debut_prevu, activite.fin_prevue,
       CASE WHEN activite.debut <= getvariable('fin') THEN activite.debut END AS debut, CASE WHEN activite.fin <= getvariable('fin') THEN activite.fin END AS fin,
       activite.avancement_pct, activite.statut, CASE WHEN getvariable('public') = 'bailleur' THEN activite.budget_fcfa END AS budget_fcfa,
       CASE WHEN getvariable('public') = 'bailleur' THEN activite.engage_fcfa END AS engage_fcfa,
       CASE WHEN getvariable('public') = 'bailleur' THEN activite.decaisse_fcfa END AS decaisse_fcfa
FROM source.activite_ptba activite JOIN activite_neuve USING (code_activite, code_zone) JOIN source.zone ON zone.code = activite.code_zone
LEFT JOIN source.resultat ON resultat.code = activite.resultat
WHERE activite.date <= getvariable('fin') ORDER BY activite_neuve.neuf, activite.date;

-- SPI : les tournées finies, au mois près ; du motif, la sorte seule ; ni site, ni coût, ni trajet.
INSERT INTO cible.spi_tournee BY NAME
SELECT tournee_neuve.neuf AS id_tournee, zone.region AS code_zone,
       au_mois(tournee.date_prevue_debut) AS date_prevue_debut, au_mois(tournee.date_prevue_fin) AS date_prevue_fin,
       au_mois(tournee.date_debut) AS date_debut, au_mois(tournee.date_fin) AS date_fin, tournee.statut,
       CASE WHEN tournee.statut IN ('annulée', 'partielle') THEN motif_lu(tournee.motif) END AS motif
FROM source.spi_tournee tournee JOIN tournee_neuve USING (id_tournee) JOIN source.zone ON zone.code = tournee.code_zone ORDER BY tournee_neuve.neuf;
INSERT INTO cible.spi_etape BY NAME
SELECT tournee_neuve.neuf AS id_tournee, CASE WHEN getvariable('public') = 'bailleur' THEN zone_lue.region ELSE zone_lue.lue END AS code_zone,
       population_lue(etape.type_population) AS type_population,
       au_mois(etape.date) AS date, etape.tenue
FROM source.spi_etape etape JOIN tournee_neuve USING (id_tournee) JOIN zone_lue ON zone_lue.code = etape.code_zone
WHERE etape.date <= getvariable('arrete') ORDER BY au_mois(etape.date), tournee_neuve.neuf;

-- Le contexte : le mois, la région, la nature ; jamais ce qui en a été écrit.
INSERT INTO cible.evenement BY NAME
SELECT au_mois(evenement.date) AS date, coalesce(zone.region, 'SOCLE') AS code_zone, nature_lue(evenement.nature) AS nature
FROM source.evenement JOIN source.zone ON zone.code = evenement.code_zone WHERE evenement.date <= getvariable('arrete') ORDER BY ALL;
INSERT INTO cible.capitalisation BY NAME
SELECT produit.date, coalesce(zone.region, 'SOCLE') AS code_zone, produit.statut
FROM source.capitalisation produit JOIN source.zone ON zone.code = produit.code_zone WHERE produit.date <= getvariable('fin') ORDER BY ALL;
