-- Ce dont les autres fichiers SQL se servent : lignes bloquées, écriture des nombres, fréquences, niveaux.

CREATE TEMP VIEW bloquee AS
    SELECT DISTINCT id_ligne FROM signalement JOIN genre_signalement USING (code) WHERE gravite = 'bloquante';

-- Ce qu'une correction remplace (`nouvelle` : la ligne qu'elle fait) ou retire (`nouvelle` vide). Une correction bloquée ne remplace rien.
CREATE TEMP TABLE remplacement (ancienne BIGINT, nouvelle BIGINT);
CREATE TEMP VIEW retiree AS
    SELECT ancienne AS id_ligne FROM remplacement WHERE nouvelle IS NULL OR nouvelle NOT IN (SELECT id_ligne FROM bloquee);

-- Lignes dont les signalements ne comptent plus : corrigées, retirées, ou reprises d'un classeur de rejets.
CREATE TEMP TABLE oubliee (id_ligne BIGINT, bloquee BOOLEAN);
-- Lignes bloquées dont la clé est portée par une ligne saine plus récente : leurs anomalies restent, il n'y a plus rien à y corriger.
CREATE TEMP TABLE renvoyee (id_ligne BIGINT);

CREATE TEMP TABLE tardive (id_ligne BIGINT);
CREATE TEMP TABLE parametre (date_fixee DATE);

-- Un nombre tel qu'il se lit dans un message : sans «.0», virgule décimale, les milliers séparés d'une espace fine qui ne se coupe pas.
CREATE TEMP MACRO nb(nombre) AS
    CASE WHEN nombre = trunc(nombre) AND abs(nombre) < 1e15 THEN replace(format('{:,}', nombre::BIGINT), ',', chr(8239))
         ELSE replace(round(nombre, 4)::VARCHAR, '.', ',') END;

-- La période de base de chaque fréquence, et sa durée (`domaine.periodes`).
CREATE TEMP TABLE frequence_type (frequence VARCHAR, type VARCHAR, mois INTEGER);

-- L'ordre des niveaux (`domaine.niveaux`) : un niveau est au-dessus d'un autre quand son rang est plus petit.
CREATE TEMP TABLE rang_niveau (niveau VARCHAR, rang INTEGER);

-- Un jalon est un rang de 0 à celui-ci (règle C10).
CREATE TEMP MACRO dernier_rang() AS 4;

-- Ce par quoi chaque calcul sur registres se ventile (`domaine.sources`).
CREATE TEMP TABLE source_dimension (source VARCHAR, dimension VARCHAR);
