"""Où l'on écrit : un chemin (tout ou rien) ou un tampon binaire."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

Destination = str | os.PathLike[str] | IO[bytes]


@contextmanager
def ouvrir_sortie(dest: Destination) -> Iterator[IO[bytes]]:
    """Ouvre la destination en écriture binaire.

    Un chemin n'est remplacé qu'une fois tout écrit : un échec laisse l'ancien fichier, jamais un fichier tronqué.
    Un tampon reçoit les octets à sa position et n'est pas fermé.
    """
    if not isinstance(dest, str | os.PathLike):
        yield dest
        return
    cible = Path(dest)
    poignee, provisoire = tempfile.mkstemp(dir=cible.absolute().parent, prefix=f".{cible.name}.")
    try:
        with os.fdopen(poignee, "wb") as sortie:
            yield sortie
        Path(provisoire).chmod(0o644)
        Path(provisoire).replace(cible)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise
