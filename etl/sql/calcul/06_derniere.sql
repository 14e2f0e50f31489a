-- Règle «dernière» : la dernière valeur connue de chaque entité (zone, point, poste, chantier…), reportée sans limite.

-- Une ligne vaut de la période où elle prend effet jusqu'à celle qui précède la suivante de son entité, dans sa chaîne. Sans modalité, elle ne fait
-- que finir celle d'avant.
CREATE TEMP TABLE etat_entite AS
WITH ligne AS (
    SELECT composante.* EXCLUDE (rang_base), composante.rang_base AS base_recue,
           -- prise d'effet avant la première période de base : connue dès celle-ci
           coalesce(composante.rang_base, CASE WHEN composante.date_effet < etendue.debut THEN 1 END) AS premiere_base, etendue.derniere_base
    FROM composante_tout composante
    JOIN (SELECT frequence, min(debut) AS debut, max(rang_base) AS derniere_base FROM base GROUP BY frequence) etendue USING (frequence)
    WHERE composante.regle_temps = 'derniere'
), suite AS (
    SELECT *, coalesce(lead(premiere_base) OVER (PARTITION BY id_indicateur, id_zone, chaine, id_entite ORDER BY date_effet, id_ligne),
                       derniere_base + 1) AS base_suivante
    FROM ligne WHERE premiere_base IS NOT NULL
)
SELECT id_indicateur, id_zone, id_ventilation, unnest(range(premiere_base, base_suivante)) AS rang_base,
       numerateur, denominateur, valeur, effectif, date_fait, provisoire, attendue, base_recue
FROM suite WHERE premiere_base < base_suivante AND NOT sans_modalite;

-- communes_couvertes : chaque commune du périmètre (celles de la Collecte, où elle en nomme) compte pour une, si sa région a envoyé un point ; couverte
-- si un de ses points restaurés fonctionne.
INSERT INTO etat_entite
WITH point AS (
    SELECT restaure.code_zone, base.frequence, base.rang_base, base.debut, base.fin,
           est_fonctionnel(visite.tests, visite.statut, base.fin - visite.date)::INT AS fonctionne, visite.date
    FROM (SELECT DISTINCT id_point, code_zone, restaure_le FROM visite_jugee WHERE restaure_le IS NOT NULL) restaure
    JOIN base ON base.fin >= restaure.restaure_le
    ASOF JOIN visite_jugee visite ON visite.id_point = restaure.id_point AND base.fin >= visite.date
), commune AS (
    SELECT code_zone, frequence, rang_base, max(fonctionne)::DOUBLE AS couverte, max(date) AS date FROM point GROUP BY ALL
), connu AS (SELECT min(date) AS premiere FROM visite_jugee),
suivie AS (SELECT DISTINCT zone.region FROM s_point_service point JOIN zone ON zone.code = point.code_zone),
perimetre AS (
    SELECT DISTINCT attendu.code_indicateur, zone.code, attendu.depuis, attendu.jusqu_a
    FROM zone JOIN zone_ascendance ascendance ON ascendance.code = zone.code JOIN attendu ON attendu.code_zone = ascendance.ancetre
    WHERE zone.niveau = 'commune' AND zone.region IN (FROM suivie)
)
SELECT DISTINCT numero.id_indicateur, zone_numerotee.id_zone, ventilation.id_ventilation, base.rang_base, coalesce(commune.couverte, 0.0), 1.0, NULL, NULL,
       commune.date, false, false, NULL
FROM s_indicateur indicateur JOIN indicateur_numerote numero ON numero.code = indicateur.code JOIN base ON base.frequence = indicateur.frequence
JOIN perimetre ON perimetre.code_indicateur = indicateur.code AND periode_attendue(perimetre.depuis, perimetre.jusqu_a, base.debut, base.fin)
JOIN zone_numerotee ON zone_numerotee.code = perimetre.code
JOIN ventilation ON ventilation.dimension = ''
JOIN connu ON connu.premiere <= base.fin
LEFT JOIN commune ON commune.code_zone = zone_numerotee.code AND commune.frequence = indicateur.frequence AND commune.rang_base = base.rang_base
WHERE indicateur.source_calcul = 'communes_couvertes';

CREATE TEMP TABLE derniere_base AS
SELECT etat.id_indicateur, montee.id_zone_haute AS id_zone, etat.id_ventilation, etat.rang_base,
       fsum(etat.numerateur) AS numerateur, fsum(etat.denominateur) AS denominateur, fsum(etat.valeur) AS valeur,
       fsum(etat.valeur * etat.effectif) AS produit, fsum(etat.effectif) AS effectif, count(*) AS lignes, count(etat.effectif) AS lignes_pesees,
       count(*) FILTER (etat.attendue AND etat.rang_base = etat.base_recue) AS recues, min(etat.date_fait) AS ancienne,
       max(etat.date_fait) AS recente, bool_or(etat.provisoire) AS provisoire
FROM etat_entite etat JOIN montee ON montee.id_indicateur = etat.id_indicateur AND montee.id_zone = etat.id_zone
GROUP BY etat.id_indicateur, montee.id_zone_haute, etat.id_ventilation, etat.rang_base;

-- Un jalon ne se moyenne pas : au-dessus de la zone de collecte, la répartition des zones par rang.
INSERT INTO derniere_base
WITH atteint AS (
    SELECT etat.id_indicateur, haute.id_zone, etat.rang_base, etat.valeur, etat.attendue AND etat.rang_base = etat.base_recue AS recue,
           etat.date_fait, etat.provisoire
    FROM etat_entite etat JOIN indicateur_numerote numero USING (id_indicateur)
    JOIN s_indicateur indicateur ON indicateur.code = numero.code AND indicateur.nature = 'jalon'
    JOIN zone_numerotee partie ON partie.id_zone = etat.id_zone
    JOIN zone_ascendance ascendance ON ascendance.code = partie.code AND ascendance.ancetre <> partie.code
    JOIN zone_numerotee haute ON haute.code = ascendance.ancetre
    JOIN ventilation ON ventilation.id_ventilation = etat.id_ventilation AND ventilation.dimension = ''
), possible AS (
    SELECT DISTINCT id_indicateur, id_zone, rang_base, echelle.rang FROM atteint, range(0, dernier_rang() + 1) echelle(rang)
    UNION SELECT id_indicateur, id_zone, rang_base, valeur::BIGINT FROM atteint
)
SELECT possible.id_indicateur, possible.id_zone, any_value(ventilation.id_ventilation), possible.rang_base, NULL, NULL,
       count(atteint.valeur)::DOUBLE, NULL, NULL, count(atteint.valeur), 0, count(*) FILTER (atteint.recue),
       min(atteint.date_fait), max(atteint.date_fait), coalesce(bool_or(atteint.provisoire), false)
FROM possible JOIN ventilation ON ventilation.dimension = 'rang' AND ventilation.modalite = possible.rang::VARCHAR
LEFT JOIN atteint ON atteint.id_indicateur = possible.id_indicateur AND atteint.id_zone = possible.id_zone
     AND atteint.rang_base = possible.rang_base AND atteint.valeur = possible.rang
GROUP BY possible.id_indicateur, possible.id_zone, possible.rang_base, possible.rang;
DROP TABLE etat_entite;

-- Une rangée prend l'état de sa dernière période de base due (règles A2 et C5).
CREATE TEMP VIEW derniere_rangee AS
SELECT dernier.id_indicateur, dernier.id_zone, dernier.id_ventilation, rangee.id_rangee,
       dernier.* EXCLUDE (id_indicateur, id_zone, id_ventilation, rang_base)
FROM derniere_base dernier
JOIN rangee_indicateur rangee ON rangee.id_indicateur = dernier.id_indicateur AND rangee.derniere_base = dernier.rang_base;
