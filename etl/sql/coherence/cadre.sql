-- Ce qui surprendrait du cadre logique une fois en vigueur (règle Q19).

-- Un indicateur phare sans cible de l'ensemble : l'accueil, qui lit tout le projet, n'a rien à juger.
INSERT INTO signalement
SELECT min(cible.id_ligne), 'cible_sans_ensemble', 'code_zone', indicateur.code,
       CASE WHEN count(DISTINCT zone.code) <= 3 THEN string_agg(DISTINCT zone.nom, ', ' ORDER BY zone.nom)
            ELSE count(DISTINCT zone.code) || ' zones' END, ''
FROM s_indicateur indicateur JOIN s_cible cible ON cible.code_indicateur = indicateur.code JOIN zone ON zone.code = cible.code_zone
WHERE indicateur.phare GROUP BY indicateur.code HAVING NOT bool_or(zone.parent IS NULL);

-- Des cibles de période seulement : la lecture depuis le début du projet, que l'accueil emploie, n'a rien à juger.
INSERT INTO signalement
SELECT min(cible.id_ligne), 'cible_de_periode', 'nature_cible', indicateur.code,
       string_agg(DISTINCT cible.periode, ', ' ORDER BY cible.periode), ''
FROM s_indicateur indicateur JOIN s_cible cible ON cible.code_indicateur = indicateur.code
WHERE indicateur.phare GROUP BY indicateur.code HAVING bool_and(cible.nature_cible = 'periode');

-- Un code que le dernier fichier à reprendre le cadre (la moitié au moins de ses codes) ne donne plus : rien ne s'efface, il garde ce qu'il a reçu.
INSERT INTO signalement
WITH code_donne AS (
    SELECT code, libelle, id_chargement, id_ligne FROM t_indicateur WHERE code IS NOT NULL AND id_ligne NOT IN (FROM bloquee) AND id_ligne NOT IN (FROM retiree)
), fichier AS (
    SELECT id_chargement, list(DISTINCT code) AS codes, min(id_ligne) AS premiere FROM code_donne GROUP BY id_chargement
), connu AS (
    SELECT DISTINCT fichier.id_chargement, fichier.codes, fichier.premiere, avant.code, list_contains(fichier.codes, avant.code) AS redonne
    FROM fichier JOIN code_donne avant ON avant.id_chargement < fichier.id_chargement
), repris AS (
    SELECT id_chargement, codes, premiere, list(code) AS avant, list(code) FILTER (NOT redonne) AS absents FROM connu
    GROUP BY id_chargement, codes, premiere HAVING 2 * count(*) FILTER (redonne) >= count(*)
    QUALIFY row_number() OVER (ORDER BY id_chargement DESC) = 1
), disparu AS (
    SELECT repris.*, indicateur.code, indicateur.libelle, indicateur.source_calcul FROM repris JOIN s_indicateur indicateur ON list_contains(repris.absents, indicateur.code)
    WHERE indicateur.id_chargement < repris.id_chargement
), neuf AS (
    SELECT code_donne.code, code_donne.libelle, code_donne.id_ligne FROM code_donne JOIN repris USING (id_chargement) WHERE NOT list_contains(repris.avant, code_donne.code)
), remplacant AS (
    -- du même libellé ; à défaut, le seul code neuf quand un seul a disparu
    SELECT disparu.code, any_value(neuf.code) AS neuf, any_value(neuf.id_ligne) AS id_ligne FROM disparu, neuf
    WHERE lower(trim(neuf.libelle)) = lower(trim(disparu.libelle)) OR (SELECT count(*) FROM neuf) = 1 AND (SELECT count(*) FROM disparu) = 1
    GROUP BY disparu.code HAVING count(DISTINCT neuf.code) = 1
)
SELECT coalesce(remplacant.id_ligne, disparu.premiere), 'code_disparu', 'code', disparu.code,
       CASE WHEN disparu.source_calcul <> 'saisie' THEN 'reste calculé sous ce code'
            ELSE 'garde sous ce code ce qui y est reçu : ' || (SELECT count(*) FROM s_valeur WHERE s_valeur.code_indicateur = disparu.code) || ' valeur(s)' END,
       coalesce(remplacant.neuf, '')
FROM disparu LEFT JOIN remplacant USING (code);
