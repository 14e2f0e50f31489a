-- Indicateurs des registres : les «reçues / attendues» sont les rapports de la coordination (contrat §5).
-- Un rapport échu compte pour une rangée s'il couvre une de ses périodes de base (celles que retient la règle 2), ou y tient.
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
           CASE WHEN g.regle_temps = 'derniere' THEN r.n_max ELSE r.n_min END AS n_min, r.n_max
    FROM rangee r, (VALUES ('somme'), ('derniere')) g(regle_temps)
), couverture AS (
    -- les périodes de base qu'un rapport touche : celles qu'il couvre, ou celle où il tient
    SELECT z.id_ligne, z.code_zone, z.date_reception, b.frequence, min(b.n) AS n_min, max(b.n) AS n_max
    FROM zone_rapport z
    JOIN base b ON (z.debut <= b.debut AND z.fin >= b.fin) OR (b.debut <= z.debut AND b.fin >= z.fin)
    GROUP BY z.id_ligne, z.code_zone, z.date_reception, b.frequence
)
SELECT e.frequence, e.regle_temps, e.type_periode, e.periode, c.code_zone,
       count(c.date_reception) AS recues, count(*) AS attendues
FROM etendue e JOIN couverture c ON c.frequence = e.frequence AND c.n_min <= e.n_max AND c.n_max >= e.n_min
GROUP BY ALL;
