-- Indicateurs des registres : les «reçues / attendues» sont les rapports de la coordination (règle A6).
-- Un rapport attendu est daté de la fin de sa période : il compte dans les rangées dont une période de base retenue (règle A2) la contient.
CREATE TEMP TABLE rapport_rangee AS
WITH rapport_zone AS (
    SELECT rapport.id_ligne, rapport_recu(rapport.date_reception, dernier_jour.jour) AS recu, periode.fin, portee.code_zone
    FROM s_rapport_activite rapport JOIN calendrier periode ON periode.libelle = rapport.periode
    JOIN portee_des_rapports('zone_ascendance') portee ON portee.zone_du_rapport = rapport.code_zone, borne, dernier_jour
    WHERE rapport_attendu(periode.fin, borne.date_donnees)
), etendue AS (
    SELECT rangee.frequence, regle.regle_temps, rangee.type_periode, rangee.periode,
           debut_attendu(regle.regle_temps, rangee.premiere_base, rangee.derniere_base) AS premiere_base, rangee.derniere_base
    FROM rangee, (VALUES ('somme'), ('derniere')) regle(regle_temps)
), placement AS (
    SELECT rapport.id_ligne, rapport.code_zone, rapport.recu, base.frequence, base.rang_base
    FROM rapport_zone rapport JOIN base ON rapport.fin BETWEEN base.debut AND base.fin
)
SELECT etendue.frequence, etendue.regle_temps, etendue.type_periode, etendue.periode, placement.code_zone,
       count(*) FILTER (placement.recu) AS recues, count(*) AS attendues
FROM etendue JOIN placement ON placement.frequence = etendue.frequence AND placement.rang_base BETWEEN etendue.premiere_base AND etendue.derniere_base
GROUP BY ALL;
