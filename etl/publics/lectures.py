"""Ce qu'une base réduite contient, confronté à ce que `domaine.schema` déclare que son public lit."""

from __future__ import annotations

from pathlib import Path

import duckdb

from domaine.schema.declaration import VIDE, Table
from domaine.schema.edition import TABLES


def colonnes_interdites(base: Path, public: str) -> list[str]:
    """Les colonnes qui disent quelque chose alors que ce public ne les lit pas : «table.colonne» ; aucune, en règle.

    D'une table que ce public ne lit pas du tout, une seule ligne suffit : elle est alors nommée entière.
    """
    with duckdb.connect(str(base), read_only=True) as connexion:
        return [nom for table in TABLES.values() for nom in _interdites(connexion, table, public)]


def _interdites(connexion: duckdb.DuckDBPyConnection, table: Table, public: str) -> list[str]:
    lecture = table.lectures.get(public)
    if lecture is None:
        return [table.nom] if _comptes(connexion, table.nom, ["count(*)"])[0] else []
    tues = [nom for nom in table.noms if lecture.de(nom) == VIDE]
    dites = _comptes(connexion, table.nom, [f"count(nullif({nom}::VARCHAR, ''))" for nom in tues])
    return [f"{table.nom}.{nom}" for nom, compte in zip(tues, dites, strict=True) if compte]


def _comptes(connexion: duckdb.DuckDBPyConnection, table: str, comptes: list[str]) -> tuple[int, ...]:
    lus = connexion.execute(f"SELECT {', '.join(comptes)} FROM {table}").fetchone() if comptes else ()
    return lus or ()
