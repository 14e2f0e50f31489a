"""L'archive des photos d'un serveur de formulaires : chaque fichier va à la ligne qui l'annonce (règle D12).

Rien n'est extrait : un membre se lit, se juge, se garde ou se nomme. Ce qu'aucune ligne n'annonce, ou que deux lignes
annoncent, n'est pas gardé : il resterait sans rien prouver, et des visages avec.
"""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from domaine.preuve.pieces import Piece
from domaine.reglages import Reglages
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.fichiers.zips import ARCHIVE_ABIMEE, ZipRefuse, ouvrir_zip
from etl.pieces import gestes

_MO: Final = 1024 * 1024
_TABLE_MAX, _MEMBRES_MAX = 32 * _MO, 20_000
#: (objet, identifiant, date)
Cible = tuple[str, str, str]


@dataclass
class Bilan:
    """Ce qu'une archive a donné ; `refuses` : le chemin d'un membre, et pourquoi il n'est pas gardé."""

    ajoutees: list[Piece] = field(default_factory=list)
    deja: list[Piece] = field(default_factory=list)
    refuses: list[tuple[str, str]] = field(default_factory=list)


def importer(donnees: Path, reglages: Reglages, archive: Path, par: str = "") -> Bilan:
    """Garde les photos annoncées que l'archive porte, et nomme les autres.

    Raises:
        DemandeInvalide: ce n'est pas une archive, ou elle est démesurée.
    """
    cibles = _annoncees(donnees)
    bilan = Bilan()
    try:
        with ouvrir_zip(archive, _TABLE_MAX) as lue:
            membres = [m for m in lue.infolist() if not m.is_dir() and not _accessoire(m.filename)]
            if len(membres) > _MEMBRES_MAX:
                raise DemandeInvalide(f"L'archive a plus de {_MEMBRES_MAX} fichiers : envoyez-la en plusieurs fois.")
            noms = Counter(_nom(m.filename) for m in membres)
            for membre in membres:
                vises = cibles.get(_nom(membre.filename), [])
                if faute := _faute(vises, noms[_nom(membre.filename)]):
                    bilan.refuses.append((membre.filename, faute))
                    continue
                _prendre(donnees, reglages, lue, membre, vises[0], par, bilan)
    except FileNotFoundError as erreur:
        raise DemandeInvalide(f"«{archive.name}» n'existe pas.") from erreur
    except ZipRefuse as erreur:
        raise DemandeInvalide(f"«{archive.name}» : {erreur}") from erreur
    return bilan


def _prendre(
    donnees: Path,
    reglages: Reglages,
    lue: zipfile.ZipFile,
    membre: zipfile.ZipInfo,
    cible: Cible,
    par: str,
    bilan: Bilan,
) -> None:
    objet, identifiant, date = cible
    try:
        with lue.open(membre) as flux:
            # Un octet de trop suffit à le dire trop gros : ce que la table annonce ne se croit pas.
            contenu = flux.read(reglages.piece_max_mo * _MO + 1)
        nom = PurePosixPath(membre.filename).name
        piece, neuve = gestes.ajouter(
            donnees, reglages, contenu, nom, objet=objet, id_objet=identifiant, date=date, par=par
        )
    except DemandeInvalide as refus:
        bilan.refuses.append((membre.filename, str(refus)))
    except ARCHIVE_ABIMEE:
        bilan.refuses.append((membre.filename, "il est abîmé dans l'archive"))
    else:
        (bilan.ajoutees if neuve else bilan.deja).append(piece)


def _faute(vises: list[Cible], homonymes: int) -> str:
    if not vises:
        return "aucune visite ni aucun relevé de l'édition en vigueur ne l'annonce"
    if len(vises) > 1:
        dits = " ; ".join(" ".join(c) for c in vises)
        return f"plusieurs lignes l'annoncent ({dits}) : remettez-le par «piece ajouter»"
    if homonymes > 1:
        return "l'archive a plusieurs fichiers de ce nom : remettez le bon par «piece ajouter»"
    return ""


def _annoncees(donnees: Path) -> dict[str, list[Cible]]:
    """Nom comparable d'une photo → les lignes qui l'annoncent."""
    cibles: dict[str, list[Cible]] = defaultdict(list)
    with dossier.ouvrir(dossier.chemin_base(donnees)) as base:
        lues = base.execute("SELECT DISTINCT photo, objet, id_objet, date FROM photos_annoncees() ORDER BY ALL")
        for photo, objet, identifiant, date in lues.fetchall():
            cibles[_nom(str(photo))].append((str(objet), str(identifiant), date.isoformat()))
    return cibles


def _nom(chemin: str) -> str:
    """Comme `nom_de_photo` (domaine/sql/provenance.sql), d'un chemin d'archive.

    >>> _nom("projet/attachments/u-1/Photo 1.JPG")
    'photo_1.jpg'
    """
    return PurePosixPath(chemin).name.strip().replace(" ", "_").lower()


def _accessoire(chemin: str) -> bool:
    """Ce qu'un système ajoute de lui-même à une archive."""
    return chemin.startswith("__MACOSX/") or PurePosixPath(chemin).name in (".DS_Store", "Thumbs.db")
