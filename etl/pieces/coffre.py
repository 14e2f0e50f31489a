"""Les octets des pièces : l'original gardé une fois, octet pour octet, et ce qui s'en montre (règle D13)."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from domaine.chemins import PREFIXE_EN_COURS
from domaine.preuve import pieces
from domaine.preuve.pieces import Piece
from etl.pieces import controle


def garder(donnees: Path, piece: Piece, contenu: bytes) -> None:
    """Écrit l'original et ses copies, chacun d'un seul geste ; un original altéré depuis se répare ainsi."""
    original = pieces.originale(donnees, piece)
    if not original.is_file() or hashlib.sha256(original.read_bytes()).hexdigest() != piece.sha256:
        _ecrire(original, contenu)
    _copier(donnees, piece, contenu)


def verifier(donnees: Path, piece: Piece) -> str:
    """Ce qui ne va pas d'une pièce gardée ; vide quand tout va. Une copie perdue se refait de l'original."""
    original = pieces.originale(donnees, piece)
    if not original.is_file():
        return "le fichier manque : rendez-le depuis une sauvegarde, ou redonnez-le par «piece ajouter»"
    contenu = original.read_bytes()
    if hashlib.sha256(contenu).hexdigest() != piece.sha256:
        return "le fichier a changé depuis sa réception : rendez-le depuis une sauvegarde"
    _copier(donnees, piece, contenu)
    return ""


def _copier(donnees: Path, piece: Piece, contenu: bytes) -> None:
    petite, grande = pieces.vignette(donnees, piece), pieces.copie(donnees, piece)
    if petite is None or (petite.is_file() and grande.is_file()):
        return
    octets = controle.copies(contenu, piece.format)
    for chemin, image in zip((grande, petite), octets, strict=True):
        _ecrire(chemin, image)


def _ecrire(cible: Path, contenu: bytes) -> None:
    cible.parent.mkdir(parents=True, exist_ok=True)
    provisoire = cible.with_name(f"{PREFIXE_EN_COURS}{os.getpid()}-{cible.name}")
    try:
        with provisoire.open("wb") as flux:
            flux.write(contenu)
            flux.flush()
            os.fsync(flux.fileno())
        provisoire.replace(cible)
    finally:
        provisoire.unlink(missing_ok=True)
