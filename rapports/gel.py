"""Les sorties d'une édition qui se fige : `python -m rapports.gel DOSSIER`, que lance `etl.gel.figer`.

Le dossier tient déjà `edition.duckdb`, réduite pour son public ; identité et commentaires s'y lisent. Rien d'autre
n'est ouvert : ce que la base ne dit pas, le rapport ne peut pas le dire.
"""

from __future__ import annotations

import sys
from pathlib import Path

from domaine.chemins import BASE
from rapports import IdentiteInvalide, produire
from requetes.edition import figees
from requetes.edition.ouverture import Edition, EditionIllisible, ouvrir


def principal(arguments: list[str]) -> int:
    """Écrit les fichiers du rapport (`chemins.SORTIES`) dans le dossier ; 2 quand le rapport ne peut se faire."""
    dossier = Path(arguments[0])
    try:
        base = ouvrir(Edition(dossier.name, dossier / BASE))
        try:
            identite = figees.identite(base)
            produire(base, dossier, identite=identite | {"commentaires": figees.commentaires(base)})
        finally:
            base.fermer()
    except (EditionIllisible, IdentiteInvalide) as erreur:
        print(f"Erreur : {erreur}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
