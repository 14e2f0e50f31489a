-- D'où vient un chiffre : la même réponse pour `expliquer` et pour l'écran, gardée dans l'édition.

-- Toute ligne reçue et saine d'un indicateur, saisie ou de registre ; une saisie sans valeur y est aussi, avec son motif.
CREATE VIEW ligne_source AS
SELECT v.code_indicateur, v.code_zone, NULL::VARCHAR AS id_entite, p.debut, p.fin, v.dimension, v.modalite, v.numerateur, v.denominateur,
       v.valeur, v.effectif, v.statut, v.niveau_preuve, v.commentaire, v.motif_absence, v.id_chargement, v.fichier, v.feuille, v.ligne
FROM valeur v JOIN periode_nommee p ON p.libelle = v.periode
UNION ALL
SELECT c.code_indicateur, c.code_zone, c.id_entite, c.date, c.date, c.dimension, c.modalite, c.numerateur, c.denominateur,
       c.valeur, c.effectif, NULL, NULL, NULL, NULL, c.id_chargement, c.fichier, c.feuille, c.ligne
FROM composante c;

-- Les bornes d'un chiffre : de sa première à sa dernière période de base due.
CREATE MACRO bornes_du_chiffre(un_code, un_type, une_periode) AS TABLE
SELECT coalesce(min(b.debut), any_value(r.debut)) AS debut, coalesce(max(b.fin), any_value(r.fin)) AS fin, any_value(i.regle_temps) AS regle_temps,
       max(b.debut) AS debut_dernier, any_value(i.nature) AS nature, any_value(i.source_calcul) AS source_calcul
FROM indicateur i JOIN periode_nommee r ON r.libelle = une_periode
LEFT JOIN periode b ON b.type = CASE i.frequence WHEN 'M' THEN 'mois' WHEN 'T' THEN 'trimestre' WHEN 'S' THEN 'semestre' ELSE 'annee' END
                   AND b.finie AND b.fin <= r.fin AND (un_type = 'cumul' OR b.debut >= r.debut)
WHERE i.code = un_code;

-- Les lignes qui entrent dans un chiffre ; dimension et modalité vides (NULL) pour le total. Un jalon par rang est fait des lignes du total.
CREATE MACRO lignes_du_chiffre(un_code, une_zone, un_type, une_periode, une_dimension, une_modalite) AS TABLE
SELECT s.code_zone, z.nom AS zone, s.id_entite, s.fin AS quand,
       -- un point non vu depuis plus de 90 jours ne compte plus au numérateur
       CASE WHEN b.source_calcul IN ('points_fonctionnels', 'communes_couvertes') AND b.fin - s.fin > 90 THEN 0.0 ELSE s.numerateur END AS numerateur,
       s.denominateur, s.valeur, s.effectif, s.statut, s.niveau_preuve, s.commentaire, s.fichier, s.feuille, s.ligne, z.ordre
FROM ligne_source s JOIN zone z ON z.code = s.code_zone, bornes_du_chiffre(un_code, un_type, une_periode) b
WHERE s.code_indicateur = un_code AND (s.valeur IS NOT NULL OR s.numerateur IS NOT NULL)
  AND EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = s.code_zone AND a.ancetre = une_zone)
  AND CASE WHEN b.nature = 'jalon' AND une_dimension = 'rang' THEN s.dimension IS NULL
           ELSE s.dimension IS NOT DISTINCT FROM une_dimension AND s.modalite IS NOT DISTINCT FROM une_modalite END
  AND (s.fin IS NULL OR s.fin <= b.fin) AND (b.regle_temps = 'derniere' OR s.debut >= b.debut)
-- dernière connue : une ligne par zone, point, poste ou chantier
QUALIFY (b.regle_temps <> 'derniere'
         OR row_number() OVER (PARTITION BY s.code_zone, s.id_entite ORDER BY s.fin DESC NULLS LAST, s.ligne DESC) = 1)
    AND (b.nature <> 'jalon' OR une_dimension IS DISTINCT FROM 'rang' OR s.valeur::BIGINT::VARCHAR = une_modalite);

-- Ce qui était attendu et n'est pas là : zone × période de base d'un indicateur saisi, avec le motif donné ; rapports d'un registre.
CREATE MACRO manques_du_chiffre(un_code, une_zone, un_type, une_periode, une_dimension, une_modalite) AS TABLE
SELECT z.code AS code_zone, z.nom AS zone, b.libelle AS periode, b.fin, coalesce(m.motif_absence, v.motif_absence) AS motif, z.ordre
FROM bornes_du_chiffre(un_code, un_type, une_periode) r, indicateur i
JOIN zone z ON z.niveau = i.niveau_collecte JOIN zone_ascendance a ON a.code = z.code AND a.ancetre = une_zone
JOIN periode b ON b.type = CASE i.frequence WHEN 'M' THEN 'mois' WHEN 'T' THEN 'trimestre' WHEN 'S' THEN 'semestre' ELSE 'annee' END
-- dernière connue : seule la dernière période de base due est attendue
              AND b.finie AND b.fin <= r.fin AND b.debut >= CASE WHEN r.regle_temps = 'derniere' THEN r.debut_dernier ELSE r.debut END
LEFT JOIN valeur v ON v.code_indicateur = un_code AND v.code_zone = z.code AND v.periode = b.libelle AND v.dimension IS NULL
-- une ventilation a ses propres reçues, et les attendues du total ; les rangs d'un jalon sont ceux du total
LEFT JOIN valeur m ON m.code_indicateur = un_code AND m.code_zone = z.code AND m.periode = b.libelle
     AND m.dimension IS NOT DISTINCT FROM nullif(une_dimension, 'rang')
     AND m.modalite IS NOT DISTINCT FROM CASE WHEN une_dimension = 'rang' THEN NULL ELSE une_modalite END
WHERE i.code = un_code AND i.source_calcul = 'saisie' AND m.valeur IS NULL AND m.numerateur IS NULL
  AND (v.motif_absence IS DISTINCT FROM 'sans objet' OR v.valeur IS NOT NULL OR v.numerateur IS NOT NULL)
  AND (un_code NOT IN (SELECT code_indicateur FROM collecte) OR EXISTS (
      SELECT 1 FROM collecte c JOIN zone_ascendance x ON x.code = z.code AND x.ancetre = c.code_zone
      LEFT JOIN periode_nommee d ON d.libelle = c.depuis LEFT JOIN periode_nommee j ON j.libelle = c.jusqu_a
      WHERE c.code_indicateur = un_code AND (d.debut IS NULL OR d.debut <= b.debut) AND (j.fin IS NULL OR j.fin >= b.fin)))
UNION ALL
SELECT q.code_zone, z.nom, q.periode, p.fin,
       CASE WHEN q.date_echeance > n.jour THEN 'rapport attendu pour le ' || strftime(q.date_echeance, '%d/%m/%Y') ELSE 'rapport non reçu' END, z.ordre
FROM bornes_du_chiffre(un_code, un_type, une_periode) r, indicateur i, rapport_activite q
JOIN zone z ON z.code = q.code_zone JOIN periode_nommee p ON p.libelle = q.periode,
     (SELECT max(try_cast(valeur AS DATE)) FILTER (cle = 'date_donnees') AS jour, max(try_cast(valeur AS DATE)) FILTER (cle = 'date_fixee') AS fixee
      FROM info) n
WHERE i.code = un_code AND i.source_calcul <> 'saisie' AND (q.date_reception IS NULL OR q.date_reception > n.fixee) AND p.fin <= n.jour
-- un rapport est daté de la fin de sa période, comme dans le calcul
  AND p.fin <= r.fin AND p.fin >= CASE WHEN r.regle_temps = 'derniere' THEN r.debut_dernier ELSE r.debut END
  AND (EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = q.code_zone AND a.ancetre = une_zone)
       OR (q.code_zone <> 'SOCLE' AND EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = une_zone AND a.ancetre = q.code_zone)));
