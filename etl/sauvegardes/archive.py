"""Écrire, vérifier et restaurer l'archive d'un dossier des données, pendant que l'application tourne (règle E25).

Une archive zip : les fichiers tels quels, et `sauvegarde.json` en dernier, qui donne l'empreinte de chacun. Ce qui se
refait (les éditions publiées d'avant, les envois en attente) n'y est pas ; la clé de signature non plus, qui ne doit
pas voyager avec ce qu'elle prouve.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from domaine import chemins
from domaine.journal import lire as lire_journal
from domaine.preuve.inscriptions import copier
from domaine.reglages import FICHIER_REGLAGES
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.edition.publication import VERSION
from etl.fichiers.depots import verrou
from etl.fichiers.zips import ARCHIVE_ABIMEE, ZipRefuse, ouvrir_zip

SOMMAIRE: Final = "sauvegarde.json"
_FORMAT: Final = 1
_MO: Final = 1024 * 1024
#: Une archive est hostile jusqu'à preuve du contraire : sa table (200 000 fichiers), son sommaire.
_TABLE_MAX, _SOMMAIRE_MAX = 32 * _MO, 64 * _MO
#: Une base vide se comprime trente fois ; au-delà de cent, c'est une bombe.
_GONFLEMENT_MAX = 100
_DOSSIERS: Final = (chemins.DEPOTS, chemins.FIGEES, chemins.LIMITES, chemins.PIECES)


class ArchiveFausse(Exception):
    """L'archive n'en est pas une, ou n'est plus ce qui a été écrit ; le message, en français, dit quoi."""


@dataclass(frozen=True)
class Contenu:
    """Ce que dit le sommaire d'une archive.

    Attributes:
        faite_le: l'instant, AAAA-MM-JJTHH:MM:SS.
        edition, empreinte: l'édition en vigueur et l'empreinte de ses chiffres ; vides quand rien n'est publié.
        fichiers: chemin → (SHA-256, octets).
    """

    faite_le: str
    edition: str
    empreinte: str
    fichiers: dict[str, tuple[str, int]]

    @property
    def octets(self) -> int:
        return sum(taille for _, taille in self.fichiers.values())


def creer(donnees: Path, cible: Path) -> Contenu:
    """Écrit l'archive ; publications, dépôts et gels attendent, les réunions continuent.

    Args:
        donnees: le dossier des données.
        cible: l'archive à écrire ; elle n'en remplace aucune.

    Raises:
        DemandeInvalide: rien à sauvegarder, archive déjà là, ou pas assez de place.
    """
    if cible.exists():
        raise DemandeInvalide(f"«{cible.name}» existe déjà : donnez un autre nom, une sauvegarde n'en remplace aucune.")
    if not (donnees / chemins.DEPOTS).is_dir():
        raise DemandeInvalide("Rien n'a été déposé dans ce dossier des données : il n'y a rien à sauvegarder.")
    cible.parent.mkdir(parents=True, exist_ok=True)
    provisoire = cible.with_name(f".{cible.name}.{os.getpid()}")
    try:
        with verrou(donnees), tempfile.TemporaryDirectory() as lieu:
            retenus = dict(_retenir(donnees, Path(lieu)))
            _exiger_la_place(cible.parent, sum(p.stat().st_size for p in retenus.values()))
            contenu = _ecrire(provisoire, donnees, retenus)
        provisoire.replace(cible)
    finally:
        provisoire.unlink(missing_ok=True)
    return contenu


def verifier(archive: Path) -> Contenu:
    """Relit tous les octets et les compare au sommaire.

    Raises:
        ArchiveFausse: ce n'est pas une sauvegarde, ou un fichier y manque, s'y ajoute ou diffère.
    """
    return _parcourir(archive, None)


def restaurer(archive: Path, vers: Path) -> Contenu:
    """Rend l'archive dans un dossier vide ; chaque fichier est comparé à son empreinte avant d'y être.

    Args:
        archive: une sauvegarde.
        vers: le dossier des données à faire ; absent ou vide. À la première faute, il le reste.

    Raises:
        DemandeInvalide: le dossier n'est pas vide, ou la place manque.
        ArchiveFausse: comme `verifier`.
    """
    if vers.exists() and (not vers.is_dir() or any(vers.iterdir())):
        raise DemandeInvalide(f"«{vers.name}» n'est pas un dossier vide : une sauvegarde ne se mêle à rien.")
    vers.parent.mkdir(parents=True, exist_ok=True)
    _exiger_la_place(vers.parent, _lire_sommaire_de(archive).octets)
    with tempfile.TemporaryDirectory(prefix=chemins.PREFIXE_EN_COURS, dir=vers.parent) as lieu:
        contenu = _parcourir(archive, Path(lieu) / "donnees")
        if vers.exists():
            vers.rmdir()
        (Path(lieu) / "donnees").rename(vers)
    return contenu


def _retenir(donnees: Path, lieu: Path) -> Iterator[tuple[str, Path]]:
    """Chemin dans l'archive → fichier à y mettre, dans l'ordre."""
    # Les journaux d'abord : une pièce est sur le disque avant d'y être inscrite, et tout ce qu'ils nomment y est donc.
    bases = [nom for nom in (chemins.REUNIONS, chemins.ACCES, chemins.COURRIELS) if (donnees / nom).is_file()]
    for nom in bases:
        # SQLite ne se copie pas comme un fichier pendant qu'on y écrit.
        copier(donnees / nom, lieu / nom)
    montrees = {edition.courante(donnees), *lire_journal(chemins.journal_des_reunions(donnees)).editions_montrees()}
    dossiers = [donnees / nom for nom in _DOSSIERS]
    dossiers += [d for i in sorted(m for m in montrees if m) if (d := chemins.dossier_edition(donnees, i)).is_dir()]
    fichiers = {p for d in dossiers for p in d.rglob("*") if not _passe(p, donnees)}
    fichiers |= {
        p for nom in (chemins.POINTEUR, FICHIER_REGLAGES, chemins.DESTINATAIRES) if (p := donnees / nom).is_file()
    }
    yield from ((p.relative_to(donnees).as_posix(), p) for p in sorted(fichiers))
    yield from ((nom, lieu / nom) for nom in bases)


def _passe(chemin: Path, donnees: Path) -> bool:
    """Un dossier, un lien, ou ce qu'un arrêt a laissé à moitié."""
    en_cours = any(p.startswith(chemins.PREFIXE_EN_COURS) for p in chemin.relative_to(donnees).parts)
    return en_cours or chemin.is_symlink() or not chemin.is_file()


def _exiger_la_place(dossier: Path, octets: int) -> None:
    libres = shutil.disk_usage(dossier).free
    if libres < octets:
        raise DemandeInvalide(f"Il faut {octets // _MO + 1} Mo, il en reste {libres // _MO} : faites de la place.")


def _ecrire(cible: Path, donnees: Path, retenus: dict[str, Path]) -> Contenu:
    identifiant = edition.courante(donnees) or ""
    empreinte = edition.manifeste(donnees, identifiant)["empreinte"] if identifiant else ""
    fichiers: dict[str, tuple[str, int]] = {}
    with os.fdopen(os.open(cible, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as brut:
        with zipfile.ZipFile(brut, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for nom, chemin in retenus.items():
                with chemin.open("rb") as lu, archive.open(nom, "w", force_zip64=True) as ecrit:
                    fichiers[nom] = _copier(lu, ecrit)
            contenu = Contenu(dt.datetime.now().replace(microsecond=0).isoformat(), identifiant, empreinte, fichiers)
            archive.writestr(SOMMAIRE, json.dumps({"format": _FORMAT, "application": VERSION} | vars(contenu)))
        brut.flush()
        os.fsync(brut.fileno())
    return contenu


def _parcourir(archive: Path, vers: Path | None) -> Contenu:
    """Compare chaque fichier à son empreinte ; l'écrit dans `vers` au passage, s'il y en a un."""
    contenu = _lire_sommaire_de(archive)
    try:
        with ouvrir_zip(archive, _TABLE_MAX) as lue:
            noms = [m.filename for m in lue.infolist() if m.filename != SOMMAIRE]
            if fautes := set(noms) ^ set(contenu.fichiers):
                raise ArchiveFausse(f"{min(fautes)} manque à l'archive, ou s'y ajoute : prenez une autre sauvegarde.")
            for nom in noms:
                _verifier_un(lue, nom, contenu.fichiers[nom], vers)
    except (ZipRefuse, *ARCHIVE_ABIMEE) as erreur:
        raise ArchiveFausse(f"L'archive est abîmée ({str(erreur)[:120]}).") from erreur
    return contenu


def _verifier_un(lue: zipfile.ZipFile, nom: str, attendu: tuple[str, int], vers: Path | None) -> None:
    with lue.open(nom) as flux:
        if vers is None:
            lu = _copier(flux, None, limite=attendu[1])
        else:
            dest = vers.joinpath(*PurePosixPath(nom).parts)
            dest.parent.mkdir(parents=True, exist_ok=True)
            with dest.open("xb") as ecrit:
                lu = _copier(flux, ecrit, limite=attendu[1])
            if nom.startswith(f"{chemins.FIGEES}/") and nom.count("/") > 1:
                # Comme au gel : une édition figée ne se change pas par mégarde.
                dest.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    if lu != attendu:
        raise ArchiveFausse(f"{nom} n'est plus ce qui fut écrit : prenez une autre sauvegarde.")


def _copier(lu: IO[bytes], ecrit: IO[bytes] | None, limite: int | None = None) -> tuple[str, int]:
    """Copie, et rend l'empreinte et la taille ; au-delà de la limite, s'arrête : le fichier ment sur sa taille."""
    empreinte, taille = hashlib.sha256(), 0
    while morceau := lu.read(_MO):
        empreinte.update(morceau)
        taille += len(morceau)
        if ecrit is not None:
            ecrit.write(morceau)
        if limite is not None and taille > limite:
            break
    return empreinte.hexdigest(), taille


def _lire_sommaire_de(archive: Path) -> Contenu:
    try:
        with ouvrir_zip(archive, _TABLE_MAX) as lue:
            if lue.getinfo(SOMMAIRE).file_size > _SOMMAIRE_MAX:
                raise ArchiveFausse("L'archive est démesurée : ce n'est pas une sauvegarde.")
            contenu = _lire_sommaire(json.loads(lue.read(SOMMAIRE)))
    except FileNotFoundError as erreur:
        raise DemandeInvalide(f"«{archive.name}» n'existe pas.") from erreur
    except (ZipRefuse, TypeError, *ARCHIVE_ABIMEE) as erreur:
        raise ArchiveFausse(f"«{archive.name}» n'est pas une sauvegarde de SOCLE, ou elle est abîmée.") from erreur
    if contenu.octets > _GONFLEMENT_MAX * archive.stat().st_size:
        raise ArchiveFausse("L'archive est démesurée : ce n'est pas une sauvegarde.")
    return contenu


def _lire_sommaire(lu: dict[str, Any]) -> Contenu:
    if lu["format"] != _FORMAT:
        raise ArchiveFausse("Cette sauvegarde est d'une version plus récente : mettez l'application à jour.")
    fichiers = {str(nom): (str(sha), int(taille)) for nom, (sha, taille) in lu["fichiers"].items()}
    # Un chemin qui remonte écrirait hors du dossier que l'on restaure.
    for nom in fichiers:
        if PurePosixPath(nom).is_absolute() or {"..", ""} & set(nom.split("/")) or "\\" in nom or ":" in nom:
            raise ArchiveFausse("Un chemin de l'archive sort de son dossier : ce n'est pas une sauvegarde.")
    return Contenu(str(lu["faite_le"]), str(lu["edition"]), str(lu["empreinte"]), fichiers)
