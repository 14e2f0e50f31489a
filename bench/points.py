"""Des points de service inventés, toujours les mêmes pour un nombre donné, mis à la place de ceux d'une édition.

Sert à mesurer et à essayer la carte à 0, 1, 200 ou 5 000 points sans passer par des classeurs. Ne touche jamais une
vraie édition : l'appelant donne une copie. Les chiffres d'indicateurs (`valeurs`) restent ceux de la copie.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.edition import dossier as edition

_STATUTS = (
    "['pleinement fonctionnel', 'partiellement fonctionnel', 'non fonctionnel', 'fermé temporairement', "
    "'pas encore ouvert', 'non visité depuis 90 jours', 'inconnu']"
)
_SERVICES = "['eau', 'santé', 'éducation', 'état civil', 'justice', 'élevage']"

_POINTS = f"""
    INSERT INTO point_service BY NAME
    WITH communes AS (
        SELECT code, nom, lon, lat, row_number() OVER (ORDER BY ordre) - 1 AS rang, count(*) OVER () AS nombre
        FROM zone WHERE niveau = 'commune'
    ), tirage AS (
        SELECT n, (hash(n) >> 2)::BIGINT AS h1,
               (hash(n * 7919 + 13) >> 2)::BIGINT AS h2, {_SERVICES} AS services FROM range($nombre) t(n)
    )
    SELECT printf('PT-%05d', n) AS id_point,
           services[1 + h1 % 6] || ' – localité ' || upper(substr(md5(n::VARCHAR), 1, 6)) || ' (fictif)' AS nom,
           services[1 + h1 % 6] AS type_service, code AS code_zone, 'Localité ' || n AS localite,
           -- Un vingtième sans position, les autres à 15 km au plus du point de leur commune.
           CASE WHEN n % 20 = 19 THEN NULL ELSE lat + ((h1 % 2700)::DOUBLE / 10000 - 0.135) END AS latitude,
           CASE WHEN n % 20 = 19 THEN NULL ELSE lon + ((h2 % 2700)::DOUBLE / 10000 - 0.135) END AS longitude,
           (h2 % 4000)::DOUBLE AS population_desservie, 'Opérateur ' || chr(65 + (h2 % 5)::INTEGER) AS operateur,
           1 AS id_chargement, 'points_inventes.xlsx' AS fichier, 'Points' AS feuille, (n + 2)::INTEGER AS ligne
    FROM tirage JOIN communes ON rang = h2 % nombre
"""
_ETATS = f"""
    INSERT INTO etat_point BY NAME
    WITH dates AS (SELECT date, row_number() OVER (ORDER BY date) AS mois FROM (SELECT DISTINCT date FROM $dates)),
    tirage AS (
        SELECT d.date, p.id_point, p.code_zone, {_STATUTS} AS statuts,
               (hash(p.id_point) >> 2)::BIGINT AS h,
               (hash(p.id_point || (d.mois // 4)) >> 2)::BIGINT AS g
        FROM point_service p CROSS JOIN dates d
    )
    SELECT date, id_point, code_zone, statuts[1 + g % 7] AS statut, h % 3 > 0 AS restaure, g % 7 < 2 AS fonctionnel,
           g % 7 = 2 AND h % 3 > 0 AS retombe, (g % 5)::INTEGER AS tests, date - (g % 300)::INTEGER AS derniere_visite,
           (g % 300)::INTEGER AS age_jours, (g % 10)::VARCHAR AS etape,
           CASE WHEN h % 3 > 0 THEN date - (h % 700)::INTEGER END AS date_restauration
    FROM tirage
"""


def fichier_en_vigueur(donnees: Path) -> Path:
    """La base de l'édition en vigueur d'un dossier de données."""
    return edition.chemin_base(donnees)


def peupler(donnees: Path, nombre: int) -> None:
    """Remplace les points de l'édition en vigueur d'une **copie** par `nombre` points inventés, avec leurs états.

    Args:
        donnees: dossier de données jetable ; son édition cesse d'être celle que ses dépôts donnent.
        nombre: 0 pour aucun point ; les dates d'état restent celles de l'édition.
    """
    fichier = fichier_en_vigueur(donnees)
    fichier.chmod(0o644)
    with duckdb.connect(str(fichier)) as base:
        base.execute("CREATE TEMP TABLE dates AS SELECT DISTINCT date FROM etat_point")
        for table in ("visite", "etape_restauration", "etat_point", "point_service"):
            base.execute(f"DELETE FROM {table}")  # noms du module
        base.execute(_POINTS, {"nombre": nombre})
        base.execute(_ETATS.replace("$dates", "dates"))
