-- Personnes distinctes et durées médianes : elles se recomptent dans chaque rangée, elles ne s'additionnent pas (règle 4).
CREATE TEMP TABLE liste_rangee AS
SELECT c.code_indicateur, z.ancetre AS code_zone, c.dimension, c.modalite, r.type_periode, r.periode,
       CASE WHEN any_value(i.nature) = 'distinct' THEN count(DISTINCT c.id_entite)::DOUBLE ELSE median(c.valeur) END AS valeur
FROM composante_tout c JOIN s_indicateur i ON i.code = c.code_indicateur AND i.source_calcul <> 'saisie'
JOIN base b ON b.frequence = c.frequence AND c.date_effet BETWEEN b.debut AND b.fin
JOIN rangee r ON r.frequence = c.frequence AND b.n BETWEEN r.n_min AND r.n_max
JOIN zone_ascendance z ON z.code = c.code_zone
JOIN rang_niveau ra ON ra.niveau = z.niveau_ancetre JOIN rang_niveau rc ON rc.niveau = c.niveau_collecte AND ra.rang <= rc.rang
WHERE i.nature IN ('distinct', 'delai')
GROUP BY ALL;
