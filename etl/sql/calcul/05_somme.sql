-- Règle «somme» : flux, ratio et score sommés ; et les listes (personnes, durées) tenues pour le comptage par rangée.
-- Les parents viennent des valeurs de base de leurs enfants, jamais de résultats arrondis (règle 5).

CREATE TEMP TABLE somme_base AS
SELECT c.code_indicateur, z.ancetre AS code_zone, c.dimension, c.modalite, b.n,
       fsum(c.numerateur) AS numerateur, fsum(c.denominateur) AS denominateur, fsum(c.valeur) AS valeur,
       fsum(c.valeur * c.effectif) AS produit, fsum(c.effectif) AS effectif, count(*) AS lignes, count(c.effectif) AS lignes_pesees,
       count(*) FILTER (c.attendue) AS recues, min(c.date_fait) AS ancienne, max(c.date_fait) AS recente, bool_or(c.provisoire) AS provisoire
FROM composante_tout c
JOIN base b ON b.frequence = c.frequence AND c.date_effet BETWEEN b.debut AND b.fin
JOIN zone_ascendance z ON z.code = c.code_zone
JOIN rang_niveau ra ON ra.niveau = z.niveau_ancetre JOIN rang_niveau rc ON rc.niveau = c.niveau_collecte AND ra.rang <= rc.rang
WHERE c.regle_temps = 'somme'
GROUP BY ALL;

-- Par rangée civile : somme des périodes de base qu'elle contient.
CREATE TEMP TABLE somme_rangee AS
SELECT s.code_indicateur, s.code_zone, s.dimension, s.modalite, r.type_periode, r.periode,
       fsum(s.numerateur) AS numerateur, fsum(s.denominateur) AS denominateur, fsum(s.valeur) AS valeur, fsum(s.produit) AS produit,
       fsum(s.effectif) AS effectif, sum(s.lignes) AS lignes, sum(s.lignes_pesees) AS lignes_pesees, sum(s.recues) AS recues,
       min(s.ancienne) AS ancienne, max(s.recente) AS recente, bool_or(s.provisoire) AS provisoire
FROM somme_base s JOIN s_indicateur i ON i.code = s.code_indicateur
JOIN rangee_base r ON r.frequence = i.frequence AND r.n = s.n
GROUP BY ALL;

-- Cumul : somme courante depuis le début ; une période sans ligne répète le cumul précédent.
INSERT INTO somme_rangee
WITH serie AS (
    SELECT code_indicateur, code_zone, dimension, modalite, min(n) AS n_min FROM somme_base GROUP BY ALL
), dense AS (
    SELECT k.code_indicateur, k.code_zone, k.dimension, k.modalite, b.libelle, b.n, s.* EXCLUDE (code_indicateur, code_zone, dimension, modalite, n)
    FROM serie k JOIN s_indicateur i ON i.code = k.code_indicateur JOIN base b ON b.frequence = i.frequence AND b.n >= k.n_min
    LEFT JOIN somme_base s ON s.code_indicateur = k.code_indicateur AND s.code_zone = k.code_zone AND s.dimension = k.dimension
                          AND s.modalite = k.modalite AND s.n = b.n
)
SELECT code_indicateur, code_zone, dimension, modalite, 'cumul', libelle,
       fsum(numerateur) OVER w, fsum(denominateur) OVER w, fsum(valeur) OVER w, fsum(produit) OVER w, fsum(effectif) OVER w,
       sum(lignes) OVER w, sum(lignes_pesees) OVER w, sum(recues) OVER w, min(ancienne) OVER w, max(recente) OVER w, bool_or(provisoire) OVER w
FROM dense WINDOW w AS (PARTITION BY code_indicateur, code_zone, dimension, modalite ORDER BY n);
