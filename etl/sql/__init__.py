"""Les fichiers SQL de la publication, et la seule façon de les jouer. Les règles y sont ; le Python les enchaîne."""

from __future__ import annotations

from pathlib import Path

import duckdb

from domaine.schema.edition import TABLES
from domaine.sql import definitions

DOSSIER_SQL = Path(__file__).parent


def lire_sql(nom: str) -> str:
    """Le texte d'un fichier SQL, nommé depuis ce dossier (« calcul/01_periodes.sql »)."""
    return (DOSSIER_SQL / nom).read_text(encoding="utf-8")


def executer_sql(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    """Exécute les instructions d'un fichier SQL du projet."""
    connexion.execute(chemin.read_text(encoding="utf-8"))


def garder_regles(connexion: duckdb.DuckDBPyConnection) -> None:
    """Garde dans la base les règles qui ne lisent aucune table (`domaine.sql`) : les calculs s'en servent."""
    _garder(connexion, lisent=False)


def creer_tables(connexion: duckdb.DuckDBPyConnection) -> None:
    """Crée, vides, les tables déclarées que l'édition n'a pas encore."""
    for table in TABLES.values():
        connexion.execute(f"CREATE TABLE IF NOT EXISTS {table.nom} ({table.definition})")


def garder_lectures(connexion: duckdb.DuckDBPyConnection) -> None:
    """Garde dans une édition dont les tables sont écrites ce qui les lit : vues et macros de `domaine.sql`."""
    _garder(connexion, lisent=True)


def _garder(connexion: duckdb.DuckDBPyConnection, *, lisent: bool) -> None:
    for definition in definitions():
        if definition.lit_l_edition is lisent:
            connexion.execute(definition.texte)
