-- Règle «somme» : flux, ratio et score sommés ; et les listes (personnes, durées) tenues pour le comptage par rangée.
-- Les parents viennent des valeurs de base de leurs enfants, jamais de résultats arrondis (règle C11).

CREATE TEMP TABLE somme_base AS
SELECT composante.id_indicateur, montee.id_zone_haute AS id_zone, composante.id_ventilation, composante.rang_base,
       fsum(composante.numerateur) AS numerateur, fsum(composante.denominateur) AS denominateur, fsum(composante.valeur) AS valeur,
       fsum(composante.valeur * composante.effectif) AS produit, fsum(composante.effectif) AS effectif, count(*) AS lignes,
       count(composante.effectif) AS lignes_pesees, count(*) FILTER (composante.attendue) AS recues, min(composante.date_fait) AS ancienne,
       max(composante.date_fait) AS recente, bool_or(composante.provisoire) AS provisoire
FROM composante_tout composante
JOIN montee ON montee.id_indicateur = composante.id_indicateur AND montee.id_zone = composante.id_zone
WHERE composante.regle_temps = 'somme' AND composante.rang_base IS NOT NULL
GROUP BY composante.id_indicateur, montee.id_zone_haute, composante.id_ventilation, composante.rang_base;

CREATE TEMP VIEW rangee_indicateur AS
SELECT indicateur_numerote.id_indicateur, rangee.*
FROM rangee JOIN s_indicateur indicateur ON indicateur.frequence = rangee.frequence
JOIN indicateur_numerote ON indicateur_numerote.code = indicateur.code;

-- Par rangée civile : ce que vaut sa période de base quand elle n'en a qu'une, sinon leur somme.
CREATE TEMP VIEW somme_civile AS
SELECT somme.id_indicateur, somme.id_zone, somme.id_ventilation, rangee.id_rangee,
       somme.* EXCLUDE (id_indicateur, id_zone, id_ventilation, rang_base)
FROM somme_base somme JOIN rangee_indicateur rangee ON rangee.id_indicateur = somme.id_indicateur
     AND rangee.premiere_base = somme.rang_base AND rangee.derniere_base = somme.rang_base AND rangee.type_periode <> 'cumul'
UNION ALL
SELECT somme.id_indicateur, somme.id_zone, somme.id_ventilation, longue.id_rangee,
       fsum(somme.numerateur) AS numerateur, fsum(somme.denominateur) AS denominateur, fsum(somme.valeur) AS valeur,
       fsum(somme.produit) AS produit, fsum(somme.effectif) AS effectif, sum(somme.lignes)::BIGINT AS lignes,
       sum(somme.lignes_pesees)::BIGINT AS lignes_pesees, sum(somme.recues)::BIGINT AS recues,
       min(somme.ancienne) AS ancienne, max(somme.recente) AS recente, bool_or(somme.provisoire) AS provisoire
FROM somme_base somme
JOIN (SELECT id_indicateur, id_rangee, unnest(range(premiere_base, derniere_base + 1)) AS rang_base
      FROM rangee_indicateur WHERE type_periode <> 'cumul' AND premiere_base < derniere_base) longue
  ON longue.id_indicateur = somme.id_indicateur AND longue.rang_base = somme.rang_base
GROUP BY somme.id_indicateur, somme.id_zone, somme.id_ventilation, longue.id_rangee;

-- Cumul : somme courante depuis le début ; une période sans ligne répète le cumul précédent, jusqu'à la ligne suivante.
CREATE TEMP VIEW somme_cumul AS
WITH courante AS (
    SELECT id_indicateur, id_zone, id_ventilation, rang_base,
           coalesce(lead(rang_base) OVER suite,
                    1 + (SELECT max(rangee.derniere_base) FROM rangee_indicateur rangee
                         WHERE rangee.id_indicateur = somme_base.id_indicateur)) AS base_suivante,
           fsum(numerateur) OVER suite AS numerateur, fsum(denominateur) OVER suite AS denominateur, fsum(valeur) OVER suite AS valeur,
           fsum(produit) OVER suite AS produit, fsum(effectif) OVER suite AS effectif, (sum(lignes) OVER suite)::BIGINT AS lignes,
           (sum(lignes_pesees) OVER suite)::BIGINT AS lignes_pesees, (sum(recues) OVER suite)::BIGINT AS recues,
           min(ancienne) OVER suite AS ancienne, max(recente) OVER suite AS recente, bool_or(provisoire) OVER suite AS provisoire
    FROM somme_base WINDOW suite AS (PARTITION BY id_indicateur, id_zone, id_ventilation ORDER BY rang_base)
)
SELECT somme.id_indicateur, somme.id_zone, somme.id_ventilation, rangee.id_rangee,
       somme.* EXCLUDE (id_indicateur, id_zone, id_ventilation, rang_base, base_suivante)
FROM (SELECT * EXCLUDE (rang_base), unnest(range(rang_base, base_suivante)) AS rang_base FROM courante) somme
JOIN rangee_indicateur rangee ON rangee.id_indicateur = somme.id_indicateur AND rangee.derniere_base = somme.rang_base
     AND rangee.type_periode = 'cumul';
