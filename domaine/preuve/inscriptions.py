"""Un fichier SQLite où l'on inscrit sans jamais récrire : ouvert pour une écriture à la fois, copié d'un seul instant.

Une ligne est inscrite quand `ecriture` se referme : WAL et `synchronous=FULL`, elle est alors sur le disque, et ni un
arrêt du programme ni une coupure ne la reprennent (règle D1). Le journal des réunions et le registre d'accès en sont.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

#: Ce qu'un geste attend, quand un autre écrit ; une écriture tient la porte quelques millisecondes.
ATTENTE_S: Final = 30.0


def verrous(tables: Iterable[str]) -> str:
    """Le SQL qui fait refuser, par la base elle-même, qu'une ligne de ces tables se récrive ou s'efface."""
    return "".join(
        f"CREATE TRIGGER IF NOT EXISTS {table}_{geste.lower()} BEFORE {geste} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'le journal ne se récrit pas'); END;\n"
        for table in tables
        for geste in ("UPDATE", "DELETE")
    )


@contextlib.contextmanager
def ecriture(chemin: Path, creation: str) -> Iterator[sqlite3.Connection]:
    """Une transaction, seule à écrire ; inscrite en sortant, défaite si le geste est refusé.

    Args:
        chemin: le fichier, fait s'il manque.
        creation: le SQL qui fait ses tables ; sans effet sur celles qui y sont.
    """
    _creer(chemin, creation)
    with closing(_ouvrir(chemin)) as connexion:
        connexion.execute("PRAGMA synchronous=FULL")
        # Sans effet, sauf sur un fichier d'avant, à qui une table manque.
        connexion.executescript(creation)
        connexion.execute("BEGIN IMMEDIATE")
        try:
            yield connexion
        except BaseException:
            connexion.execute("ROLLBACK")
            raise
        connexion.execute("COMMIT")


def ouvrir_pour_lire(chemin: Path) -> sqlite3.Connection:
    """Une connexion qui ne peut rien écrire ; le fichier doit exister."""
    return sqlite3.connect(f"{chemin.resolve().as_uri()}?mode=ro", uri=True, timeout=10)


def copier(source: Path, cible: Path) -> None:
    """Copie le fichier, entier et d'un seul instant, même pendant qu'on y écrit ; `cible` est remplacée d'un coup."""
    provisoire = cible.with_name(f".{cible.name}.{os.getpid()}")
    try:
        with closing(_ouvrir(source)) as lue, closing(sqlite3.connect(provisoire)) as copie:
            lue.backup(copie)
            # Un seul fichier à emporter, sans ceux que SQLite tient à côté.
            copie.execute("PRAGMA journal_mode=DELETE")
        provisoire.replace(cible)
    finally:
        provisoire.unlink(missing_ok=True)


def _ouvrir(chemin: Path) -> sqlite3.Connection:
    connexion = sqlite3.connect(chemin, timeout=ATTENTE_S, isolation_level=None)
    # Un fichier rendu d'une sauvegarde y revient ici ; sans effet sur les autres.
    connexion.execute("PRAGMA journal_mode=WAL")
    return connexion


def _creer(chemin: Path, creation: str) -> None:
    """Fait le fichier à côté, puis le met à sa place d'un seul geste : personne ne le voit à moitié."""
    if chemin.is_file():
        return
    chemin.parent.mkdir(parents=True, exist_ok=True)
    provisoire = chemin.with_name(f".{chemin.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(provisoire, isolation_level=None)) as connexion:
            connexion.execute("PRAGMA journal_mode=WAL")
            connexion.executescript(creation)
        with contextlib.suppress(FileExistsError):  # un autre vient de le faire : c'est le sien
            os.link(provisoire, chemin)
    finally:
        provisoire.unlink(missing_ok=True)
