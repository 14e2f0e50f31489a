"""`python -m rapports.iati DOSSIER FICHIER` : le fichier IATI d'une édition figée, que lance `etl.gel.rapporteur`.

Sort, une par ligne, ce que l'édition ne permettait pas d'y dire ; 2, et la raison, quand rien ne s'écrit.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from domaine.chemins import BASE
from domaine.reglages import reglages
from rapports.iati import IatiImpossible, ecrire
from requetes.edition.ouverture import Edition, EditionIllisible, ouvrir


def principal(arguments: Sequence[str]) -> int:
    """Rend 0, ou 2 quand le fichier ne peut pas se faire."""
    dossier, sortie = map(Path, arguments)
    try:
        base = ouvrir(Edition(dossier.name, dossier / BASE))
        try:
            adresse = reglages().adresse_documents or ""
            for remarque in ecrire(base, dossier, sortie, adresse):
                print(remarque)
        finally:
            base.fermer()
    except (EditionIllisible, IatiImpossible) as erreur:
        print(f"Erreur : {erreur}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
