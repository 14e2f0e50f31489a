"""Un fichier tel qu'il arrive : lu d'un bloc, borné, son format reconnu à ses octets, pas encore déposé."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from domaine.reglages import Reglages
from etl.fichiers.ouverture import MO, empaqueter_dossier, format_de
from etl.fichiers.refus import FichierRefuse
from tableurs import codable


@dataclass(frozen=True)
class FichierRecu:
    """Un fichier tel qu'il arrive, pas encore déposé."""

    nom: str
    contenu: bytes
    format: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.contenu).hexdigest()


def lire_recu(chemin: Path, reglages: Reglages, nom: str = "") -> FichierRecu:
    """Lit un fichier ou un dossier de .csv, borné en taille.

    Raises:
        FichierRefuse: absent, vide, trop gros, d'un format inconnu, ou ni un fichier ni un dossier.
    """
    # Un nom venu d'un vieux disque n'est pas toujours de l'UTF-8 : ni le journal ni un message ne le porteraient.
    nom = codable(nom or chemin.name)
    try:
        if chemin.is_dir():
            return FichierRecu(nom, empaqueter_dossier(chemin, reglages), "csv")
        if chemin.exists() and not chemin.is_file():
            # Un tube ou un périphérique ne rend jamais la main.
            raise FichierRefuse("fichier_format", nom)
        if chemin.stat().st_size > reglages.taille_max_mo * MO:
            raise FichierRefuse("fichier_trop_gros", "", f"plus de {reglages.taille_max_mo} Mo")
        contenu = chemin.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as erreur:
        raise FichierRefuse("fichier_absent", nom, "il est introuvable") from erreur
    except PermissionError as erreur:
        raise FichierRefuse("fichier_absent", nom, "l'accès est refusé") from erreur
    if chemin.suffix.lower() == ".csv" and contenu and not contenu.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return FichierRecu(nom, _un_csv(chemin, contenu), "csv")
    return FichierRecu(nom, contenu, format_de(contenu))


def _un_csv(chemin: Path, contenu: bytes) -> bytes:
    """Un seul .csv, nommé comme sa feuille, est reçu comme un dossier qui n'en a qu'un."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(codable(chemin.name), (1980, 1, 1, 0, 0, 0)), contenu)
    return tampon.getvalue()
