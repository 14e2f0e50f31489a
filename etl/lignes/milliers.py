"""Les comptes et les montants écrits «12.000» : lus en milliers, et dits (règle L5)."""

from __future__ import annotations

from domaine.francais import nombre
from etl.lignes.colonnes import cellules_de, transposer
from etl.lignes.conversions import LECTEURS, genre_de_lecture, texte_de
from etl.lignes.nombres import milliers_devines
from etl.lignes.tampon import Signalement, Tampon


def noter_milliers(tampon: Tampon) -> None:
    """Signale chaque cellule d'un compte ou d'un montant dont le point, ou la virgule, a été lu en milliers."""
    for segment in tampon.segments:
        table = segment.table
        rangs = {c: table.colonnes[c.nom] for c in table.feuille.colonnes if c.nom in table.colonnes}
        suivis = {c: r for c, r in rangs.items() if genre_de_lecture(c) in ("entier", "fcfa")}
        if not suivis:
            continue
        par_rang = transposer(table.lignes, table.largeur_connue)
        for colonne, rang in suivis.items():
            lire = LECTEURS[genre_de_lecture(colonne)]
            tampon.noter(
                [
                    Signalement(segment.premier + i, "milliers_lus", colonne.nom, texte_de(c), nombre(lu))
                    for i, c in enumerate(cellules_de(par_rang, rang, len(table.lignes)))
                    if milliers_devines(c) and isinstance(lu := lire(c), float)
                ]
            )
