-- Personnes distinctes et durées médianes : elles se recomptent dans chaque rangée, elles ne s'additionnent pas (règle C8).
CREATE TEMP TABLE liste_rangee AS
SELECT c.i, m.vers AS z, c.v, r.r,
       CASE WHEN any_value(i.nature) = 'distinct' THEN count(DISTINCT c.id_entite)::DOUBLE ELSE median(c.valeur) END AS valeur
FROM composante_tout c JOIN rang_indicateur ri ON ri.i = c.i JOIN s_indicateur i ON i.code = ri.code
JOIN rangee r ON r.frequence = c.frequence AND c.n BETWEEN r.n_min AND r.n_max
JOIN montee m ON m.i = c.i AND m.z = c.z
WHERE i.nature IN ('distinct', 'delai') AND i.source_calcul <> 'saisie'
GROUP BY c.i, m.vers, c.v, r.r;
