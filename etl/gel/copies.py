"""Lire sans s'y fier ce qu'une personne rapporte : la copie d'un dossier figé, son zip, les propriétés d'un document.

Rien n'est extrait ni ouvert comme XML : les octets passent, bornés, dans une empreinte ou une recherche de texte. Un
zip hostile (bombe, chemin qui remonte, table démesurée) est refusé ou ignoré, jamais écrit.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from domaine.chemins import MANIFESTE
from etl.fichiers.zips import ARCHIVE_ABIMEE

MO: Final = 1024 * 1024
#: Un document, un manifeste, les propriétés d'un document : bien plus que ce que le programme écrit.
DOCUMENT_MAX: Final = 200 * MO
MANIFESTE_MAX: Final = 20 * MO
_PROPRIETES_MAX: Final = MO
#: D'un dossier ou d'un zip : fichiers, et octets une fois décompressés.
_FICHIERS_MAX: Final = 200
_TOTAL_MAX: Final = 4096 * MO
#: Ce que la table d'un zip d'autant de fichiers ne dépasse pas.
TABLE_MAX: Final = MO
_PROPRIETES: Final = "docProps/core.xml"


class CopieRefusee(Exception):
    """Ce n'est rien qui se vérifie ; le message, en français, dit pourquoi."""


@dataclass(frozen=True)
class Copie:
    """Des fichiers côte à côte, dans un dossier ou dans un zip.

    Attributes:
        tailles: nom → octets déclarés.
        ouvrir: de quoi lire un fichier.
        ailleurs: d'un zip, les fichiers qui sont hors du dossier de l'édition : ils ne s'examinent pas.
    """

    tailles: dict[str, int]
    ouvrir: Callable[[str], IO[bytes]]
    ailleurs: int = 0

    def lire(self, nom: str, limite: int) -> bytes:
        """Les octets d'un fichier ; vide s'il manque.

        Raises:
            CopieRefusee: il est plus gros que la limite, ou abîmé.
        """
        if nom not in self.tailles:
            return b""
        try:
            with self.ouvrir(nom) as flux:
                octets = flux.read(limite + 1)
        except ARCHIVE_ABIMEE as erreur:
            raise CopieRefusee(f"{nom} ne se lit pas : copie abîmée.") from erreur
        if len(octets) > limite:
            raise CopieRefusee(f"{nom} est démesuré.")
        return octets

    def empreinte(self, nom: str) -> str:
        """SHA-256 d'un fichier ; vide s'il est abîmé."""
        try:
            with self.ouvrir(nom) as flux:
                return hashlib.file_digest(flux, "sha256").hexdigest()  # type: ignore[arg-type]  # il a `readinto`
        except ARCHIVE_ABIMEE:
            return ""


def du_dossier(dossier: Path) -> Copie:
    """Une copie posée dans un dossier ; ses sous-dossiers et ses liens sont des fichiers de trop, qui ne se lisent pas.

    Raises:
        CopieRefusee: il a trop de fichiers, ou pas de manifeste.
    """
    presents = []
    for fichier in dossier.iterdir():
        presents.append(fichier)
        if len(presents) > _FICHIERS_MAX:
            raise CopieRefusee(f"Ce dossier a plus de {_FICHIERS_MAX} fichiers : ce n'est pas celui d'une édition.")
    if not (dossier / MANIFESTE).is_file():
        raise CopieRefusee(f"Ce dossier n'a pas de {MANIFESTE} : ce n'est pas celui d'une édition figée.")

    def ouvrir(nom: str) -> IO[bytes]:
        if (dossier / nom).is_symlink() or not (dossier / nom).is_file():
            raise ValueError(nom)
        return (dossier / nom).open("rb")

    return Copie({f.name: f.lstat().st_size for f in presents}, ouvrir)


def du_zip(archive: zipfile.ZipFile) -> Copie | None:
    """Une copie mise en zip, à sa racine ou dans son dossier ; `None` d'un zip qui n'a pas de manifeste.

    Raises:
        CopieRefusee: trop de fichiers, un nom en double, trop d'octets, un mot de passe.
    """
    membres = {m.filename: m for m in archive.infolist() if not m.is_dir()}
    lieux = [PurePosixPath(nom).parent for nom in membres if PurePosixPath(nom).name == MANIFESTE]
    if len(lieux) != 1 or len(lieux[0].parts) > 1:
        return None
    places = {PurePosixPath(nom).name: m for nom, m in membres.items() if PurePosixPath(nom).parent == lieux[0]}
    if len(membres) > _FICHIERS_MAX or sum(m.file_size for m in membres.values()) > _TOTAL_MAX:
        raise CopieRefusee("Ce zip est démesuré : ce n'est pas celui d'une édition.")
    if len(membres) != sum(not m.is_dir() for m in archive.infolist()) or any(m.flag_bits & 1 for m in places.values()):
        raise CopieRefusee("Ce zip a un nom en double, ou un mot de passe : il ne se vérifie pas.")
    tailles, ailleurs = {nom: m.file_size for nom, m in places.items()}, len(membres) - len(places)
    return Copie(tailles, lambda nom: archive.open(places[nom]), ailleurs)


def proprietes(archive: zipfile.ZipFile) -> bytes:
    """Les propriétés d'un classeur ou d'un document Word, telles quelles ; vide s'il n'en a pas."""
    try:
        with archive.open(_PROPRIETES) as flux:
            return flux.read(_PROPRIETES_MAX)
    except ARCHIVE_ABIMEE:
        return b""
