"""Les sorties d'une édition qui se fige : `python -m rapports.gel DOSSIER`, que lance `etl.gel.rapporteur`.

Chargé pendant que la base s'écrit, le programme attend une ligne qui la dit prête ; les documents écrits, il le dit
d'une ligne, avec ce qui manque au fichier IATI, ou pourquoi il manque, puis attend celle du journal, une fois l'édition
scellée : il en écrit le reçu. Le dossier tient alors `edition.duckdb`, réduite pour son public ; identité et
commentaires s'y lisent. Rien d'autre n'est ouvert : ce que la base ne dit pas, le rapport ne peut pas le dire.
"""

from __future__ import annotations

import sys
from pathlib import Path

from domaine.chemins import BASE, IATI
from domaine.preuve import lire_ligne
from domaine.reglages import ReglageInvalide, reglages
from rapports import IdentiteInvalide, apercevoir, iati, produire, recu
from requetes.edition import figees
from requetes.edition.ouverture import Base, Edition, EditionIllisible, ouvrir


def principal(arguments: list[str]) -> int:
    """Écrit les documents dans le dossier, puis le reçu ; 2 sans rapport.

    Avec un second dossier, rien que les premières pages, en images : l'édition n'est pas encore figée.
    """
    dossier = Path(arguments[0])
    if len(arguments) == 1 and not sys.stdin.readline():
        return 0  # le gel s'est arrêté avant que la base soit écrite
    try:
        base = ouvrir(Edition(dossier.name, dossier / BASE))
        try:
            identite = figees.identite(base) | {"commentaires": figees.commentaires(base)}
            if len(arguments) > 1:
                apercevoir(base, Path(arguments[1]), identite)
                return 0
            produire(base, dossier, identite=identite)
            de_l_iati = "" if identite["public"] == "interne" else _ecrire_l_iati(base, dossier)
        finally:
            base.fermer()
    except (EditionIllisible, IdentiteInvalide, ReglageInvalide) as erreur:
        print(f"Erreur : {erreur}", file=sys.stderr)
        return 2
    print(f"documents écrits{de_l_iati and ' ; '}{' '.join(de_l_iati.split())}", flush=True)
    if ligne := sys.stdin.readline().rstrip("\n"):
        recu.ecrire(dossier, lire_ligne(ligne.encode()))
    return 0


def _ecrire_l_iati(base: Base, dossier: Path) -> str:
    """Écrit le fichier IATI à côté des documents, scellé avec eux ; rend ce qui lui manque, ou pourquoi il manque."""
    try:
        dits = iati.ecrire(base, dossier, dossier / IATI, reglages().adresse_documents or "")
    except iati.IatiImpossible as raison:
        return f"Sans fichier IATI. {raison}"
    return f"Fichier IATI : {' ; '.join(dits)}." if dits else ""


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
