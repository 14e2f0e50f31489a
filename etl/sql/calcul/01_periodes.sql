-- Les périodes de base dues, et les rangées de `valeurs` qu'elles composent (règles P6 à P8).

-- Les grandes tables portent des nombres au lieu des textes, qui se joignent et se rangent bien plus vite : `id_indicateur`, `id_zone`,
-- `id_ventilation` et `id_rangee`, numérotés dans l'ordre de la table `valeurs`. `rang_base` est le rang d'une période de base dans le temps.

-- Une période de base est due quand elle est finie à la date des données ; la première contient le début.
CREATE TEMP TABLE base AS
SELECT frequence_type.frequence, calendrier.libelle, calendrier.debut, calendrier.fin,
       row_number() OVER (PARTITION BY frequence_type.frequence ORDER BY calendrier.fin) AS rang_base
FROM calendrier JOIN frequence_type USING (type), borne
WHERE calendrier.fin >= borne.debut AND calendrier.fin <= borne.date_donnees;

-- Le mois d'une date mène à sa période de base : une égalité se joint bien plus vite qu'un intervalle.
CREATE TEMP TABLE base_mois AS
SELECT frequence, rang_base, unnest(generate_series(debut, fin, INTERVAL 1 MONTH))::DATE AS mois FROM base;

-- Une rangée est faite de ses périodes de base dues ; une rangée «cumul» va du début à la période qui la nomme.
CREATE TEMP TABLE rangee AS
WITH civile AS (
    SELECT base.frequence, periode.type AS type_periode, periode.libelle AS periode, periode.debut, periode.fin,
           min(base.rang_base) AS premiere_base, max(base.rang_base) AS derniere_base
    FROM base JOIN frequence_type USING (frequence)
    JOIN calendrier periode ON periode.mois >= frequence_type.mois AND periode.debut <= base.debut AND periode.fin >= base.fin
    GROUP BY ALL
), toute AS (
    SELECT * FROM civile UNION ALL SELECT frequence, 'cumul', libelle, debut, fin, 1, rang_base FROM base
)
SELECT row_number() OVER (ORDER BY type_periode, periode, frequence)::INTEGER AS id_rangee, * FROM toute;

CREATE TEMP TABLE indicateur_numerote AS SELECT row_number() OVER (ORDER BY code)::INTEGER AS id_indicateur, code FROM s_indicateur;

CREATE TEMP TABLE zone_numerotee AS SELECT row_number() OVER (ORDER BY niveau, code)::INTEGER AS id_zone, code, niveau FROM zone;

-- Les zones où monte la valeur d'une zone : elle-même et ses ancêtres, jusqu'au niveau de collecte de l'indicateur.
CREATE TEMP TABLE montee AS
SELECT numero.id_indicateur, partie.id_zone, haute.id_zone AS id_zone_haute
FROM s_indicateur indicateur JOIN indicateur_numerote numero ON numero.code = indicateur.code
JOIN rang_niveau rang_collecte ON rang_collecte.niveau = indicateur.niveau_collecte
JOIN zone_ascendance ascendance ON true
JOIN rang_niveau rang_ancetre ON rang_ancetre.niveau = ascendance.niveau_ancetre AND rang_ancetre.rang <= rang_collecte.rang
JOIN zone_numerotee partie ON partie.code = ascendance.code JOIN zone_numerotee haute ON haute.code = ascendance.ancetre;
