"""Refaire la preuve d'une édition figée qu'un essai a changée exprès : ce que servir vérifie, il le trouve juste."""

from __future__ import annotations

from pathlib import Path

from domaine import chemins
from domaine.preuve import ORIGINE, ecrire_ligne, lire_journal, lire_ligne, lire_manifeste, sceaux
from etl.gel.sceau import sceller


def resceller(donnees: Path, numero: str) -> None:
    """Scelle de nouveau l'édition, telle qu'elle est ; s'il y a un journal, le refait sans ses reçus."""
    dossier = chemins.dossier_edition(donnees, numero)
    contenu = {c: v for c, v in lire_manifeste(dossier).items() if c not in ("sceau", "fichiers", "tables")}
    for fichier in dossier.iterdir():
        fichier.chmod(0o644)
    for nom in (chemins.MANIFESTE, *chemins.RECUS):
        (dossier / nom).unlink(missing_ok=True)
    manifeste = sceller(dossier, contenu)
    figees = chemins.dossier_figees(donnees)
    if not (figees / chemins.JOURNAL).is_file():
        return
    lignes, precedente = list[bytes](), ORIGINE
    for ligne in sceaux(lire_journal(figees)).values():
        dite = {"numero": ligne.numero, "public": ligne.public, "figee_le": ligne.figee_le}
        sceau = manifeste["sceau"] if ligne.numero == numero else ligne.sceau
        lignes.append(ecrire_ligne(dite | {"sceau": sceau}, precedente))
        precedente = lire_ligne(lignes[-1]).tete
    (figees / chemins.JOURNAL).write_bytes(b"".join(ligne + b"\n" for ligne in lignes))
