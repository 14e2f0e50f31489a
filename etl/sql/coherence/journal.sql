-- Ce qu'un classeur dit autrement d'une décision que tient le journal des réunions : le journal fait foi, l'écart se dit (règle D6).
-- Une case vide ne dit rien. Échéance, exécution et statut changent au journal après le classeur : un classeur d'avant lui ne le contredit pas.
INSERT INTO signalement
WITH recue AS (
    SELECT lue.*, reception.prevaut FROM t_decision lue JOIN reception USING (id_chargement)
    WHERE lue.id_ligne NOT IN (SELECT id_ligne FROM bloquee) AND lue.id_ligne NOT IN (SELECT id_ligne FROM retiree)
), entree_au_journal AS (
    SELECT id_decision, min(id_chargement) AS depot FROM recue WHERE prevaut GROUP BY id_decision
), du_classeur AS (
    SELECT * FROM recue WHERE NOT prevaut QUALIFY id_ligne = max(id_ligne) OVER (PARTITION BY id_decision)
), paire AS (
    SELECT classeur.id_ligne, classeur.id_decision, classeur.id_chargement > entree.depot AS d_apres, unnest([
        -- un texte plus long que le journal n'en porte y est coupé
        {'nom': 'texte', 'dit': classeur.texte, 'tenu': CASE WHEN ends_with(tenue.texte, '…') AND starts_with(classeur.texte, tenue.texte[:-2]) THEN classeur.texte ELSE tenue.texte END, 'vie': false},
        {'nom': 'date', 'dit': strftime(classeur.date, '%d/%m/%Y'), 'tenu': strftime(tenue.date, '%d/%m/%Y'), 'vie': false},
        {'nom': 'id_reunion', 'dit': classeur.id_reunion, 'tenu': tenue.id_reunion, 'vie': false},
        {'nom': 'responsable', 'dit': classeur.responsable, 'tenu': tenue.responsable, 'vie': false},
        {'nom': 'code_indicateur', 'dit': classeur.code_indicateur, 'tenu': tenue.code_indicateur, 'vie': false},
        {'nom': 'code_zone', 'dit': classeur.code_zone, 'tenu': tenue.code_zone, 'vie': false},
        {'nom': 'id_point', 'dit': classeur.id_point, 'tenu': tenue.id_point, 'vie': false},
        {'nom': 'id_projet', 'dit': classeur.id_projet, 'tenu': tenue.id_projet, 'vie': false},
        {'nom': 'echeance', 'dit': strftime(classeur.echeance, '%d/%m/%Y'), 'tenu': strftime(tenue.echeance, '%d/%m/%Y'), 'vie': true},
        {'nom': 'date_execution', 'dit': strftime(classeur.date_execution, '%d/%m/%Y'), 'tenu': strftime(tenue.date_execution, '%d/%m/%Y'), 'vie': true},
        {'nom': 'statut', 'dit': classeur.statut, 'tenu': tenue.statut, 'vie': true}
    ]) AS ecart
    FROM du_classeur classeur JOIN s_decision tenue USING (id_decision) JOIN reception ON reception.id_chargement = tenue.id_chargement AND reception.prevaut
    JOIN entree_au_journal entree USING (id_decision)
)
SELECT id_ligne, 'tenue_au_journal', '', id_decision, string_agg(ecart.nom || ' «' || ecart.dit || '»', ', '), ''
FROM paire WHERE ecart.dit IS DISTINCT FROM ecart.tenu AND ecart.dit IS NOT NULL AND (d_apres OR NOT ecart.vie) GROUP BY id_ligne, id_decision;

-- De même, une réunion.
INSERT INTO signalement
WITH du_classeur AS (
    SELECT lue.* FROM t_reunion lue JOIN reception USING (id_chargement)
    WHERE NOT reception.prevaut AND lue.id_ligne NOT IN (SELECT id_ligne FROM bloquee) AND lue.id_ligne NOT IN (SELECT id_ligne FROM retiree)
    QUALIFY lue.id_ligne = max(lue.id_ligne) OVER (PARTITION BY lue.id_reunion)
), paire AS (
    SELECT classeur.id_ligne, classeur.id_reunion, unnest([
        {'nom': 'instance', 'dit': classeur.instance, 'tenu': tenue.instance},
        {'nom': 'code_zone', 'dit': classeur.code_zone, 'tenu': tenue.code_zone},
        {'nom': 'date_prevue', 'dit': strftime(classeur.date_prevue, '%d/%m/%Y'), 'tenu': strftime(tenue.date_prevue, '%d/%m/%Y')},
        {'nom': 'date', 'dit': strftime(classeur.date, '%d/%m/%Y'), 'tenu': strftime(tenue.date, '%d/%m/%Y')}
    ]) AS ecart
    FROM du_classeur classeur JOIN s_reunion tenue USING (id_reunion) JOIN reception ON reception.id_chargement = tenue.id_chargement AND reception.prevaut
)
SELECT id_ligne, 'tenue_au_journal', '', id_reunion, string_agg(ecart.nom || ' «' || ecart.dit || '»', ', '), ''
FROM paire WHERE ecart.dit IS DISTINCT FROM ecart.tenu AND ecart.dit IS NOT NULL GROUP BY id_ligne, id_reunion;
