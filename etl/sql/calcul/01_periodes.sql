-- Les périodes de base dues, et les rangées de `valeurs` qu'elles composent (contrat §4, règle 1).

-- Une période de base est due quand elle est finie à la date des données ; la première contient le début.
CREATE TEMP TABLE base AS
SELECT f.frequence, c.libelle, c.debut, c.fin, row_number() OVER (PARTITION BY f.frequence ORDER BY c.fin) AS n
FROM calendrier c JOIN frequence_type f USING (type), borne b
WHERE c.fin >= b.debut AND c.fin <= b.date_donnees;

-- Une rangée est faite de ses périodes de base dues ; une rangée «cumul» va du début à la période qui la nomme.
CREATE TEMP TABLE rangee_base AS
SELECT b.frequence, c.type AS type_periode, c.libelle AS periode, c.debut, c.fin, b.libelle AS base, b.n
FROM base b JOIN frequence_type f USING (frequence)
JOIN calendrier c ON c.mois >= f.mois AND c.debut <= b.debut AND c.fin >= b.fin;

CREATE TEMP TABLE rangee AS
SELECT frequence, type_periode, periode, debut, fin, min(n) AS n_min, max(n) AS n_max FROM rangee_base GROUP BY ALL
UNION ALL
SELECT frequence, 'cumul', libelle, debut, fin, 1, n FROM base;
