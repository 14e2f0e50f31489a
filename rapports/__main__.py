"""Essayer le rapport sur l'édition en vigueur, sans rien figer.

    python -m rapports DOSSIER_SORTIE [--edition ID] [--periode 2024-T2] [--sorties html,pdf]

Écrit `rapport.html`, `rapport.pdf`, `rapport.docx` et `tableaux.xlsx` dans le dossier. Sans `--edition`, l'édition en
vigueur du dossier `SOCLE_DONNEES` ; sans `--periode`, le dernier trimestre fini. Le rapport dit qu'il est un essai,
interne : une édition à remettre se fait par `python -m etl edition figer`, qui la réduit d'abord pour son public.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from domaine.reglages import dossier_donnees
from rapports import SORTIES, IdentiteInvalide, produire
from rapports.lecture import periode_par_defaut
from requetes.edition import ouverture


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(prog="python -m rapports", description="Essayer le rapport d’une édition.")
    lecteur.add_argument("dossier", type=Path, metavar="DOSSIER_SORTIE")
    lecteur.add_argument("--edition", default="", help="identifiant ; par défaut l’édition en vigueur")
    lecteur.add_argument("--periode", default="", help="par exemple 2024-T2 ; par défaut le dernier trimestre fini")
    lecteur.add_argument("--sorties", default=",".join(SORTIES), help="html, pdf, docx, xlsx, séparés par des virgules")
    lus = lecteur.parse_args(arguments)
    lus.sorties = [s.strip() for s in lus.sorties.split(",") if s.strip()]
    if inconnues := sorted(set(lus.sorties) - set(SORTIES)):
        lecteur.error(f"sortie inconnue : {', '.join(inconnues)} (html, pdf, docx ou xlsx)")
    return lus


def principal(arguments: Sequence[str] | None = None) -> int:
    """Rend 0, ou 2 quand le rapport ne peut pas se faire."""
    lus = _arguments(arguments)
    try:
        edition = ouverture.edition_a_lire(dossier_donnees(), lus.edition)
        if edition is None:
            print("Aucune édition publiée : « python -m etl demo » en fait une de démonstration.", file=sys.stderr)
            return 2
        base = ouverture.ouvrir(edition)
        identite = {"periode": lus.periode or periode_par_defaut(base)}
        for chemin in produire(base, lus.dossier, lus.sorties, identite):
            print(f"{chemin} ({chemin.stat().st_size // 1024} ko)")
    except (ouverture.EditionIllisible, IdentiteInvalide) as erreur:
        print(erreur, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(principal())
