-- Taux et états (règles J5 à J10).

-- Un taux de 90 % exactement, que l'arithmétique rend à 89,999…, est à 90 %.
CREATE TEMP MACRO palier(taux, vert, orange) AS
    CASE WHEN taux >= 100 - 1e-9 THEN 'atteint' WHEN taux >= vert - 1e-9 THEN 'vert' WHEN taux >= orange - 1e-9 THEN 'orange' ELSE 'rouge' END;

CREATE TEMP TABLE jugee AS
WITH mesure AS (
    SELECT rangee.*, cible.cible_due, cible.nature_cible, coalesce(cible.a_venir, false) AS a_venir, reference.valeur AS valeur_reference,
           seuil.sens, seuil.vert, seuil.orange, seuil.peremption, seuil.plancher_completude,
           cible_tenue(seuil.sens, rangee.valeur, cible.cible_due) AS tenue, est_limite(seuil.sens, cible.cible_due, reference.valeur) AS limite,
           taux_de_realisation(seuil.sens, rangee.valeur, cible.cible_due) AS taux_realisation,
           CASE WHEN reference.valeur IS NOT NULL AND NOT limite
                THEN 100.0 * (rangee.valeur - reference.valeur) / (cible.cible_due - reference.valeur) END AS taux_progression
    FROM rangee_complete rangee JOIN seuil_indicateur seuil USING (code_indicateur)
    LEFT JOIN cible_rangee cible
           ON cible.id_indicateur = rangee.id_indicateur AND cible.id_zone = rangee.id_zone AND cible.id_rangee = rangee.id_rangee
    LEFT JOIN reference_zone reference ON reference.code_indicateur = rangee.code_indicateur AND reference.code_zone = rangee.code_zone
)
SELECT mesure.*,
       CASE
           WHEN valeur IS NULL THEN 'sans donnée'
           WHEN cible_due IS NULL AND NOT a_venir THEN 'sans cible'
           WHEN cible_due IS NULL THEN 'non échu'
           WHEN est_perimee(recente, jour, peremption, frequence_type.mois) THEN 'périmée'
           WHEN limite AND tenue THEN 'à maintenir'
           -- contre une cible nulle, rien ne se divise ; zéro atteint toute cible de ce qui doit baisser
           WHEN taux_progression IS NULL AND cible_due = 0 THEN CASE WHEN tenue THEN 'atteint' ELSE 'rouge' END
           WHEN taux_progression IS NULL AND sens = 'baisse' AND valeur <= 0 THEN 'atteint'
           ELSE palier(taux_de_l_etat(sens, valeur, cible_due, taux_realisation, taux_progression), vert, orange)
       END AS etat
FROM mesure JOIN frequence_type USING (frequence);
