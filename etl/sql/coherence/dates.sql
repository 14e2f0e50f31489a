-- Une date hors de sa période, ou avant ce qui la précède : la ligne entre, signalée (règle Q13).

-- Ce qui s'est fait pendant une tournée : à ses dates réelles, sinon à ses dates prévues. Une tournée partie et pas
-- encore revenue n'a pas de fin ; une étape non tenue garde la date où elle était prévue.
INSERT INTO signalement
WITH tournee AS (
    SELECT id_tournee, coalesce(date_debut, date_prevue_debut) AS debut,
           CASE WHEN date_debut IS NULL OR date_fin IS NOT NULL THEN coalesce(date_fin, date_prevue_fin) END AS fin
    FROM s_spi_tournee
), fait_en_tournee AS (
    SELECT id_ligne, id_tournee, date FROM s_spi_prestation
    UNION ALL SELECT id_ligne, id_tournee, date FROM s_spi_etape WHERE tenue
)
SELECT id_ligne, 'date_hors_periode', 'date', strftime(date, '%d/%m/%Y'),
       CASE WHEN date < debut THEN 'la tournée ' || id_tournee || ' commence le ' || strftime(debut, '%d/%m/%Y')
            ELSE 'la tournée ' || id_tournee || ' finit le ' || strftime(fin, '%d/%m/%Y') END, ''
FROM fait_en_tournee JOIN tournee USING (id_tournee)
WHERE (date < debut OR date > fin) AND NOT coalesce(debut > fin, false);

-- Un rapport ne peut pas être reçu avant que commence ce dont il rend compte.
INSERT INTO signalement
SELECT rapport.id_ligne, 'date_hors_periode', 'date_reception', strftime(rapport.date_reception, '%d/%m/%Y'),
       'la période du rapport commence le ' || strftime(periode.debut, '%d/%m/%Y'), ''
FROM s_rapport_activite rapport JOIN calendrier periode ON periode.libelle = rapport.periode WHERE rapport.date_reception < periode.debut;

-- Un rapport qui n'est pas d'une coordination, ou pas de la fréquence du projet, ne répond à aucun de ceux que le calendrier attend (règle A6).
INSERT INTO signalement
WITH voulue AS (SELECT type_de_base(frequence_des_rapports('s_projet')) AS type)
SELECT rapport.id_ligne, 'rapport_hors_calendrier', 'periode', zone.nom || ' · ' || rapport.periode,
       CASE WHEN zone.niveau <> 'region' THEN 'une coordination est une région' ELSE 'un rapport par ' || voulue.type END, ''
FROM voulue, s_rapport_activite rapport JOIN zone ON zone.code = rapport.code_zone JOIN calendrier periode ON periode.libelle = rapport.periode
WHERE zone.niveau <> 'region' OR periode.type <> voulue.type;

-- Deux dates d'une même ligne dans le mauvais ordre : celle qui suit, celle qui précède.
INSERT INTO signalement
WITH suite AS (
    SELECT id_ligne, 'date_fin' AS colonne, date_fin AS jour, 'date_debut' AS precede, date_debut AS avant FROM s_spi_tournee
    UNION ALL SELECT id_ligne, 'date_prevue_fin', date_prevue_fin, 'date_prevue_debut', date_prevue_debut FROM s_spi_tournee
    UNION ALL SELECT id_ligne, 'date_reception', date_reception, 'date_debut', date_debut FROM s_chantier
    UNION ALL SELECT id_ligne, 'date_fin_prevue', date_fin_prevue, 'date_debut_prevue', date_debut_prevue FROM s_chantier
    UNION ALL SELECT id_ligne, 'fin', fin, 'debut', debut FROM s_activite_ptba
    UNION ALL SELECT id_ligne, 'fin_prevue', fin_prevue, 'debut_prevu', debut_prevu FROM s_activite_ptba
    UNION ALL SELECT id_ligne, 'fin', fin, 'debut', debut FROM s_formation
    UNION ALL SELECT id_ligne, 'date_validation', date_validation, 'date_soumission', date_soumission FROM s_projet_service
    UNION ALL SELECT id_ligne, 'date_execution', date_execution, 'date', date FROM s_decision
)
SELECT id_ligne, 'date_hors_periode', colonne, strftime(jour, '%d/%m/%Y'),
       '«' || precede || '» est le ' || strftime(avant, '%d/%m/%Y'), ''
FROM suite WHERE jour < avant;
