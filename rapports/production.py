"""L'entrée de la pièce : une édition ouverte et son identité → les fichiers à emporter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from domaine import chemins
from rapports.blocs import Document
from rapports.contenu import ordre
from rapports.lecture import Lecture, preparer
from rapports.rendu import en_classeur, en_html, en_pdf
from requetes.edition.ouverture import Base

_RENDUS: Final[dict[str, tuple[str, Callable[[Document, Path, Lecture], None]]]] = {
    "html": (chemins.RAPPORT_HTML, lambda document, dest, _: en_html.rendre(document, dest)),
    "pdf": (chemins.RAPPORT_PDF, lambda document, dest, lecture: en_pdf.rendre(document, dest, lecture.jour)),
    "xlsx": (chemins.TABLEAUX, lambda document, dest, lecture: en_classeur.rendre(document, dest, lecture.jour)),
}
SORTIES: Final = tuple(_RENDUS)


def produire(
    base: Base, dossier: Path, sorties: Sequence[str] = SORTIES, identite: Mapping[str, Any] | None = None
) -> list[Path]:
    """Écrit le rapport d'une édition ; la même édition et la même identité donnent les mêmes octets.

    Args:
        base: l'édition ouverte.
        dossier: où écrire ; créé s'il manque. Un fichier n'est remplacé qu'une fois le nouveau tout écrit.
        sorties: parmi `SORTIES` («html», «pdf», «xlsx»).
        identite: `numero, public, titre, periode, type_periode, note, empreinte`, textes ; `commentaires`, code de
            résultat → texte. Le rapport lit depuis le démarrage jusqu'à la fin de cette période.

    Returns:
        Les chemins écrits, dans l'ordre des sorties : `rapport.html`, `rapport.pdf`, `tableaux.xlsx`.

    Raises:
        IdentiteInvalide: période ou public que l'édition ne permet pas.
        KeyError: une sortie inconnue.
    """
    rendus = [_RENDUS[sortie] for sortie in sorties]
    lecture = preparer(base, identite or {})
    document = ordre.batir(lecture)
    dossier.mkdir(parents=True, exist_ok=True)
    ecrits = []
    for nom, rendre in rendus:
        rendre(document, dossier / nom, lecture)
        ecrits.append(dossier / nom)
    return ecrits
