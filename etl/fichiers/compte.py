"""Ce qu'une feuille contient, compté à part du lecteur : ce qu'il ne rend pas ne se perd pas en silence (règle L16)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.fichiers.cellules import Cellule
from etl.fichiers.refus import FichierRefuse

#: Le contenu d'une cellule : sa valeur, ou son texte quand il est écrit sur place.
_CONTENU = re.compile(rb"<(?:[\w.-]{1,60}:)?(?:v(?:\s[^<>]{0,200})?>[^<]|is[\s>])")
_ADRESSE = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_TEXTE = re.compile(rb"""(?<![\w:])t\s*=\s*["'](?:s|str|inlineStr)["']""")


def compter_contenus(xml: bytes) -> int:
    """Les cellules d'une feuille qui ont un contenu, d'après son texte."""
    return sum(1 for _ in _CONTENU.finditer(xml))


def compter_rendues(lignes: list[list[Cellule]]) -> int:
    """Celles que le lecteur a rendues."""
    return sum(len(ligne) - ligne.count("") for ligne in lignes)


def exiger_tout_rendu(nom: str, xml: bytes, lignes: list[list[Cellule]]) -> None:
    """Cherche, dans une feuille qui a plus de contenus que le lecteur n'en a rendu, ceux qui manquent.

    Un texte vide est un contenu et n'est rien : lui seul peut manquer.

    Raises:
        FichierRefuse: une cellule y est écrite deux fois, ou ne se rend pas.
    """
    vues: set[tuple[int, int]] = set()
    for adresse, place, textuelle in _adressees(xml):
        if place in vues:
            raise FichierRefuse("fichier_illisible", "", f"feuille «{nom[:60]}», cellule {adresse} écrite deux fois")
        vues.add(place)
        ligne, colonne = place
        rendue = ligne < len(lignes) and colonne < len(lignes[ligne]) and lignes[ligne][colonne] != ""
        if not rendue and not textuelle:
            raise FichierRefuse("fichier_illisible", "", f"feuille «{nom[:60]}», cellule {adresse} abîmée")


def _adressees(xml: bytes) -> Iterator[tuple[str, tuple[int, int], bool]]:
    """Les cellules qui ont un contenu et une adresse : celle-ci, sa place comptée de zéro, et si c'est un texte."""
    for morceau in xml.split(b"<c ")[1:]:
        attributs, _, dedans = morceau.partition(b">")
        trouvee = _ADRESSE.search(b" " + attributs)
        if trouvee is None or attributs.endswith(b"/") or not _CONTENU.search(dedans.partition(b"</c>")[0]):
            continue
        rang = 0
        for lettre in trouvee[1]:
            rang = rang * 26 + lettre - 64
        place = int(trouvee[2]) - 1, rang - 1
        yield f"{trouvee[1].decode()}{int(trouvee[2])}", place, _TEXTE.search(b" " + attributs) is not None
