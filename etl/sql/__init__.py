"""Les fichiers SQL de la publication, et la seule façon de les jouer. Les règles y sont ; le Python les enchaîne."""

from __future__ import annotations

from pathlib import Path

import duckdb

from domaine.sql import regles

DOSSIER_SQL = Path(__file__).parent


def lire_sql(nom: str) -> str:
    """Le texte d'un fichier SQL, nommé depuis ce dossier (« calcul/01_periodes.sql »)."""
    return (DOSSIER_SQL / nom).read_text(encoding="utf-8")


def executer_sql(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    """Exécute les instructions d'un fichier SQL du projet."""
    connexion.execute(chemin.read_text(encoding="utf-8"))


def garder_regles(connexion: duckdb.DuckDBPyConnection) -> None:
    """Garde dans la base les règles qui ne lisent aucune table (`domaine.sql`) : les calculs s'en servent."""
    for regle in regles():
        if not regle.lit_l_edition:
            connexion.execute(regle.sql)


def garder_lectures(connexion: duckdb.DuckDBPyConnection) -> None:
    """Garde dans une édition dont les tables sont écrites ce qui les lit : règles (`domaine.sql`) et provenance."""
    for regle in regles():
        if regle.lit_l_edition:
            connexion.execute(regle.sql)
    executer_sql(connexion, DOSSIER_SQL / "provenance.sql")
