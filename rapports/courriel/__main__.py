"""La lettre d'une édition figée : `python -m rapports.courriel DOSSIER`, que lance `etl.courriel.redacteur`.

Lit une ligne de JSON (`message, joint, octets, empreinte, lien, jusqu_au`) : l'adresse d'un lien ne se voit donc pas
dans la liste des programmes. Écrit `{"sujet", "texte", "html"}` ; 2, et une phrase, quand la lettre ne peut se faire.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from domaine.chemins import BASE
from domaine.preuve import JournalAbime, lire_journal, lire_manifeste, sceaux
from rapports.courriel import contenu, ecriture
from rapports.courriel.contenu import Demande
from rapports.lecture import IdentiteInvalide, preparer
from requetes.edition import figees
from requetes.edition.ouverture import Edition, EditionIllisible, ouvrir


def principal(arguments: list[str]) -> int:
    """Écrit la lettre sur la sortie."""
    dossier = Path(arguments[0])
    demande = Demande(**json.loads(sys.stdin.readline()))
    try:
        ligne = sceaux(lire_journal(dossier.parent))[dossier.name]
        base = ouvrir(Edition(dossier.name, dossier / BASE))
        try:
            lecture = preparer(base, figees.identite(base))
            document = contenu.batir(lecture, lire_manifeste(dossier), ligne, demande)
        finally:
            base.fermer()
    except (EditionIllisible, IdentiteInvalide, JournalAbime, KeyError) as erreur:
        sys.stderr.write(f"Erreur : {erreur}\n")
        return 2
    lettre = {"sujet": document.titre, "texte": ecriture.en_texte(document), "html": ecriture.en_html(document)}
    sys.stdout.write(json.dumps(lettre, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
