"""Un fichier refusé en entier, et les lectures dont l'échec est le refus d'un fichier plutôt qu'un arrêt.

Ne lit aucun format : `etl.fichiers.ouverture` lit. Un fichier abîmé ne doit jamais empêcher les autres d'entrer.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import traceback
import zipfile
from collections.abc import Iterator

from domaine.chemins import ERREURS
from domaine.reglages import dossier_donnees
from etl.fichiers.zips import ARCHIVE_ABIMEE


class FichierRefuse(Exception):
    """Le fichier entier est refusé ; `code` est celui du catalogue des anomalies."""

    def __init__(self, code: str, valeur: str = "", detail: str = "") -> None:
        super().__init__(f"{code} {valeur} {detail}")
        self.code, self.valeur, self.detail = code, valeur, detail


def lire_membre(archive: zipfile.ZipFile, membre: str | zipfile.ZipInfo, *, facultatif: bool = False) -> bytes:
    """Les octets d'un membre d'une archive déjà mesurée (`etl.fichiers.archives`).

    Args:
        facultatif: un membre qui manque rend des octets vides ; un membre abîmé reste un refus.

    Raises:
        FichierRefuse: le membre manque, est abîmé ou chiffré.
    """
    try:
        if facultatif and isinstance(membre, str) and membre not in archive.namelist():
            return b""
        return archive.read(membre)
    except ARCHIVE_ABIMEE as erreur:
        raise FichierRefuse("fichier_illisible", "", "archive abîmée ou chiffrée") from erreur


@contextlib.contextmanager
def refuser_l_imprevu(*arrets: type[Exception]) -> Iterator[None]:
    """Ce qui rate d'imprévu dans la lecture d'un fichier est le refus de ce fichier ; la trace en est gardée.

    Args:
        arrets: les fautes qui doivent arrêter tout le travail.

    Raises:
        FichierRefuse: le fichier ne se lit pas.
    """
    try:
        yield
    except FichierRefuse:
        raise
    except arrets:
        raise
    except MemoryError as erreur:
        raise FichierRefuse("fichier_trop_gros", "", "la mémoire ne suffit pas à le lire") from erreur
    except Exception as erreur:  # un fichier hostile ne choisit pas sa faute : toutes valent refus
        ou = garder_trace()
        detail = f"lecture impossible ; détail {ou}"
        raise FichierRefuse("fichier_illisible", "", detail) from erreur


def garder_trace() -> str:
    """Garde le détail de la faute en cours, pour qui la réparera ; rend l'endroit, en mots."""
    journal = dossier_donnees() / ERREURS
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        with journal.open("a", encoding="utf-8", errors="backslashreplace") as flux:
            quand = dt.datetime.now().isoformat(timespec="seconds")
            flux.write(f"--- {quand} {sys.argv[1:2]}\n{traceback.format_exc()}\n")
    except OSError:
        traceback.print_exc()
        return "ci-dessus"
    return f"dans {journal.name}"
