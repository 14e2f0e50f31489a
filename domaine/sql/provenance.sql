-- D'où vient un chiffre (règle E9) : la même réponse pour `expliquer` et pour l'écran, gardée dans l'édition.

-- Toute ligne reçue et saine d'un indicateur, saisie ou de registre ; une saisie sans valeur y est aussi, avec son motif.
CREATE VIEW ligne_source AS
SELECT saisie.code_indicateur, saisie.code_zone, NULL::VARCHAR AS id_entite, periode.debut, periode.fin, saisie.dimension, saisie.modalite,
       saisie.numerateur, saisie.denominateur, saisie.valeur, saisie.effectif, saisie.statut, saisie.niveau_preuve, saisie.commentaire,
       saisie.motif_absence, saisie.id_chargement, saisie.fichier, saisie.feuille, saisie.ligne
FROM valeur saisie JOIN periode_nommee periode ON periode.libelle = saisie.periode
UNION ALL
SELECT code_indicateur, code_zone, id_entite, date, date, dimension, modalite, numerateur, denominateur, valeur, effectif,
       NULL, NULL, NULL, NULL, id_chargement, fichier, feuille, ligne
FROM composante;

-- Ce que prouve une ligne (règle D11) : ce qu'elle dit, ou ce que ses pièces prouvent, le plus fort des deux ; une photo vaut 2, un document signé 1.
CREATE MACRO niveau_prouve(niveau, photos, documents) AS
    greatest(niveau, CASE WHEN photos > 0 THEN '2' WHEN documents > 0 THEN '1' END);

-- Chaque visite, son niveau de preuve relevé par ses pièces (règle D11), et combien elle en a.
CREATE MACRO visites_prouvees() AS TABLE
SELECT visite.* REPLACE (niveau_prouve(visite.niveau_preuve, recues.photos, recues.documents) AS niveau_preuve),
       coalesce(recues.photos, 0) AS photos, coalesce(recues.documents, 0) AS documents
FROM visite LEFT JOIN (
    SELECT id_objet, date, count(*) FILTER (genre = 'photo') AS photos, count(*) FILTER (genre = 'document') AS documents
    FROM piece WHERE objet = 'visite' AND motif_retrait IS NULL GROUP BY ALL
) recues ON recues.id_objet = visite.id_point AND recues.date = visite.date;

-- Le nom d'une photo, tel qu'il se compare : le téléphone et son serveur n'écrivent ni les espaces ni la casse de même.
CREATE MACRO nom_de_photo(nom) AS lower(replace(trim(nom), ' ', '_'));

-- Les photos que les visites et les relevés de chantier annoncent (règle D12) ; celle dont la pièce est là est reçue.
CREATE MACRO photos_annoncees() AS TABLE
SELECT annonce.* REPLACE (trim(annonce.photo) AS photo), piece.sha256 IS NOT NULL AS recue
FROM (
    SELECT 'visite' AS objet, visite.id_point AS id_objet, point.code_zone, visite.date, visite.fichier, visite.feuille, visite.ligne,
           unnest(string_split(visite.photo, ';')) AS photo
    FROM visite JOIN point_service point USING (id_point) WHERE visite.photo IS NOT NULL
    UNION ALL
    SELECT 'réception', releve.id_chantier, chantier.code_zone, releve.date, releve.fichier, releve.feuille, releve.ligne,
           unnest(string_split(releve.photo, ';'))
    FROM chantier_avancement releve JOIN chantier USING (id_chantier) WHERE releve.photo IS NOT NULL
) annonce
LEFT JOIN (SELECT DISTINCT ON (objet, id_objet, date, nom_de_photo(nom)) * FROM piece WHERE motif_retrait IS NULL) piece
       ON piece.objet = annonce.objet AND piece.id_objet = annonce.id_objet AND piece.date = annonce.date
      AND nom_de_photo(piece.nom) = nom_de_photo(annonce.photo)
WHERE trim(annonce.photo) <> '';

-- Les bornes d'un chiffre : de sa première à sa dernière période de base due.
CREATE MACRO bornes_du_chiffre(un_code, un_type, une_periode) AS TABLE
SELECT coalesce(min(base.debut), any_value(rangee.debut)) AS debut, coalesce(max(base.fin), any_value(rangee.fin)) AS fin,
       any_value(indicateur.regle_temps) AS regle_temps, max(base.debut) AS debut_dernier, any_value(indicateur.nature) AS nature,
       any_value(indicateur.source_calcul) AS source_calcul
FROM indicateur JOIN periode_nommee rangee ON rangee.libelle = une_periode
LEFT JOIN periode base ON base.type = type_de_base(indicateur.frequence)
      AND base.finie AND base.fin <= rangee.fin AND (un_type = 'cumul' OR base.debut >= rangee.debut)
WHERE indicateur.code = un_code;

-- Les lignes qui entrent dans un chiffre ; dimension et modalité vides (NULL) pour le total. Un jalon par rang est fait des lignes du total.
CREATE MACRO lignes_du_chiffre(un_code, une_zone, un_type, une_periode, une_dimension, une_modalite) AS TABLE
SELECT source.code_zone, zone.nom AS zone, source.id_entite, source.fin AS quand,
       -- un point que sa dernière visite ne dit plus reste au dénominateur, et quitte le numérateur
       CASE WHEN borne.source_calcul IN ('points_fonctionnels', 'communes_couvertes') AND visite_perimee(borne.fin - source.fin) THEN 0.0
            ELSE source.numerateur END AS numerateur,
       source.denominateur, source.valeur, source.effectif, source.statut, coalesce(source.niveau_preuve, visite.niveau_preuve) AS niveau_preuve,
       source.commentaire, source.fichier, source.feuille, source.ligne, zone.ordre
FROM ligne_source source JOIN zone ON zone.code = source.code_zone
-- une ligne de registre qui est une visite a la preuve de cette visite
LEFT JOIN visites_prouvees() visite ON visite.id_chargement = source.id_chargement AND visite.fichier = source.fichier
     AND visite.feuille = source.feuille AND visite.ligne = source.ligne, bornes_du_chiffre(un_code, un_type, une_periode) borne
WHERE source.code_indicateur = un_code AND (source.valeur IS NOT NULL OR source.numerateur IS NOT NULL)
  AND EXISTS (SELECT 1 FROM zone_ascendance ascendance WHERE ascendance.code = source.code_zone AND ascendance.ancetre = une_zone)
  AND source.dimension IS NOT DISTINCT FROM CASE WHEN borne.nature <> 'jalon' OR une_dimension <> 'rang' THEN une_dimension END
  AND (source.fin IS NULL OR source.fin <= borne.fin) AND (borne.regle_temps = 'derniere' OR source.debut >= borne.debut)
-- dernière connue : une ligne par zone, point, poste ou chantier ; d'un registre, parmi celles de toute la dimension : qui change de modalité quitte
-- l'ancienne (règle C14)
QUALIFY (borne.regle_temps <> 'derniere'
         OR row_number() OVER (PARTITION BY source.code_zone, source.id_entite, CASE WHEN borne.source_calcul = 'saisie' THEN source.modalite END
                               ORDER BY source.fin DESC NULLS LAST, source.ligne DESC) = 1)
    AND CASE WHEN borne.nature = 'jalon' AND une_dimension = 'rang' THEN source.valeur::BIGINT::VARCHAR = une_modalite
             ELSE source.modalite IS NOT DISTINCT FROM une_modalite END;

-- Ce qui était attendu d'un indicateur saisi et n'est pas là : zone × période de base, avec le motif donné.
CREATE MACRO saisies_manquantes(un_code, une_zone, un_type, une_periode, une_dimension, une_modalite) AS TABLE
SELECT zone.code AS code_zone, zone.nom AS zone, base.libelle AS periode, base.fin,
       coalesce(sienne.motif_absence, total.motif_absence) AS motif, zone.ordre
FROM bornes_du_chiffre(un_code, un_type, une_periode) borne, indicateur
JOIN zone ON zone.niveau = indicateur.niveau_collecte
JOIN zone_ascendance ascendance ON ascendance.code = zone.code AND ascendance.ancetre = une_zone
JOIN periode base ON base.type = type_de_base(indicateur.frequence)
-- dernière connue : seule la dernière période de base due est attendue
     AND base.finie AND base.fin <= borne.fin
     AND base.debut >= debut_attendu(borne.regle_temps, borne.debut, borne.debut_dernier)
LEFT JOIN valeur total ON total.code_indicateur = un_code AND total.code_zone = zone.code AND total.periode = base.libelle
     AND total.dimension IS NULL
-- une ventilation a ses propres reçues, et les attendues du total ; les rangs d'un jalon sont ceux du total
LEFT JOIN valeur sienne ON sienne.code_indicateur = un_code AND sienne.code_zone = zone.code AND sienne.periode = base.libelle
     AND sienne.dimension IS NOT DISTINCT FROM nullif(une_dimension, 'rang')
     AND sienne.modalite IS NOT DISTINCT FROM CASE WHEN une_dimension = 'rang' THEN NULL ELSE une_modalite END
WHERE indicateur.code = un_code AND indicateur.source_calcul = 'saisie' AND sienne.valeur IS NULL AND sienne.numerateur IS NULL
  AND NOT quitte_l_attendu(total.motif_absence, total.valeur, total.numerateur)
  AND EXISTS (SELECT 1 FROM zones_attendues('indicateur', 'collecte', 'periode_nommee') attendue
              WHERE attendue.code_indicateur = un_code AND attendue.code_zone = zone.code
                AND periode_attendue(attendue.depuis, attendue.jusqu_a, base.debut, base.fin));

-- Les rapports attendus d'un registre, et qui ne sont pas là.
CREATE MACRO rapports_manquants(un_code, une_zone, un_type, une_periode) AS TABLE
SELECT rapport.code_zone, zone.nom AS zone, rapport.periode, rapport.fin,
       CASE WHEN rapport.du THEN 'rapport non reçu' ELSE 'rapport attendu pour le ' || strftime(rapport.echeance, '%d/%m/%Y') END AS motif, zone.ordre
FROM bornes_du_chiffre(un_code, un_type, une_periode) borne, indicateur, rapport_suivi rapport JOIN zone ON zone.code = rapport.code_zone
WHERE indicateur.code = un_code AND indicateur.source_calcul <> 'saisie' AND rapport.attendu_au_calcul AND NOT rapport.recu
-- un rapport est daté de la fin de sa période, comme dans le calcul
  AND rapport.fin <= borne.fin AND rapport.fin >= debut_attendu(borne.regle_temps, borne.debut, borne.debut_dernier)
  AND EXISTS (SELECT 1 FROM portee_des_rapports('zone_ascendance') portee WHERE portee.zone_du_rapport = rapport.code_zone AND portee.code_zone = une_zone)
  AND EXISTS (SELECT 1 FROM coordinations_attendues('indicateur', 'collecte', 'periode_nommee') coordination
              WHERE coordination.code_indicateur = un_code AND coordination.code_zone = rapport.code_zone);

-- L'un et l'autre : de quoi l'indicateur est fait dit lequel a des lignes.
CREATE MACRO manques_du_chiffre(un_code, une_zone, un_type, une_periode, une_dimension, une_modalite) AS TABLE
FROM saisies_manquantes(un_code, une_zone, un_type, une_periode, une_dimension, une_modalite)
UNION ALL FROM rapports_manquants(un_code, une_zone, un_type, une_periode);
