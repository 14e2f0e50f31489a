-- Les valeurs saisies à vérifier : elles entrent, signalées (règles Q8 à Q14).
CREATE TEMP VIEW saisie AS
SELECT v.*, i.nature, i.sens, c.debut, c.fin
FROM s_valeur v JOIN s_indicateur i ON i.code = v.code_indicateur JOIN calendrier c ON c.libelle = v.periode;

-- Ce qui se juge sur une ligne seule, en une seule lecture ; seules les lignes à dire vont plus loin.
INSERT INTO signalement
WITH jugee AS (
    SELECT saisie.*, b.debut AS debut_donnees,
           NOT a_une_valeur(nature, valeur, numerateur) AND motif_absence IS NULL AS sans_motif,
           motif_absence IS NOT NULL AND (valeur IS NOT NULL OR numerateur IS NOT NULL) AS motif_de_trop,
           nature = 'ratio' AND numerateur > denominateur AS numerateur_superieur,
           nature = 'ratio' AND abs(valeur - pourcentage(numerateur, denominateur)) > 0.6 AS autre_que_termes,
           nature = 'score' AND valeur IS NOT NULL AND coalesce(effectif, 0) = 0 AS sans_effectif,
           -- Avant la première période de base : la valeur n'entre pas dans les sommes.
           saisie.fin < b.debut AS avant_debut
    FROM saisie, borne b
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
SELECT s.id_ligne, 'hors_collecte', 'code_zone', s.code_zone, '', '' FROM suivie s
WHERE NOT EXISTS (SELECT 1 FROM attendu a WHERE a.code_indicateur = s.code_indicateur AND a.code_zone = s.code_zone
              AND periode_attendue(a.depuis, a.jusqu_a, s.debut, s.fin));

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
SELECT s.id_ligne, 'valeur_aberrante', 'valeur', nb(s.valeur), nb(h.mediane), ''
FROM saisie s JOIN habitude h USING (code_indicateur, code_zone) WHERE s.dimension IS NULL AND s.valeur > 3 * h.mediane;

-- Des modalités qui ne somment pas au total, ou qui le dépassent : d'un ratio, ce sont les numérateurs qui se somment.
-- Un score, un délai, un compte de personnes, un rang ne se somment pas. Une modalité sans valeur, ou seule, laisse la
-- ventilation partielle : elle peut être inférieure au total, non le dépasser.
INSERT INTO signalement
WITH compte AS (
    SELECT id_ligne, code_indicateur, code_zone, periode, dimension, CASE WHEN nature = 'ratio' THEN numerateur ELSE valeur END AS n
    FROM saisie WHERE nature IN ('flux', 'stock', 'ratio')
), detail AS (
    SELECT code_indicateur, code_zone, periode, dimension, sum(n) AS somme, count(n) AS modalites, count(*) > greatest(count(n), 1) AS partielle
    FROM compte WHERE dimension IS NOT NULL GROUP BY ALL
)
SELECT c.id_ligne, 'ventilation_somme', '', d.dimension,
       nb(d.somme) || ' contre ' || nb(c.n) || CASE WHEN d.modalites = 1 THEN ' : une seule modalité dépasse déjà le total' ELSE '' END, ''
FROM compte c JOIN detail d USING (code_indicateur, code_zone, periode)
WHERE c.dimension IS NULL AND abs(d.somme - c.n) > 1e-9 * greatest(1, abs(c.n))
  AND (d.somme > c.n OR d.modalites > 1 AND NOT d.partielle);

-- Un indicateur qui a des chiffres, et aucune cible qui les juge : pas une seule ; ou bien aucune qui soit échue, après
-- une année civile entière ; ou des cibles de période qui ne sont pas allées jusqu'à la dernière période finie.
INSERT INTO signalement
WITH finie AS (
    SELECT c.*, row_number() OVER (PARTITION BY c.type ORDER BY c.fin DESC) = 1 AS derniere FROM calendrier c, borne b
    WHERE c.fin <= b.date_donnees
), cible AS (
    SELECT t.code_indicateur AS code, bool_or(f.libelle IS NOT NULL) AS echue,
           bool_or(f.libelle IS NOT NULL AND (t.nature_cible = 'cumul' OR f.derniere)) AS en_vigueur
    FROM s_cible t LEFT JOIN finie f ON f.libelle = t.periode GROUP BY 1
), sans_cible AS MATERIALIZED (
    SELECT i.*, t.code IS NULL AS aucune FROM s_indicateur i LEFT JOIN cible t USING (code), borne b
    WHERE t.code IS NULL OR NOT t.en_vigueur
          AND (t.echue OR EXISTS (FROM finie f WHERE f.type = 'annee' AND f.debut >= date_trunc('month', b.debut)))
)
SELECT s.id_ligne, 'cible_absente', 'code', s.code,
       CASE WHEN s.aucune THEN 'aucune cible'
            ELSE 'aucune cible pour la dernière période échue (données au ' || strftime(b.date_donnees, '%d/%m/%Y') || ')' END, ''
FROM sans_cible s, borne b
WHERE b.date_donnees IS NOT NULL
  AND (EXISTS (SELECT 1 FROM s_valeur v WHERE v.code_indicateur = s.code AND (v.valeur IS NOT NULL OR v.numerateur IS NOT NULL))
       OR s.source_calcul IN (SELECT source_calcul FROM source_remplie));

INSERT INTO signalement
SELECT id_ligne, 'seuils_inconnus', 'jeu_seuils', jeu_seuils, '', '' FROM s_indicateur
WHERE jeu_seuils IS NOT NULL AND jeu_seuils <> 'defaut' AND jeu_seuils NOT IN (SELECT jeu FROM s_seuil);
