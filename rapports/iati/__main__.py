"""`python -m rapports.iati DOSSIER FICHIER [CLE=VALEUR…]` : le fichier IATI d'une édition figée.

Lancé par `etl.gel.rapporteur`. Les clés sont celles de la feuille Projet en vigueur qui disent qui publie : une édition
d'avant elles ne les a pas.
Sort, une par ligne, ce que l'édition ne permettait pas d'y dire ; 2, et la raison, quand rien ne s'écrit.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from domaine.chemins import BASE
from domaine.reglages import reglages
from rapports.iati import IatiImpossible, ecrire
from rapports.iati.identite import QUI_PUBLIE
from requetes.edition.ouverture import Edition, EditionIllisible, ouvrir


def principal(arguments: Sequence[str]) -> int:
    """Rend 0, ou 2 quand le fichier ne peut pas se faire."""
    dossier, sortie, cles = Path(arguments[0]), Path(arguments[1]), (a.partition("=") for a in arguments[2:])
    qui_publie = {cle: valeur for cle, _, valeur in cles if cle in QUI_PUBLIE}
    try:
        base = ouvrir(Edition(dossier.name, dossier / BASE))
        try:
            adresse = reglages().adresse_documents or ""
            for remarque in ecrire(base, dossier, sortie, adresse, qui_publie):
                print(remarque)
        finally:
            base.fermer()
    except (EditionIllisible, IatiImpossible) as erreur:
        print(f"Erreur : {erreur}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
