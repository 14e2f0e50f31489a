"""Toute cellule remplie d'un fichier reçu est une donnée, un en-tête, ou gardée à part : il n'en manque aucune."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb

from domaine.reglages import Reglages
from etl.controles.assemblage import FichierALire, assembler
from geo.limites import limites_en_vigueur
from tests.depots_fautifs import fabrique
from tests.etl.atelier import RECU

#: Ce qu'une personne met autour d'un tableau.
_FOUILLIS = {
    "Visites": [
        ["Coordination de Gao", None, "mai 2024"],
        [None],
        ["id_point", "date", "local", "agent", "moyens", "prestation", "date", "météo", None],
        ["#loc+id", "#date", "#a", "#b", "#c", "#d", "#date", "#meta", "#x"],
        ["P1", "2024-05-02", "oui", "oui", "oui", "oui", "2024-05-03", "vent", "à revoir"],
        ["id_point", "date", "local", "agent", "moyens", "prestation", "date", "météo", None],
        ["TOTAL", None, "1", "1", "1", "1"],
        ["Vu et approuvé par le coordinateur"],
    ],
    "Notes": [["appeler le maire"], [None, "mardi"]],
    "Points": [["rien", "de", "connu"], ["P1", "Eau", "eau"]],
}


def _remplies(feuilles: fabrique.Feuilles) -> Counter[str]:
    return Counter({n: sum(c not in (None, "") for ligne in lignes for c in ligne) for n, lignes in feuilles.items()})


def test_toute_cellule_remplie_a_sa_place():
    """Règles L4 et L16 : le projet sain, chaque dépôt fautif, un fouillis ; d'un formulaire, tout n'entre pas (K8)."""
    fautifs = {cas.code: cas.feuilles for cas in fabrique.lire_cas().values() if cas.groupe != "passerelles"}
    recus = {"fouillis": _FOUILLIS, **fabrique.projet_sain(), **fautifs}
    fichiers = [
        FichierALire(i, f"{nom}.xlsx", RECU, lambda f=feuilles: fabrique.octets_classeur(f))
        for i, (nom, feuilles) in enumerate(recus.items(), 1)
        if feuilles
    ]
    with duckdb.connect() as connexion:
        assemblage = assembler(connexion, fichiers, Reglages(), limites_en_vigueur(Path("absent")))
    placees: dict[int, Counter[str]] = {f.rang: Counter() for f in fichiers}
    for rang, feuille, *_ in assemblage.gardees:
        placees[rang][feuille] += 1
    for segment in assemblage.tampon.segments:
        table = segment.table
        if table.origine is None:
            siennes = {*table.colonnes.values(), *table.aides, *table.personnelles}
            lues = sum(r < len(ligne) and ligne[r] != "" for ligne in table.lignes for r in siennes)
            placees[segment.rang_depot][table.nom] += lues + len(table.entetes)
    for fichier in fichiers:
        if fichier.rang not in assemblage.refuses:
            attendues = _remplies(recus[fichier.nom.removesuffix(".xlsx")])
            assert +placees[fichier.rang] == +attendues, fichier.nom
