"""Les pièces de preuve : une photo, un document signé, et ce qu'ils prouvent. Règles D11 à D13.

Leurs lignes sont au journal (`domaine.journal`), dans le même fichier : rien ne s'y récrit, retirer est une ligne de
plus. Leurs octets sont à part, gardés une fois par empreinte ; ce qui s'en montre est une copie, sans rien de ce que
l'appareil y avait écrit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from domaine.chemins import COPIES, PIECES
from domaine.preuve.inscriptions import ouvrir_pour_lire, verrous

VISITE, RECEPTION, DECISION = "visite", "réception", "décision"
PHOTO, DOCUMENT = "photo", "document"
#: Format, jugé sur les octets → les extensions qu'un nom peut lui donner.
FORMATS: Final = {"jpeg": ("jpg", "jpeg"), "png": ("png",), "webp": ("webp",), "pdf": ("pdf",)}
EXTENSIONS: Final = tuple(e for extensions in FORMATS.values() for e in extensions)
NOM_MAX, MOTIF_MAX = 120, 200
TABLE: Final = f"""
CREATE TABLE IF NOT EXISTS piece (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    inscrit_le TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    nom TEXT NOT NULL CHECK (length(nom) BETWEEN 1 AND {NOM_MAX}),
    genre TEXT NOT NULL CHECK (genre IN ('{PHOTO}', '{DOCUMENT}')),
    format TEXT NOT NULL,
    octets INTEGER NOT NULL CHECK (octets > 0),
    objet TEXT NOT NULL CHECK (objet IN ('{VISITE}', '{RECEPTION}', '{DECISION}')),
    id_objet TEXT NOT NULL,
    date TEXT NOT NULL,
    par TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    motif_retrait TEXT NOT NULL CHECK (length(motif_retrait) <= {MOTIF_MAX}),
    UNIQUE (sha256, objet, id_objet, date, version)
) STRICT;
"""
#: Ce que l'écrivain joue à l'ouverture, après ce qui crée le journal ; sans effet quand c'est fait.
CREATION: Final = TABLE + verrous(("piece",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Une pièce et ce qu'elle prouve, à une version ; instants en UTC.

    Attributes:
        nom: celui du fichier reçu.
        format: clé de `FORMATS`.
        id_objet: le point visité, le chantier reçu, ou la décision.
        date: le jour de la visite ou du relevé, AAAA-MM-JJ ; vide sinon.
        par: une fonction, jamais un nom ; vide quand rien n'est dit.
        motif_retrait: pourquoi elle ne prouve plus ; vide tant qu'elle prouve.
    """

    rang: int = 0
    inscrit_le: str = ""
    sha256: str
    nom: str
    genre: str
    format: str
    octets: int
    objet: str
    id_objet: str
    date: str = ""
    par: str = ""
    version: int = 1
    motif_retrait: str = ""

    @property
    def sujet(self) -> tuple[str, str, str, str]:
        """Le fichier, et ce qu'il prouve."""
        return (self.sha256, self.objet, self.id_objet, self.date)


def lire(chemin: Path) -> tuple[Piece, ...]:
    """Toutes les lignes de ce journal, dans l'ordre des écritures ; aucune s'il n'existe pas, ou n'en a jamais eu.

    Raises:
        sqlite3.Error: le fichier n'est pas un journal, ou il est abîmé.
    """
    if not chemin.is_file():
        return ()
    with closing(ouvrir_pour_lire(chemin)) as connexion:
        return lire_de(connexion)


def lire_de(connexion: sqlite3.Connection) -> tuple[Piece, ...]:
    """Les mêmes, d'une connexion ouverte."""
    if not connexion.execute("SELECT 1 FROM sqlite_master WHERE name = 'piece'").fetchone():
        return ()
    noms = [c.name for c in fields(Piece)]
    # Les noms viennent de la forme ci-dessus, jamais d'une saisie.
    lignes = connexion.execute(f"SELECT {', '.join(noms)} FROM piece ORDER BY rang")  # noqa: S608
    return tuple(Piece(**dict(zip(noms, ligne, strict=True))) for ligne in lignes)


def dernieres(lignes: Iterable[Piece]) -> tuple[Piece, ...]:
    """La dernière version de chaque pièce, retirées comprises, dans l'ordre où elles furent remises."""
    return tuple({p.sujet: p for p in lignes}.values())


def en_vigueur(lignes: Iterable[Piece], objet: str = "", id_objet: str = "") -> tuple[Piece, ...]:
    """Celles qui prouvent : d'un objet, ou toutes."""
    return tuple(
        p
        for p in dernieres(lignes)
        if not p.motif_retrait and (not objet or (p.objet, p.id_objet) == (objet, id_objet))
    )


def originale(donnees: Path, piece: Piece) -> Path:
    """Le fichier reçu, octet pour octet : il prouve, et ne sort pas."""
    return donnees / PIECES / f"{piece.sha256}.{FORMATS[piece.format][0]}"


def copie(donnees: Path, piece: Piece) -> Path:
    """Ce qui se montre et s'emporte ; d'un document, le fichier même : il ne se récrit pas."""
    if piece.format == "pdf":
        return originale(donnees, piece)
    return donnees / PIECES / COPIES / f"{piece.sha256}.jpg"


def vignette(donnees: Path, piece: Piece) -> Path | None:
    """La petite image de la fiche ; aucune d'un document, qui ne se dessine jamais ici."""
    return None if piece.format == "pdf" else donnees / PIECES / COPIES / f"{piece.sha256}_vignette.jpg"
