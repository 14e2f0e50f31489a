-- Indicateurs des registres : les «reçues / attendues» sont les rapports de la coordination (contrat §5).
-- Un rapport compte pour une rangée s'il couvre ses périodes de base (celles que retient la règle 2), et s'il est échu.
CREATE TEMP TABLE rapport_rangee AS
WITH zone_rapport AS (
    SELECT r.id_ligne, r.date_reception, c.debut, c.fin, z.code AS code_zone
    FROM s_rapport_activite r JOIN calendrier c ON c.libelle = r.periode, zone z, borne b
    WHERE c.fin <= b.date_donnees
      AND (z.code = r.code_zone
           OR z.code IN (SELECT ancetre FROM zone_ascendance a WHERE a.code = r.code_zone)
           OR (r.code_zone <> 'SOCLE' AND r.code_zone IN (SELECT ancetre FROM zone_ascendance a WHERE a.code = z.code)))
), etendue AS (
    SELECT r.frequence, g.regle_temps, r.type_periode, r.periode,
           CASE WHEN g.regle_temps = 'derniere' THEN b2.debut ELSE b1.debut END AS debut, b2.fin AS fin
    FROM rangee r JOIN base b1 ON b1.frequence = r.frequence AND b1.n = r.n_min
    JOIN base b2 ON b2.frequence = r.frequence AND b2.n = r.n_max, (VALUES ('somme'), ('derniere')) g(regle_temps)
)
SELECT e.frequence, e.regle_temps, e.type_periode, e.periode, z.code_zone,
       count(z.date_reception) AS recues, count(*) AS attendues
FROM etendue e JOIN zone_rapport z ON (z.debut >= e.debut AND z.fin <= e.fin) OR (z.debut <= e.debut AND z.fin >= e.fin)
GROUP BY ALL;
