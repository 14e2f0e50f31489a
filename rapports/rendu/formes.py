"""Les formes d'un document : HTML, PDF, Word, classeur, sous les noms qu'on leur donne."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from rapports.blocs import Document
from rapports.rendu import en_classeur, en_docx, en_html, en_pdf

_RENDUS: Final[dict[str, Callable[[Document, Path, dt.date], None]]] = {
    "html": lambda document, dest, _: en_html.rendre(document, dest),
    "pdf": en_pdf.rendre,
    "docx": en_docx.rendre,
    "xlsx": en_classeur.rendre,
}


def ecrire(document: Document, dossier: Path, noms: Mapping[str, str], jour: dt.date) -> list[Path]:
    """Écrit le document ; un fichier n'est remplacé qu'une fois le nouveau tout écrit.

    Args:
        document: le contenu neutre.
        dossier: où écrire ; créé s'il manque.
        noms: forme («html», «pdf», «docx», «xlsx») → nom du fichier.
        jour: la date que les fichiers portent ; le même contenu donne les mêmes octets.

    Returns:
        Les chemins écrits, dans l'ordre des noms.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    ecrits = {dossier / nom: _RENDUS[forme] for forme, nom in noms.items()}
    for dest, rendre in ecrits.items():
        rendre(document, dest, jour)
    return list(ecrits)
