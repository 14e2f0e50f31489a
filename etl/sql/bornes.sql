-- Le début, la date des données (règles P3 à P5) et les zones attendues (règle A1). `fait` : toutes les dates réalisées.
CREATE TEMP TABLE borne AS
WITH periode_valeur AS (
    SELECT periode.debut, periode.fin, a_une_valeur(indicateur.nature, saisie.valeur, saisie.numerateur) AS remplie
    FROM s_valeur saisie JOIN calendrier periode ON periode.libelle = saisie.periode
    JOIN s_indicateur indicateur ON indicateur.code = saisie.code_indicateur
), arretee AS (
    -- une ligne sans valeur ne date pas les données ; une date fixée ne peut que les arrêter plus tôt : elle l'a fait si
    -- des lignes saines et plus tardives ont été laissées de côté
    SELECT CASE WHEN (SELECT date_fixee FROM parametre) IS NOT NULL AND EXISTS (SELECT 1 FROM tardive
                             WHERE id_ligne NOT IN (SELECT id_ligne FROM bloquee)
                               AND id_ligne NOT IN (SELECT id_ligne FROM t_valeur WHERE valeur IS NULL AND numerateur IS NULL))
                THEN (SELECT date_fixee FROM parametre)
                ELSE greatest((SELECT max(jour) FROM fait), (SELECT max(fin) FROM periode_valeur WHERE remplie)) END AS date_donnees
), debut_declare AS (SELECT try_cast(valeur AS DATE) AS jour FROM s_projet WHERE cle = 'date_debut')
-- un début déclaré fait foi, même postérieur aux données (rien n'est alors dû, et un signalement le dit)
SELECT coalesce((SELECT jour FROM debut_declare),
                least((SELECT min(jour) FROM fait WHERE jour >= (SELECT min(debut) FROM calendrier)), (SELECT min(debut) FROM periode_valeur))) AS debut,
       date_donnees
FROM arretee;

CREATE TEMP TABLE attendu AS FROM zones_attendues('s_indicateur', 's_collecte', 'calendrier');
