"""Un fichier à lire : un dépôt, ou un fichier seulement vérifié."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass

from etl.fichiers.depots import Depot, Depots


@dataclass(frozen=True)
class FichierALire:
    """Un fichier à lire.

    Attributes:
        rang: son numéro de dépôt.
        lire: rend ses octets ; `sha256` est leur empreinte.
        prevaut: ses lignes l'emportent sur celles de tout autre, même reçu après lui (règle D6).
    """

    rang: int
    nom: str
    recu: dt.date
    lire: Callable[[], bytes]
    sha256: str = ""
    prevaut: bool = False


def a_lire(depots: Depots, depot: Depot) -> FichierALire:
    """Un dépôt, à lire ; le journal des réunions prévaut."""
    lire = functools.partial(depots.lire, depot)
    return FichierALire(depot.rang, depot.nom, depot.recu.date(), lire, depot.sha256, depot.du_journal)
