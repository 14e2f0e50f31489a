-- Ce qu'un classeur dit autrement d'une décision que tient le journal des réunions : le journal fait foi, l'écart se dit (règle D6).
-- Une case vide ne dit rien. Échéance, exécution et statut changent au journal après le classeur : un classeur d'avant lui ne le contredit pas.
INSERT INTO signalement
WITH recue AS (
    SELECT t.*, r.prevaut FROM t_decision t JOIN reception r USING (id_chargement)
    WHERE t.id_ligne NOT IN (SELECT id_ligne FROM bloquee) AND t.id_ligne NOT IN (SELECT id_ligne FROM retiree)
), entree_au_journal AS (
    SELECT id_decision, min(id_chargement) AS depot FROM recue WHERE prevaut GROUP BY id_decision
), du_classeur AS (
    SELECT * FROM recue WHERE NOT prevaut QUALIFY id_ligne = max(id_ligne) OVER (PARTITION BY id_decision)
), paire AS (
    SELECT c.id_ligne, c.id_decision, c.id_chargement > e.depot AS d_apres, unnest([
        -- un texte plus long que le journal n'en porte y est coupé
        {'nom': 'texte', 'dit': c.texte, 'tenu': CASE WHEN ends_with(j.texte, '…') AND starts_with(c.texte, j.texte[:-2]) THEN c.texte ELSE j.texte END, 'vie': false},
        {'nom': 'date', 'dit': strftime(c.date, '%d/%m/%Y'), 'tenu': strftime(j.date, '%d/%m/%Y'), 'vie': false},
        {'nom': 'id_reunion', 'dit': c.id_reunion, 'tenu': j.id_reunion, 'vie': false},
        {'nom': 'responsable', 'dit': c.responsable, 'tenu': j.responsable, 'vie': false},
        {'nom': 'code_indicateur', 'dit': c.code_indicateur, 'tenu': j.code_indicateur, 'vie': false},
        {'nom': 'code_zone', 'dit': c.code_zone, 'tenu': j.code_zone, 'vie': false},
        {'nom': 'id_point', 'dit': c.id_point, 'tenu': j.id_point, 'vie': false},
        {'nom': 'id_projet', 'dit': c.id_projet, 'tenu': j.id_projet, 'vie': false},
        {'nom': 'echeance', 'dit': strftime(c.echeance, '%d/%m/%Y'), 'tenu': strftime(j.echeance, '%d/%m/%Y'), 'vie': true},
        {'nom': 'date_execution', 'dit': strftime(c.date_execution, '%d/%m/%Y'), 'tenu': strftime(j.date_execution, '%d/%m/%Y'), 'vie': true},
        {'nom': 'statut', 'dit': c.statut, 'tenu': j.statut, 'vie': true}
    ]) AS x
    FROM du_classeur c JOIN s_decision j USING (id_decision) JOIN reception r ON r.id_chargement = j.id_chargement AND r.prevaut
    JOIN entree_au_journal e USING (id_decision)
)
SELECT id_ligne, 'tenue_au_journal', '', id_decision, string_agg(x.nom || ' «' || x.dit || '»', ', '), ''
FROM paire WHERE x.dit IS DISTINCT FROM x.tenu AND x.dit IS NOT NULL AND (d_apres OR NOT x.vie) GROUP BY id_ligne, id_decision;

-- De même, une réunion.
INSERT INTO signalement
WITH du_classeur AS (
    SELECT t.* FROM t_reunion t JOIN reception r USING (id_chargement)
    WHERE NOT r.prevaut AND t.id_ligne NOT IN (SELECT id_ligne FROM bloquee) AND t.id_ligne NOT IN (SELECT id_ligne FROM retiree)
    QUALIFY t.id_ligne = max(t.id_ligne) OVER (PARTITION BY t.id_reunion)
), paire AS (
    SELECT c.id_ligne, c.id_reunion, unnest([
        {'nom': 'instance', 'dit': c.instance, 'tenu': j.instance},
        {'nom': 'code_zone', 'dit': c.code_zone, 'tenu': j.code_zone},
        {'nom': 'date_prevue', 'dit': strftime(c.date_prevue, '%d/%m/%Y'), 'tenu': strftime(j.date_prevue, '%d/%m/%Y')},
        {'nom': 'date', 'dit': strftime(c.date, '%d/%m/%Y'), 'tenu': strftime(j.date, '%d/%m/%Y')}
    ]) AS x
    FROM du_classeur c JOIN s_reunion j USING (id_reunion) JOIN reception r ON r.id_chargement = j.id_chargement AND r.prevaut
)
SELECT id_ligne, 'tenue_au_journal', '', id_reunion, string_agg(x.nom || ' «' || x.dit || '»', ', '), ''
FROM paire WHERE x.dit IS DISTINCT FROM x.tenu AND x.dit IS NOT NULL GROUP BY id_ligne, id_reunion;
