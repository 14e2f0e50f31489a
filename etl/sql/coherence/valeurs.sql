-- Les valeurs saisies à vérifier : elles entrent, signalées (règles Q8 à Q14).
CREATE TEMP VIEW saisie AS
SELECT recue.*, indicateur.nature, indicateur.sens, periode.debut, periode.fin
FROM s_valeur recue JOIN s_indicateur indicateur ON indicateur.code = recue.code_indicateur JOIN calendrier periode ON periode.libelle = recue.periode;

-- Ce qui se juge sur une ligne seule, en une seule lecture ; seules les lignes à dire vont plus loin.
INSERT INTO signalement
WITH jugee AS (
    SELECT saisie.*, borne.debut AS debut_donnees,
           NOT a_une_valeur(nature, valeur, numerateur) AND motif_absence IS NULL AS sans_motif,
           motif_absence IS NOT NULL AND (valeur IS NOT NULL OR numerateur IS NOT NULL) AS motif_de_trop,
           nature = 'ratio' AND numerateur > denominateur AS numerateur_superieur,
           nature = 'ratio' AND abs(valeur - pourcentage(numerateur, denominateur)) > 0.6 AS autre_que_termes,
           nature = 'score' AND valeur IS NOT NULL AND coalesce(effectif, 0) = 0 AS sans_effectif,
           -- Avant la première période de base : la valeur n'entre pas dans les sommes.
           saisie.fin < borne.debut AS avant_debut
    FROM saisie, borne
), signalee AS MATERIALIZED (
    FROM jugee WHERE sans_motif OR motif_de_trop OR numerateur_superieur OR autre_que_termes OR sans_effectif OR avant_debut
)
SELECT id_ligne, 'motif_absent', 'motif_absence', '', 'motif_absence', '' FROM signalee WHERE sans_motif
UNION ALL
SELECT id_ligne, 'valeur_et_motif', 'motif_absence', motif_absence, '', '' FROM signalee WHERE motif_de_trop
UNION ALL
SELECT id_ligne, 'numerateur_superieur', 'numerateur', nb(numerateur), nb(denominateur), '' FROM signalee WHERE numerateur_superieur
UNION ALL
SELECT id_ligne, 'valeur_et_termes', 'valeur', nb(valeur), nb(numerateur) || '/' || nb(denominateur), '' FROM signalee
WHERE autre_que_termes
UNION ALL
SELECT id_ligne, 'effectif_absent', 'effectif', '', '', '' FROM signalee WHERE sans_effectif
UNION ALL
SELECT id_ligne, 'avant_debut', 'periode', periode, strftime(debut_donnees, '%d/%m/%Y'), '' FROM signalee WHERE avant_debut;

-- Hors de la Collecte : la valeur entre, mais ne compte ni comme reçue ni comme attendue.
INSERT INTO signalement
WITH suivie AS (
    SELECT saisie.* FROM saisie SEMI JOIN s_collecte USING (code_indicateur) WHERE valeur IS NOT NULL OR numerateur IS NOT NULL
)
SELECT suivie.id_ligne, 'hors_collecte', 'code_zone', suivie.code_zone, '', '' FROM suivie
WHERE NOT EXISTS (SELECT 1 FROM attendu WHERE attendu.code_indicateur = suivie.code_indicateur AND attendu.code_zone = suivie.code_zone
              AND periode_attendue(attendu.depuis, attendu.jusqu_a, suivie.debut, suivie.fin));

-- Un stock qui doit monter et qui descend.
INSERT INTO signalement
WITH suite AS (
    SELECT *, lag(valeur) OVER (PARTITION BY code_indicateur, code_zone, dimension, modalite ORDER BY fin) AS avant
    FROM saisie WHERE nature = 'stock' AND sens = 'hausse' AND valeur IS NOT NULL
)
SELECT id_ligne, 'baisse_cumul', 'valeur', nb(valeur), nb(avant), '' FROM suite WHERE valeur < avant;

-- Trois fois la médiane de la zone, quand elle a au moins quatre valeurs : en dessous, la médiane ne dit rien.
INSERT INTO signalement
WITH habitude AS (
    SELECT code_indicateur, code_zone, median(valeur) AS mediane FROM saisie
    WHERE nature IN ('flux', 'distinct') AND dimension IS NULL AND valeur IS NOT NULL
    GROUP BY ALL HAVING count(*) >= 4 AND median(valeur) > 0
)
SELECT saisie.id_ligne, 'valeur_aberrante', 'valeur', nb(saisie.valeur), nb(habitude.mediane), ''
FROM saisie JOIN habitude USING (code_indicateur, code_zone) WHERE saisie.dimension IS NULL AND saisie.valeur > 3 * habitude.mediane;

-- Des modalités qui ne somment pas au total, ou qui le dépassent : d'un ratio, ce sont les numérateurs qui se somment.
-- Un score, un délai, un compte de personnes, un rang ne se somment pas. Une modalité sans valeur, ou seule, laisse la
-- ventilation partielle : elle peut être inférieure au total, non le dépasser.
INSERT INTO signalement
WITH compte AS (
    SELECT id_ligne, code_indicateur, code_zone, periode, dimension, CASE WHEN nature = 'ratio' THEN numerateur ELSE valeur END AS nombre
    FROM saisie WHERE nature IN ('flux', 'stock', 'ratio')
), detail AS (
    SELECT code_indicateur, code_zone, periode, dimension, sum(nombre) AS somme, count(nombre) AS modalites, count(*) > greatest(count(nombre), 1) AS partielle
    FROM compte WHERE dimension IS NOT NULL GROUP BY ALL
)
SELECT compte.id_ligne, 'ventilation_somme', '', detail.dimension,
       nb(detail.somme) || ' contre ' || nb(compte.nombre) || CASE WHEN detail.modalites = 1 THEN ' : une seule modalité dépasse déjà le total' ELSE '' END, ''
FROM compte JOIN detail USING (code_indicateur, code_zone, periode)
WHERE compte.dimension IS NULL AND abs(detail.somme - compte.nombre) > 1e-9 * greatest(1, abs(compte.nombre))
  AND (detail.somme > compte.nombre OR detail.modalites > 1 AND NOT detail.partielle);

-- Un indicateur qui a des chiffres, et aucune cible qui les juge : pas une seule ; ou bien aucune qui soit échue, après
-- une année civile entière ; ou des cibles de période qui ne sont pas allées jusqu'à la dernière période finie.
INSERT INTO signalement
WITH finie AS (
    SELECT periode.*, row_number() OVER (PARTITION BY periode.type ORDER BY periode.fin DESC) = 1 AS derniere FROM calendrier periode, borne
    WHERE periode.fin <= borne.date_donnees
), cible AS (
    SELECT cible.code_indicateur AS code, bool_or(finie.libelle IS NOT NULL) AS echue,
           bool_or(finie.libelle IS NOT NULL AND (cible.nature_cible = 'cumul' OR finie.derniere)) AS en_vigueur
    FROM s_cible cible LEFT JOIN finie ON finie.libelle = cible.periode GROUP BY 1
), sans_cible AS MATERIALIZED (
    SELECT indicateur.*, cible.code IS NULL AS aucune FROM s_indicateur indicateur LEFT JOIN cible USING (code), borne
    WHERE cible.code IS NULL OR NOT cible.en_vigueur
          AND (cible.echue OR EXISTS (FROM finie WHERE finie.type = 'annee' AND finie.debut >= date_trunc('month', borne.debut)))
)
SELECT sans_cible.id_ligne, 'cible_absente', 'code', sans_cible.code,
       CASE WHEN sans_cible.aucune THEN 'aucune cible'
            ELSE 'aucune cible pour la dernière période échue (données au ' || strftime(borne.date_donnees, '%d/%m/%Y') || ')' END, ''
FROM sans_cible, borne
WHERE borne.date_donnees IS NOT NULL
  AND (EXISTS (SELECT 1 FROM s_valeur saisie WHERE saisie.code_indicateur = sans_cible.code AND (saisie.valeur IS NOT NULL OR saisie.numerateur IS NOT NULL))
       OR sans_cible.source_calcul IN (SELECT source_calcul FROM source_remplie));

INSERT INTO signalement
SELECT id_ligne, 'seuils_inconnus', 'jeu_seuils', jeu_seuils, '', '' FROM s_indicateur
WHERE jeu_seuils IS NOT NULL AND jeu_seuils <> 'defaut' AND jeu_seuils NOT IN (SELECT jeu FROM s_seuil);
