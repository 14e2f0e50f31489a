"""Les fichiers SQL de la publication, et la seule façon de les jouer. Les règles y sont ; le Python les enchaîne."""

from __future__ import annotations

from pathlib import Path

import duckdb

from domaine.schema import definitions
from domaine.schema.edition import TABLES

DOSSIER_SQL = Path(__file__).parent


def lire_sql(nom: str) -> str:
    """Le texte d'un fichier SQL, nommé depuis ce dossier (« calcul/01_periodes.sql »)."""
    return (DOSSIER_SQL / nom).read_text(encoding="utf-8")


def executer_sql(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    """Exécute les instructions d'un fichier SQL du projet."""
    connexion.execute(chemin.read_text(encoding="utf-8"))


def creer_tables(connexion: duckdb.DuckDBPyConnection, catalogue: str = "") -> None:
    """Crée, vides, les tables déclarées que l'édition n'a pas encore."""
    prefixe = f"{catalogue}." if catalogue else ""
    for table in TABLES.values():
        connexion.execute(f"CREATE TABLE IF NOT EXISTS {prefixe}{table.nom} ({table.definition})")


def definir_vues(connexion: duckdb.DuckDBPyConnection) -> None:
    """Crée dans l'édition les vues et les macros que ses lecteurs emploient."""
    for nom in definitions.FICHIERS:
        executer_sql(connexion, definitions.DOSSIER / nom)
