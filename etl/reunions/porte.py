"""La porte du journal : le fichier SQLite, ouvert pour une écriture à la fois, et copié pour la sauvegarde.

Une ligne est inscrite quand `ecriture` se referme : WAL et `synchronous=FULL`, elle est alors sur le disque, et ni un
arrêt du programme ni une coupure ne la reprennent. Règles D1 et D3.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from domaine.chemins import journal_des_reunions
from domaine.journal import CREATION, Commentaire, DecisionPrise, Reunion, en_colonnes, table_de
from etl.demande import DemandeInvalide

#: Ce qu'un geste attend, quand un autre écrit ; une écriture tient la porte quelques millisecondes.
ATTENTE_S: Final = 30.0
Ligne = TypeVar("Ligne", Reunion, DecisionPrise, Commentaire)


@contextlib.contextmanager
def ecriture(donnees: Path) -> Iterator[sqlite3.Connection]:
    """Une transaction, seule à écrire ; inscrite en sortant, défaite si le geste est refusé."""
    chemin = journal_des_reunions(donnees)
    _creer(chemin)
    with closing(_ouvrir(chemin)) as connexion:
        connexion.execute("PRAGMA synchronous=FULL")
        # Sans effet, sauf sur un journal d'avant, à qui une table manque.
        connexion.executescript(CREATION)
        connexion.execute("BEGIN IMMEDIATE")
        try:
            yield connexion
        except BaseException:
            connexion.execute("ROLLBACK")
            raise
        connexion.execute("COMMIT")


def inscrire(connexion: sqlite3.Connection, ligne: Ligne) -> Ligne:
    """Ajoute une ligne, à l'instant présent ; rend la même, avec son rang."""
    ligne = replace(ligne, inscrit_le=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    colonnes = en_colonnes(ligne)
    # Les noms viennent des formes du journal, jamais d'une saisie.
    texte = f"INSERT INTO {table_de(type(ligne))} ({', '.join(colonnes)}) VALUES ({', '.join('?' * len(colonnes))})"
    rang = connexion.execute(texte, list(colonnes.values())).lastrowid
    assert rang is not None  # une insertion réussie en a toujours un
    return replace(ligne, rang=rang)


def deja_inscrite(lignes: Iterable[Ligne], cle: str, du_meme: Callable[[Ligne], bool]) -> Ligne | None:
    """La ligne que cette clé a déjà faite, ou rien : un geste envoyé deux fois n'en fait qu'une (règle D3).

    Raises:
        DemandeInvalide: la clé a servi à un autre objet.
    """
    trouvee = next((ligne for ligne in lignes if ligne.cle == cle), None)
    if trouvee is not None and not du_meme(trouvee):
        raise DemandeInvalide(f"La clé «{cle}» a déjà servi à un autre geste : donnez-en une neuve.")
    return trouvee


def sauvegarder(donnees: Path, cible: Path) -> None:
    """Copie le journal, entier et d'un seul instant, même pendant qu'on y écrit ; `cible` est remplacée d'un coup.

    Raises:
        DemandeInvalide: il n'y a pas encore de journal.
    """
    source = journal_des_reunions(donnees)
    if not source.is_file():
        raise DemandeInvalide("Aucune réunion n'a été préparée ici : il n'y a pas de journal à sauvegarder.")
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
    # Un journal rendu d'une sauvegarde y revient ici ; sans effet sur les autres.
    connexion.execute("PRAGMA journal_mode=WAL")
    return connexion


def _creer(chemin: Path) -> None:
    """Fait le journal à côté, puis le met à sa place d'un seul geste : personne ne le voit à moitié."""
    if chemin.is_file():
        return
    chemin.parent.mkdir(parents=True, exist_ok=True)
    provisoire = chemin.with_name(f".{chemin.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(provisoire, isolation_level=None)) as connexion:
            connexion.execute("PRAGMA journal_mode=WAL")
            connexion.executescript(CREATION)
        with contextlib.suppress(FileExistsError):  # un autre vient de le faire : c'est le sien
            os.link(provisoire, chemin)
    finally:
        provisoire.unlink(missing_ok=True)
