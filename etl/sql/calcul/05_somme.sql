-- Règle «somme» : flux, ratio et score sommés ; et les listes (personnes, durées) tenues pour le comptage par rangée.
-- Les parents viennent des valeurs de base de leurs enfants, jamais de résultats arrondis (règle C11).

CREATE TEMP TABLE somme_base AS
SELECT c.i, m.vers AS z, c.v, c.n,
       fsum(c.numerateur) AS numerateur, fsum(c.denominateur) AS denominateur, fsum(c.valeur) AS valeur,
       fsum(c.valeur * c.effectif) AS produit, fsum(c.effectif) AS effectif, count(*) AS lignes, count(c.effectif) AS lignes_pesees,
       count(*) FILTER (c.attendue) AS recues, min(c.date_fait) AS ancienne, max(c.date_fait) AS recente, bool_or(c.provisoire) AS provisoire
FROM composante_tout c JOIN montee m ON m.i = c.i AND m.z = c.z
WHERE c.regle_temps = 'somme' AND c.n IS NOT NULL
GROUP BY c.i, m.vers, c.v, c.n;

CREATE TEMP VIEW rangee_indicateur AS
SELECT ri.i, r.* FROM rangee r JOIN s_indicateur i ON i.frequence = r.frequence JOIN rang_indicateur ri ON ri.code = i.code;

-- Par rangée civile : ce que vaut sa période de base quand elle n'en a qu'une, sinon leur somme.
CREATE TEMP VIEW somme_civile AS
SELECT s.i, s.z, s.v, r.r, s.* EXCLUDE (i, z, v, n)
FROM somme_base s JOIN rangee_indicateur r ON r.i = s.i AND r.n_min = s.n AND r.n_max = s.n AND r.type_periode <> 'cumul'
UNION ALL
SELECT s.i, s.z, s.v, r.r,
       fsum(s.numerateur) AS numerateur, fsum(s.denominateur) AS denominateur, fsum(s.valeur) AS valeur, fsum(s.produit) AS produit,
       fsum(s.effectif) AS effectif, sum(s.lignes)::BIGINT AS lignes, sum(s.lignes_pesees)::BIGINT AS lignes_pesees, sum(s.recues)::BIGINT AS recues,
       min(s.ancienne) AS ancienne, max(s.recente) AS recente, bool_or(s.provisoire) AS provisoire
FROM somme_base s
JOIN (SELECT i, r, unnest(range(n_min, n_max + 1)) AS n FROM rangee_indicateur WHERE type_periode <> 'cumul' AND n_min < n_max) r
  ON r.i = s.i AND r.n = s.n
GROUP BY s.i, s.z, s.v, r.r;

-- Cumul : somme courante depuis le début ; une période sans ligne répète le cumul précédent, jusqu'à la ligne suivante.
CREATE TEMP VIEW somme_cumul AS
WITH courante AS (
    SELECT i, z, v, n, coalesce(lead(n) OVER w, 1 + (SELECT max(r.n_max) FROM rangee_indicateur r WHERE r.i = somme_base.i)) AS n_suivant,
           fsum(numerateur) OVER w AS numerateur, fsum(denominateur) OVER w AS denominateur, fsum(valeur) OVER w AS valeur,
           fsum(produit) OVER w AS produit, fsum(effectif) OVER w AS effectif, (sum(lignes) OVER w)::BIGINT AS lignes,
           (sum(lignes_pesees) OVER w)::BIGINT AS lignes_pesees, (sum(recues) OVER w)::BIGINT AS recues, min(ancienne) OVER w AS ancienne,
           max(recente) OVER w AS recente, bool_or(provisoire) OVER w AS provisoire
    FROM somme_base WINDOW w AS (PARTITION BY i, z, v ORDER BY n)
)
SELECT s.i, s.z, s.v, r.r, s.* EXCLUDE (i, z, v, n, n_suivant)
FROM (SELECT * EXCLUDE (n), unnest(range(n, n_suivant)) AS n FROM courante) s
JOIN rangee_indicateur r ON r.i = s.i AND r.n_max = s.n AND r.type_periode = 'cumul';
