"""Les fichiers SQL de la publication, et la seule façon de les jouer. Les règles y sont ; le Python les enchaîne."""

from __future__ import annotations

from pathlib import Path

import duckdb

DOSSIER_SQL = Path(__file__).parent


def lire_sql(nom: str) -> str:
    """Le texte d'un fichier SQL, nommé depuis ce dossier (« calcul/01_periodes.sql »)."""
    return (DOSSIER_SQL / nom).read_text(encoding="utf-8")


def executer_sql(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    """Exécute les instructions d'un fichier SQL du projet."""
    connexion.execute(chemin.read_text(encoding="utf-8"))
