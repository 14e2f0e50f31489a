"""L'entrée de la pièce : une édition ouverte et son identité → les fichiers à emporter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from domaine import chemins
from rapports.contenu import ordre
from rapports.lecture import preparer
from rapports.rendu import en_pdf
from rapports.rendu.formes import ecrire
from requetes.edition.ouverture import Base

_NOMS: Final = {
    "html": chemins.RAPPORT_HTML,
    "pdf": chemins.RAPPORT_PDF,
    "docx": chemins.RAPPORT_DOCX,
    "xlsx": chemins.TABLEAUX,
}
SORTIES: Final = tuple(_NOMS)


def produire(
    base: Base, dossier: Path, sorties: Sequence[str] = SORTIES, identite: Mapping[str, Any] | None = None
) -> list[Path]:
    """Écrit le rapport d'une édition ; la même édition et la même identité donnent les mêmes octets.

    Args:
        base: l'édition ouverte.
        dossier: où écrire ; créé s'il manque. Un fichier n'est remplacé qu'une fois le nouveau tout écrit.
        sorties: parmi `SORTIES` («html», «pdf», «docx», «xlsx»).
        identite: `numero, public, titre, periode, type_periode, note, empreinte`, textes ; `commentaires`, code de
            résultat → texte. Le rapport lit depuis le démarrage jusqu'à la fin de cette période.

    Returns:
        Les chemins écrits, dans l'ordre des sorties : `rapport.html`, `rapport.pdf`, `rapport.docx`,
        `tableaux.xlsx`.

    Raises:
        IdentiteInvalide: période ou public que l'édition ne permet pas.
        KeyError: une sortie inconnue.
    """
    noms = {sortie: _NOMS[sortie] for sortie in sorties}
    lecture = preparer(base, identite or {})
    return ecrire(ordre.batir(lecture), dossier, noms, lecture.jour)


def apercevoir(base: Base, dossier: Path, identite: Mapping[str, Any]) -> list[Path]:
    """Écrit les premières pages du document, en images : ce que le lecteur verra d'abord.

    Args:
        base: l'édition ouverte.
        dossier: où écrire `page-1.png`…
        identite: comme `produire`.

    Raises:
        IdentiteInvalide: période ou public que l'édition ne permet pas.
    """
    lecture = preparer(base, identite)
    return en_pdf.rendre_les_premieres_pages(ordre.batir(lecture), dossier, lecture.jour)
