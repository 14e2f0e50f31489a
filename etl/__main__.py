"""`python -m etl …` : les commandes du contrat, §3."""

from __future__ import annotations

import datetime as dt
import sys
import traceback

from domaine.reglages import dossier_donnees
from etl.cli import CODE_IMPREVU, principal


def _garder_trace() -> str:
    """Garde le détail d'une faute du programme, pour qui la réparera ; rend l'endroit."""
    journal = dossier_donnees() / "erreurs.log"
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        with journal.open("a", encoding="utf-8") as flux:
            quand = dt.datetime.now().isoformat(timespec="seconds")
            flux.write(f"--- {quand} {sys.argv[1:2]}\n{traceback.format_exc()}\n")
    except OSError:
        traceback.print_exc()
        return "ci-dessus"
    return f"dans {journal.name}"


def _lancer() -> int:
    try:
        return principal()
    except Exception as erreur:  # noqa: BLE001  # bord du programme : une personne lit une phrase, le détail est gardé
        constat = f"Erreur imprévue : {erreur}. L'édition courante n'a pas changé."
        print(f"{constat} Détail {_garder_trace()}.", file=sys.stderr)
        return CODE_IMPREVU


raise SystemExit(_lancer())
