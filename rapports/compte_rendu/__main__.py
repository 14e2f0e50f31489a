"""Le compte rendu d'une réunion du journal, en Word, en PDF et en HTML.

    python -m rapports.compte_rendu COO-30 -o DOSSIER [--sorties docx,pdf,html]

Écrit `compte_rendu_COO-30.docx` et les autres dans le dossier. Le journal et l'édition que la réunion a montrée sont
ceux du dossier `SOCLE_DONNEES`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from domaine.reglages import dossier_donnees
from rapports.compte_rendu.contenu import batir
from rapports.compte_rendu.lecture import CompteRenduImpossible, ouvrir_seance
from rapports.rendu.formes import ecrire
from requetes.edition.ouverture import EditionIllisible

SORTIES: Final = ("docx", "pdf", "html")


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(
        prog="python -m rapports.compte_rendu", description="Écrire le compte rendu d’une réunion."
    )
    lecteur.add_argument("reunion", metavar="ID_REUNION", help="par exemple COO-30")
    lecteur.add_argument("-o", dest="dossier", type=Path, required=True, metavar="DOSSIER", help="où écrire")
    lecteur.add_argument("--sorties", default=",".join(SORTIES), help="docx, pdf, html, séparés par des virgules")
    lus = lecteur.parse_args(arguments)
    lus.sorties = [s.strip() for s in lus.sorties.split(",") if s.strip()]
    if inconnues := sorted(set(lus.sorties) - set(SORTIES)):
        lecteur.error(f"sortie inconnue : {', '.join(inconnues)} (docx, pdf ou html)")
    return lus


def produire(donnees: Path, id_reunion: str, dossier: Path, sorties: Sequence[str] = SORTIES) -> list[Path]:
    """Écrit le compte rendu ; le même journal et la même édition donnent les mêmes octets.

    Args:
        donnees: le dossier d'état (`SOCLE_DONNEES`).
        id_reunion: son numéro au journal.
        dossier: où écrire ; créé s'il manque.
        sorties: parmi `SORTIES`.

    Raises:
        CompteRenduImpossible: le journal ne se lit pas, ou n'a pas cette réunion.
        EditionIllisible: l'édition que la réunion montrait ne se lit pas.
    """
    nom = re.sub(r"[^\w.-]", "_", id_reunion)
    with ouvrir_seance(donnees, id_reunion) as seance:
        return ecrire(batir(seance), dossier, {s: f"compte_rendu_{nom}.{s}" for s in sorties}, seance.jour)


def principal(arguments: Sequence[str] | None = None) -> int:
    """Rend 0, ou 2 quand le compte rendu ne peut pas se faire."""
    lus = _arguments(arguments)
    try:
        for chemin in produire(dossier_donnees(), lus.reunion, lus.dossier, lus.sorties):
            print(f"{chemin} ({chemin.stat().st_size // 1024} ko)")
    except (CompteRenduImpossible, EditionIllisible) as erreur:
        print(erreur, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(principal())
