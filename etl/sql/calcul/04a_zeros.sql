-- Le zéro déclaré d'un flux de registre (règle G1) : la coordination a rendu tous les rapports de la période de base, et avait déjà envoyé une ligne de
-- ce registre ; ce qu'elle n'écrit pas n'a pas eu lieu. Personne n'a écrit cette ligne : elle ne se ventile pas.

-- Le premier jour que dit chaque registre, par région.
CREATE TEMP VIEW premier_envoi AS
WITH ligne AS (
    SELECT 'diagnostics' AS source, point.code_zone, coalesce(etape.date_reelle, etape.date_prevue) AS date
    FROM s_etape_restauration etape JOIN s_point_service point USING (id_point)
    UNION ALL SELECT 'usagers_services', code_zone, date FROM visite_jugee
    UNION ALL SELECT unnest(['usagers_services', 'actes_spi']), code_zone, date FROM acte_situe
    UNION ALL SELECT 'etapes_tenues', code_zone, date FROM s_spi_etape
)
SELECT ligne.source, zone.region, min(ligne.date) AS premier FROM ligne JOIN zone ON zone.code = ligne.code_zone GROUP BY ALL;

CREATE TEMP TABLE composante_zero AS
WITH recue AS (SELECT code_zone AS region, frequence, rang_base FROM rapport_attendu GROUP BY ALL HAVING bool_and(recu)),
muette AS (
    SELECT indicateur.code, indicateur.source_calcul, indicateur.regle_temps, indicateur.frequence, attendu.code_zone, base.debut, base.fin
    FROM s_indicateur indicateur JOIN attendu ON attendu.code_indicateur = indicateur.code JOIN zone ON zone.code = attendu.code_zone
    JOIN premier_envoi envoi ON envoi.source = indicateur.source_calcul AND envoi.region = zone.region
    JOIN recue ON recue.region = zone.region AND recue.frequence = indicateur.frequence
    JOIN base ON base.frequence = recue.frequence AND base.rang_base = recue.rang_base AND base.fin >= envoi.premier
    WHERE periode_attendue(attendu.depuis, attendu.jusqu_a, base.debut, base.fin)
)
SELECT numero.id_indicateur, zone_numerotee.id_zone, '' AS dimension, '' AS modalite, true AS de_registre, '' AS id_entite,
       muette.fin AS date_effet, muette.fin AS date_fait, NULL::DOUBLE AS numerateur, NULL::DOUBLE AS denominateur, 0.0::DOUBLE AS valeur,
       NULL::DOUBLE AS effectif, false AS provisoire, false AS attendue, NULL::BIGINT AS id_ligne, muette.regle_temps, muette.frequence
FROM muette JOIN indicateur_numerote numero ON numero.code = muette.code JOIN zone_numerotee ON zone_numerotee.code = muette.code_zone
WHERE NOT EXISTS (
    FROM ligne_registre ligne JOIN zone_ascendance ascendance ON ascendance.code = ligne.code_zone AND ascendance.ancetre = muette.code_zone
    WHERE ligne.source = muette.source_calcul AND ligne.dimension = '' AND ligne.date_effet BETWEEN muette.debut AND muette.fin);
