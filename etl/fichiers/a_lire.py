"""Un fichier à lire : un dépôt, ou un fichier seulement vérifié."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class FichierALire:
    """Un fichier à lire ; `rang` est son numéro de dépôt, `lire` rend ses octets, `sha256` est leur empreinte."""

    rang: int
    nom: str
    recu: dt.date
    lire: Callable[[], bytes]
    sha256: str = ""
