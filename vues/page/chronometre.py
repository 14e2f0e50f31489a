"""Noter au journal du serveur une page qui se fait attendre."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: Un lecteur croit alors que rien ne se passe.
_LENTE_S: Final = 3.0


@contextmanager
def noter_si_lente(adresse: str) -> Iterator[None]:
    """Note le passage d'une page, s'il a été long, arrêté ou non en chemin.

    Args:
        adresse: la sienne, telle que le programme la déclare ; vide de l'accueil.
    """
    debut = time.monotonic()
    try:
        yield
    finally:
        if (duree := time.monotonic() - debut) >= _LENTE_S:
            dits = {"page": adresse or "accueil", "ms": round(duree * 1000)}
            logging.getLogger("socle").info("page lente", extra={"champs": dits})
