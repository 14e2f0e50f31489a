-- Indicateurs des registres : les «reçues / attendues» sont les rapports de la coordination (règle A6).
-- Un rapport échu est daté de la fin de sa période : il compte dans les rangées dont une période de base retenue (règle A2) la contient.
CREATE TEMP TABLE rapport_rangee AS
WITH zone_rapport AS (
    -- à une date des données fixée, un rapport arrivé depuis n'est pas encore reçu
    SELECT r.id_ligne, CASE WHEN r.date_reception <= a.jour THEN r.date_reception END AS date_reception, c.debut, c.fin, z.code AS code_zone
    FROM s_rapport_activite r JOIN calendrier c ON c.libelle = r.periode, zone z, borne b, arret a
    WHERE c.fin <= b.date_donnees
      AND (z.code = r.code_zone
           OR z.code IN (SELECT ancetre FROM zone_ascendance a WHERE a.code = r.code_zone)
           OR (r.code_zone <> 'SOCLE' AND r.code_zone IN (SELECT ancetre FROM zone_ascendance a WHERE a.code = z.code)))
), etendue AS (
    SELECT r.frequence, g.regle_temps, r.type_periode, r.periode,
           CASE WHEN g.regle_temps = 'derniere' THEN r.n_max ELSE r.n_min END AS n_min, r.n_max
    FROM rangee r, (VALUES ('somme'), ('derniere')) g(regle_temps)
), placement AS (
    SELECT z.id_ligne, z.code_zone, z.date_reception, b.frequence, b.n
    FROM zone_rapport z JOIN base b ON z.fin BETWEEN b.debut AND b.fin
)
SELECT e.frequence, e.regle_temps, e.type_periode, e.periode, c.code_zone,
       count(c.date_reception) AS recues, count(*) AS attendues
FROM etendue e JOIN placement c ON c.frequence = e.frequence AND c.n BETWEEN e.n_min AND e.n_max
GROUP BY ALL;
