-- Personnes distinctes et durées médianes : elles se recomptent dans chaque rangée, elles ne s'additionnent pas (règle C8).
CREATE TEMP TABLE liste_rangee AS
SELECT composante.id_indicateur, montee.id_zone_haute AS id_zone, composante.id_ventilation, rangee.id_rangee,
       CASE WHEN any_value(indicateur.nature) = 'distinct' THEN count(DISTINCT composante.id_entite)::DOUBLE ELSE median(composante.valeur) END AS valeur
FROM composante_tout composante JOIN indicateur_numerote numero ON numero.id_indicateur = composante.id_indicateur
JOIN s_indicateur indicateur ON indicateur.code = numero.code
JOIN rangee ON rangee.frequence = composante.frequence AND composante.rang_base BETWEEN rangee.premiere_base AND rangee.derniere_base
JOIN montee ON montee.id_indicateur = composante.id_indicateur AND montee.id_zone = composante.id_zone
WHERE indicateur.nature IN ('distinct', 'delai') AND indicateur.source_calcul <> 'saisie'
GROUP BY composante.id_indicateur, montee.id_zone_haute, composante.id_ventilation, rangee.id_rangee;
