"""Ouvrir un zip que personne n'a encore jugé : sa table se mesure avant d'être lue, et l'abîmé se dit en français."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final

#: Tout ce que lève une archive abîmée : en-tête faux, drapeau inconnu, nom indécodable, contenu tronqué ou chiffré.
ARCHIVE_ABIMEE: Final = (
    KeyError,
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
    ValueError,
    EOFError,
    OSError,
    zlib.error,
    struct.error,
)
_FIN, _FIN_64 = b"PK\x05\x06", b"PK\x06\x06"
#: La fin d'une archive, son commentaire le plus long compris, et ce qu'une grande met juste avant.
_QUEUE, _AVANT = 65_557, 76


class ZipRefuse(Exception):
    """Ce n'est pas un zip, il est abîmé, ou sa table est démesurée ; le message le dit en français."""


def ouvrir_zip(chemin: Path, table_max: int) -> zipfile.ZipFile:
    """Ouvre un zip dont la table tient dans `table_max` octets.

    Raises:
        ZipRefuse: la table est démesurée, ou le zip abîmé.
        FileNotFoundError: il n'existe pas.
    """
    with chemin.open("rb") as flux:
        flux.seek(max(chemin.stat().st_size - _QUEUE - _AVANT, 0))
        queue = flux.read()
    fin = queue.rfind(_FIN)
    if fin < 0 or _taille_de_la_table(queue, fin) > table_max:
        raise ZipRefuse("Ce zip est abîmé, ou démesuré.")
    try:
        return zipfile.ZipFile(chemin)
    except ARCHIVE_ABIMEE as erreur:
        raise ZipRefuse("Ce zip est abîmé.") from erreur


def _taille_de_la_table(queue: bytes, fin: int) -> int:
    """Ce que l'archive dit de sa table ; d'une grande, là où le lecteur la lira."""
    grande = queue[max(fin - _AVANT, 0) : fin]
    if grande.startswith(_FIN_64):
        return int.from_bytes(grande[40:48], "little")
    return int.from_bytes(queue[fin + 12 : fin + 16], "little")
