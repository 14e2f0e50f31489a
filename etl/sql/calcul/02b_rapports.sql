-- Indicateurs des registres : les «reçues / attendues» sont les rapports de leurs coordinations (règle A6).

-- De quelles coordinations un indicateur attend un rapport : celles dont une zone est attendue ; `perimetre` nomme leur ensemble.
CREATE TEMP TABLE perimetre_rapports AS
SELECT code_indicateur, string_agg(code_zone, ';' ORDER BY code_zone) AS perimetre
FROM coordinations_attendues('s_indicateur', 's_collecte', 'calendrier') GROUP BY code_indicateur;

-- Chaque rapport dont la période est finie : il compte à la période de base où elle finit.
CREATE TEMP TABLE rapport_attendu AS
SELECT rapport.code_zone, base.frequence, base.rang_base, rapport_recu(rapport.date_reception, borne.date_donnees) AS recu
FROM borne, calendrier_des_rapports('s_rapport_activite', 's_projet', (SELECT debut FROM borne), (SELECT date_donnees FROM borne)) rapport
JOIN base ON rapport.fin BETWEEN base.debut AND base.fin
WHERE rapport.fin BETWEEN borne.debut AND borne.date_donnees;

CREATE TEMP TABLE rapport_rangee AS
WITH etendue AS (
    SELECT rangee.frequence, regle.regle_temps, rangee.type_periode, rangee.periode,
           debut_attendu(regle.regle_temps, rangee.premiere_base, rangee.derniere_base) AS premiere_base, rangee.derniere_base
    FROM rangee, (VALUES ('somme'), ('derniere')) regle(regle_temps)
), placement AS (
    SELECT perimetre.perimetre, portee.code_zone, rapport.recu, rapport.frequence, rapport.rang_base
    FROM (SELECT DISTINCT perimetre FROM perimetre_rapports) perimetre
    JOIN rapport_attendu rapport ON list_contains(string_split(perimetre.perimetre, ';'), rapport.code_zone)
    JOIN portee_des_rapports('zone_ascendance') portee ON portee.zone_du_rapport = rapport.code_zone
)
SELECT placement.perimetre, etendue.frequence, etendue.regle_temps, etendue.type_periode, etendue.periode, placement.code_zone,
       count(*) FILTER (placement.recu) AS recues, count(*) AS attendues
FROM etendue JOIN placement ON placement.frequence = etendue.frequence AND placement.rang_base BETWEEN etendue.premiere_base AND etendue.derniere_base
GROUP BY ALL;
