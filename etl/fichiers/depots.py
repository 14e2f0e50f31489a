"""Les dépôts : ce qui a été reçu, octet pour octet, avec quand et par qui (règle Q17).

`depots/<sha256>.<ext>` n'est jamais modifié ; `depots/journal.jsonl` s'allonge seulement. L'ordre du journal est
l'ordre des dépôts, qui décide de ce qui remplace quoi.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import filelock

from domaine import chemins
from etl.fichiers.recu import FichierRecu
from tableurs import codable

_EXTENSIONS = {"xlsx": ".xlsx", "xls": ".xls", "csv": ".zip"}
_PROVISOIRE = ".provisoire"
#: Le dépôt que la publication fait du journal des réunions (`etl.edition.reunions`) ; les autres : «reel», «demo».
ORIGINE_REUNIONS: Final = "reunions"


class JournalIllisible(Exception):
    """Le journal des dépôts a été abîmé : rien n'est deviné."""


@dataclass(frozen=True)
class Depot:
    """Une ligne du journal ; `rang` compte de 1 dans l'ordre de réception. `retire` : gardé, mais hors des chiffres."""

    rang: int
    sha256: str
    nom: str
    genre: str
    taille: int
    recu_le: str
    par: str
    origine: str
    retire: bool = False
    motif_retrait: str = ""

    @property
    def recu(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.recu_le)

    @property
    def du_journal(self) -> bool:
        """Vrai quand c'est le journal des réunions que la publication a déposé."""
        return self.origine == ORIGINE_REUNIONS


@contextlib.contextmanager
def verrou(donnees: Path) -> Iterator[None]:
    """Une seule publication à la fois : la seconde attend son tour."""
    donnees.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(str(donnees / chemins.VERROU)):
        yield


class DepotAltere(Exception):
    """Un fichier déposé manque ou a changé sur le disque ; le message dit lequel et que faire."""


def _dire_altere(depot: Depot, constat: str) -> str:
    remede = "Rendez-le depuis une sauvegarde, ou renvoyez le même fichier par «charger»."
    return f"Le dépôt n° {depot.rang} («{depot.nom}», {depot.sha256[:12]}…) {constat}. {remede}"


class Depots:
    """Le dossier `depots/` et son journal."""

    def __init__(self, donnees: Path) -> None:
        self.dossier = chemins.dossier_depots(donnees)
        self._journal = self.dossier / chemins.JOURNAL
        self._retraits = self.dossier / chemins.RETRAITS
        self._a_blanc: list[tuple[FichierRecu, dict[str, Any]]] = []
        self._arretes: list[dict[str, Any]] | None = None

    def lister(self) -> list[Depot]:
        """Les dépôts dans l'ordre de réception.

        Une dernière ligne sans fin de ligne vient d'un arrêt brutal : le dépôt n'était pas inscrit, elle est ignorée.

        Raises:
            JournalIllisible: une ligne entière n'est pas une inscription.
        """
        try:
            recus = _lignes_entieres(self._journal) if self._arretes is None else self._arretes
            inscrits = [*recus, *(inscrit for _, inscrit in self._a_blanc)]
            depots = [Depot(rang=i, **lu) for i, lu in enumerate(inscrits, start=1)]
            gestes = {int(g["rang"]): g for g in _lignes_entieres(self._retraits)}
        except (ValueError, TypeError, KeyError) as erreur:
            raise JournalIllisible(
                f"Le journal des dépôts ({self.dossier}) est abîmé : {erreur}. Reprenez-le dans une sauvegarde."
            ) from erreur
        return [_selon_le_geste(d, gestes.get(d.rang)) for d in depots]

    def noter_geste(self, depot: Depot, geste: str, motif: str, par: str) -> None:
        """Inscrit qu'un dépôt sort des chiffres («retirer») ou y revient («remettre»). L'appelant tient le verrou."""
        le = dt.datetime.now().replace(microsecond=0).isoformat()
        inscrit = {"rang": depot.rang, "sha256": depot.sha256, "geste": geste, "motif": motif}
        _allonger(self._retraits, inscrit | {"par": par or _utilisateur(), "le": le})

    def geste_depuis(self, instant: dt.datetime) -> bool:
        """Vrai quand un dépôt est sorti des chiffres, ou y est revenu, depuis cet instant."""
        return any(dt.datetime.fromisoformat(str(g["le"])) >= instant for g in _lignes_entieres(self._retraits))

    def chemin(self, depot: Depot) -> Path:
        """Le fichier d'un dépôt."""
        return self.dossier / f"{depot.sha256}{_EXTENSIONS[depot.genre]}"

    def deposer_a_blanc(self, fichier: FichierRecu) -> Depot:
        """Fait comme si le fichier venait d'être déposé, en dernier ; rien n'est écrit, cet objet seul le sait.

        Le journal s'y arrête : ce qu'un autre dépose entre-temps ne change pas les numéros donnés.
        """
        if self._arretes is None:
            self._arretes = _lignes_entieres(self._journal)
        self._a_blanc.append((fichier, _inscription(fichier, "", None, "reel")))
        return self.lister()[-1]

    def lire(self, depot: Depot) -> bytes:
        """Les octets d'un dépôt, tels qu'ils ont été reçus.

        Raises:
            DepotAltere: le fichier manque, ou n'a plus l'empreinte du journal.
        """
        for tenu, _ in self._a_blanc:
            if tenu.sha256 == depot.sha256:
                return tenu.contenu
        try:
            contenu = self.chemin(depot).read_bytes()
        except FileNotFoundError as erreur:
            raise DepotAltere(_dire_altere(depot, "manque")) from erreur
        if hashlib.sha256(contenu).hexdigest() != depot.sha256:
            raise DepotAltere(_dire_altere(depot, "n'est plus celui qui a été reçu"))
        return contenu

    def trouver(self, sha256: str) -> Depot | None:
        """Le dépôt de cette empreinte, ou `None`."""
        return next((d for d in self.lister() if d.sha256 == sha256), None)

    def deposer(
        self, fichier: FichierRecu, *, par: str = "", recu: dt.datetime | None = None, origine: str = "reel"
    ) -> Depot:
        """Garde le fichier puis l'inscrit au journal ; chacun des deux gestes est atomique.

        L'appelant tient le verrou : deux inscriptions simultanées auraient le même rang.
        """
        self._garder(fichier)
        inscrit = _inscription(fichier, par, recu, origine)
        self._inscrire(inscrit)
        return Depot(rang=len(self.lister()), **inscrit)  # type: ignore[arg-type]  # clés de même nom que les champs

    def remplacer_demonstration(self, fichiers: list[tuple[FichierRecu, str, dt.datetime]]) -> None:
        """Met cette démonstration (fichier, par, reçu le) à la place de la précédente ; sans effet si c'est la même.

        Seuls les fichiers que l'ancien journal inscrivait s'en vont : produits par le programme, ils se refont.
        L'appelant tient le verrou et s'est assuré que tous les dépôts sont de démonstration.
        """
        anciens = self.lister()
        inscrits = [_inscription(fichier, par, recu, "demo") for fichier, par, recu in fichiers]
        if anciens == [Depot(rang=i, **x) for i, x in enumerate(inscrits, start=1)]:  # type: ignore[arg-type]  # mêmes clés
            return
        for fichier, _, _ in fichiers:
            self._garder(fichier)
        self._retraits.unlink(missing_ok=True)
        _ecrire_atomique(self._journal, b"".join(_ligne_de_journal(x) for x in inscrits))
        gardes = {x["sha256"] for x in inscrits}
        for depot in anciens:
            if depot.sha256 not in gardes:
                self.chemin(depot).unlink(missing_ok=True)

    def nettoyer(self) -> None:
        """Enlève les copies qu'un arrêt a laissées à moitié. L'appelant tient le verrou."""
        if self.dossier.is_dir():
            for reste in self.dossier.glob(f".*{_PROVISOIRE}"):
                reste.unlink()

    def reparer(self, fichier: FichierRecu) -> None:
        """Remet le fichier d'un dépôt déjà inscrit, s'il manque ou a été altéré."""
        self._garder(fichier)

    def _garder(self, fichier: FichierRecu) -> None:
        self.dossier.mkdir(parents=True, exist_ok=True)
        cible = self.dossier / f"{fichier.sha256}{_EXTENSIONS[fichier.format]}"
        # Un fichier altéré depuis se répare en renvoyant le bon.
        if not cible.exists() or hashlib.sha256(cible.read_bytes()).hexdigest() != fichier.sha256:
            _ecrire_atomique(cible, fichier.contenu)

    def _inscrire(self, inscrit: dict[str, object]) -> None:
        _allonger(self._journal, inscrit)


def _lignes_entieres(journal: Path) -> list[dict[str, Any]]:
    """Les lignes d'un journal ; la dernière, sans fin de ligne, vient d'un arrêt brutal : elle n'était pas inscrite."""
    if not journal.exists():
        return []
    return [json.loads(x) for x in journal.read_bytes().split(b"\n")[:-1] if x.strip()]


def _allonger(journal: Path, inscrit: dict[str, object]) -> None:
    """Ajoute une ligne entière, après avoir ôté ce qu'un arrêt aurait laissé à moitié."""
    with journal.open("a+b") as flux:
        taille = flux.seek(0, os.SEEK_END)
        if taille:
            flux.seek(0)
            entiere = flux.read().rfind(b"\n") + 1
            if entiere < taille:
                flux.truncate(entiere)
        flux.write(_ligne_de_journal(inscrit))
        flux.flush()
        os.fsync(flux.fileno())


def _selon_le_geste(depot: Depot, geste: dict[str, Any] | None) -> Depot:
    """Le dernier geste inscrit l'emporte ; un geste qui ne nomme pas ce fichier n'est pas pour lui."""
    if geste is None or geste["sha256"] != depot.sha256 or geste["geste"] != "retirer":
        return depot
    return replace(depot, retire=True, motif_retrait=str(geste["motif"]))


def _inscription(fichier: FichierRecu, par: str, recu: dt.datetime | None, origine: str) -> dict[str, object]:
    return {
        "sha256": fichier.sha256,
        "nom": fichier.nom,
        "genre": fichier.format,
        "taille": len(fichier.contenu),
        "recu_le": (recu or dt.datetime.now()).replace(microsecond=0).isoformat(),
        "par": par or _utilisateur(),
        "origine": origine,
    }


def _ligne_de_journal(inscrit: dict[str, object]) -> bytes:
    return codable(json.dumps(inscrit, ensure_ascii=False)).encode() + b"\n"


def _utilisateur() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "inconnu"


def _ecrire_atomique(cible: Path, contenu: bytes) -> None:
    provisoire = cible.with_name(f".{cible.name}.{os.getpid()}{_PROVISOIRE}")
    with provisoire.open("wb") as flux:
        flux.write(contenu)
        flux.flush()
        os.fsync(flux.fileno())
    provisoire.replace(cible)


def en_dict(depot: Depot) -> dict[str, object]:
    """Un dépôt pour un manifeste ou un JSON."""
    return asdict(depot)
