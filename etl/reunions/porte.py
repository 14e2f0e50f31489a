"""La porte du journal : ouvert pour une écriture à la fois (`domaine.preuve.inscriptions`). Règles D1 et D3."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from domaine.chemins import journal_des_reunions
from domaine.journal import CREATION, Commentaire, DecisionPrise, Reunion, en_colonnes, table_de
from domaine.preuve import inscriptions
from domaine.preuve.validation import Validation
from etl.demande import DemandeInvalide

Ligne = TypeVar("Ligne", Reunion, DecisionPrise, Commentaire, Validation)


def ecriture(donnees: Path) -> AbstractContextManager[sqlite3.Connection]:
    """Une transaction, seule à écrire ; inscrite en sortant, défaite si le geste est refusé."""
    return inscriptions.ecriture(journal_des_reunions(donnees), CREATION)


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
    inscriptions.copier(source, cible)
