"""Des lignes reçues aux colonnes, et d'une colonne à ses valeurs : chaque contenu distinct n'est lu qu'une fois.

Ne connaît ni les feuilles déclarées ni leurs règles : le lecteur d'une cellule lui est donné.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from etl.fichiers.cellules import Cellule, CelluleFautive
from etl.lignes.conversions import Lecteur

#: Lignes transposées à la fois : assez peu pour que leurs cellules restent sous la main du processeur.
_PAQUET = 512


def transposer(lignes: list[list[Cellule]], largeur: int | None = None) -> list[list[Cellule]]:
    """Les colonnes, toutes de la hauteur de `lignes` : une ligne courte y est complétée de cellules vides.

    Args:
        largeur: s'arrête à ce nombre de colonnes ; à défaut, celui de la plus longue ligne.

    >>> transposer([["a", 1.0], ["b"]]), transposer([["a", 1.0], ["b"]], 1)
    ([['a', 'b'], [1.0, '']], [['a', 'b']])
    """
    pleine = max(map(len, lignes), default=0)
    coupe = pleine if largeur is None else min(largeur, pleine)
    colonnes: list[list[Cellule]] = [[] for _ in range(coupe)]
    for debut in range(0, len(lignes), _PAQUET):
        paquet = lignes[debut : debut + _PAQUET]
        if coupe < pleine:
            paquet = [ligne[:coupe] for ligne in paquet]
        vides = [""] * len(paquet)
        for colonne, cellules in zip_longest(colonnes, zip_longest(*paquet, fillvalue=""), fillvalue=vides):
            colonne.extend(cellules)
    return colonnes


def cellules_de(colonnes: list[list[Cellule]], rang: int, nombre: int) -> Sequence[Cellule]:
    """Une colonne reçue ; vide si aucune ligne ne va jusqu'à elle."""
    return colonnes[rang] if rang < len(colonnes) else [""] * nombre


def convertir(cellules: Sequence[Cellule], lire: Lecteur, vide: object = None) -> list[object]:
    """Lit chaque cellule une fois par contenu distinct : une colonne répète beaucoup. Une cellule vide rend `vide`."""
    types = set(map(type, cellules))
    if len(types - {str}) < 2 and CelluleFautive not in types:
        seules = {cellule: vide if est_blanche(cellule) else lire(cellule) for cellule in set(cellules)}
        return list(map(seules.__getitem__, cellules))
    # Le type est dans la clé : 1, 1.0 et True, un texte et son erreur sont égaux et ne se lisent pas de même.
    cles = list(zip(map(type, cellules), cellules, strict=True))
    memo = {cle: vide if est_blanche(cle[1]) else lire(cle[1]) for cle in set(cles)}
    return list(map(memo.__getitem__, cles))


def est_blanche(cellule: Cellule) -> bool:
    """Vrai d'une cellule sans rien à lire : absente, ou faite d'espaces."""
    return cellule is None or (isinstance(cellule, str) and not cellule.strip())
