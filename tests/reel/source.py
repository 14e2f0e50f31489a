"""Où sont les données réelles : hors du dépôt, dans le dossier que désigne `SOCLE_DONNEES_REELLES`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REGLAGE = "SOCLE_DONNEES_REELLES"
#: Lu à l'import : la séance d'essais efface ensuite les réglages de la personne.
_DOSSIER = Path(os.environ.get(REGLAGE, ""))
FAITS = _DOSSIER / "faits"
GEO = _DOSSIER / "geo"


def motif_absence(*fichiers: Path) -> str:
    """Pourquoi ces fichiers ne peuvent pas se lire, et le remède ; vide s'ils y sont tous."""
    if not os.environ.get(REGLAGE):
        return f"données réelles non désignées : {REGLAGE}=DOSSIER (voir docs/ESSAI_REEL.md)"
    absents = [f.relative_to(_DOSSIER).as_posix() for f in fichiers if not f.is_file()]
    return f"{REGLAGE}={_DOSSIER} n'a pas {', '.join(absents)}" if absents else ""


def exiger(*fichiers: Path) -> pytest.MarkDecorator:
    """Saute les essais d'un module, en disant pourquoi, là où ces fichiers ne sont pas."""
    motif = motif_absence(*fichiers)
    return pytest.mark.skipif(bool(motif), reason=motif)
