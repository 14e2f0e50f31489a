"""`python -m etl …` : la ligne de commande."""

from __future__ import annotations

import sys

from etl.commandes.cli import CODE_IMPREVU, principal
from etl.fichiers.refus import garder_trace


def _lancer() -> int:
    try:
        return principal()
    except Exception as erreur:  # noqa: BLE001  # bord du programme : une personne lit une phrase, le détail est gardé
        constat = f"Erreur imprévue : {erreur}. L'édition courante n'a pas changé."
        print(f"{constat} Détail {garder_trace()}.", file=sys.stderr)
        return CODE_IMPREVU


raise SystemExit(_lancer())
