"""Une réunion de la démonstration, préparée comme la page le fait : ce que plusieurs essais jouent ensuite."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from pathlib import Path

from domaine.journal import Reunion
from etl.reunions import journal
from requetes.edition.ouverture import edition_a_lire
from vues.reunion.seance import ordre_propose


def preparer_une_reunion(donnees: Path, date: str = "2024-07-10") -> Reunion:
    """La prochaine réunion de coordination, à l'ordre du jour que l'édition propose."""
    edition = edition_a_lire(donnees)
    assert edition is not None
    return journal.preparer(
        donnees,
        cle=uuid.uuid4().hex,
        instance="Réunion de coordination",
        code_zone="SOCLE",
        date=date,
        lieu="Gao <b>à distance</b>",
        ordre=[asdict(p) for p in ordre_propose(edition, "SOCLE")],
    )
