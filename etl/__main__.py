"""`python -m etl …` : la ligne de commande."""

from __future__ import annotations

import sys

from etl.commandes.analyseur import CODE_IMPREVU
from etl.fichiers.refus import garder_trace


def _principal() -> int:
    # Une réunion lance une commande par décision : elle ne paie pas le chargement de toutes les autres.
    if sys.argv[1:2] == ["reunion"]:
        from etl.commandes import reunion

        return reunion.principal(sys.argv[2:])
    from etl.commandes.cli import principal

    return principal()


def _lancer() -> int:
    try:
        return _principal()
    except Exception as erreur:  # noqa: BLE001  # bord du programme : une personne lit une phrase, le détail est gardé
        constat = f"Erreur imprévue : {erreur}. L'édition courante n'a pas changé."
        print(f"{constat} Détail {garder_trace()}.", file=sys.stderr)
        return CODE_IMPREVU


raise SystemExit(_lancer())
