"""Les fichiers SQL de la publication, et la seule façon de les jouer. Les règles y sont ; le Python les enchaîne."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import duckdb

from domaine.schema.edition import CLE_MACROS, TABLES
from domaine.sql import definitions

DOSSIER_SQL = Path(__file__).parent


def lire_sql(nom: str) -> str:
    """Le texte d'un fichier SQL, nommé depuis ce dossier (« calcul/01_periodes.sql »)."""
    return (DOSSIER_SQL / nom).read_text(encoding="utf-8")


def executer_sql(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    """Exécute les instructions d'un fichier SQL du projet."""
    for instruction in _analyser(chemin):
        connexion.execute(instruction)


@cache
def _analyser(chemin: Path) -> list[duckdb.Statement]:
    """Une fois par processus : analyser ces fichiers fait un vingtième d'une petite publication."""
    return duckdb.connect().extract_statements(chemin.read_text(encoding="utf-8"))


@contextmanager
def d_un_geste(connexion: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Une suite d'instructions qui n'attend le disque qu'une fois : seule, chacune l'attendrait."""
    connexion.execute("BEGIN")
    try:
        yield
    except BaseException:
        # Une base devenue illisible ne défait rien : sa première faute est celle qui se dit.
        with suppress(duckdb.Error):
            connexion.execute("ROLLBACK")
        raise
    connexion.execute("COMMIT")


def inserer(connexion: duckdb.DuckDBPyConnection, table: str, lignes: Sequence[Sequence[object]]) -> None:
    """Insère des lignes d'un seul geste : une à une, chacune coûterait une instruction entière."""
    if lignes:
        rangees = ", ".join(f"({', '.join('?' * len(ligne))})" for ligne in lignes)
        connexion.execute(f"INSERT INTO {table} VALUES {rangees}", [valeur for ligne in lignes for valeur in ligne])


def est_remplie(connexion: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> bool:
    """Vrai si l'une de ces tables a une ligne : ce qui n'a rien reçu n'a pas à être calculé."""
    return bool(remplies(connexion, tables))


def remplies(connexion: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> set[str]:
    """Celles de ces tables qui ont une ligne, d'une seule lecture : une à une, chacune coûterait autant que toutes."""
    lectures = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (FROM {table})" for table in tables)
    return {nom for (nom,) in connexion.execute(lectures).fetchall()} if lectures else set()


def garder_regles(connexion: duckdb.DuckDBPyConnection) -> None:
    """Garde dans la base les règles qui ne lisent aucune table (`domaine.sql`) : les calculs s'en servent."""
    _garder(connexion, lisent=False)


def creer_tables(connexion: duckdb.DuckDBPyConnection) -> None:
    """Crée, vides, les tables déclarées que l'édition n'a pas encore."""
    presentes = {nom for (nom,) in connexion.execute("SHOW TABLES").fetchall()}
    with d_un_geste(connexion):
        for table in TABLES.values():
            if table.nom not in presentes:
                connexion.execute(f"CREATE TABLE {table.nom} ({table.definition})")


def garder_lectures(connexion: duckdb.DuckDBPyConnection) -> None:
    """Garde dans une édition dont les tables sont écrites ce qui les lit, vues et macros, et les y nomme."""
    _garder(connexion, lisent=True)
    inserer(connexion, "info", [(CLE_MACROS, " ".join(d.nom for d in definitions() if d.forme == "MACRO"))])


def _garder(connexion: duckdb.DuckDBPyConnection, *, lisent: bool) -> None:
    with d_un_geste(connexion):
        for definition in definitions():
            if definition.lit_l_edition is lisent:
                connexion.execute(definition.texte)
