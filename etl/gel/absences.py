"""Ce qu'une édition remise n'aura pas, compté : à voir avant de figer (règle E19)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from domaine.feuilles.coordination import FEUILLES_COORDINATION


def compter_les_absences(source: Path, cible: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Les lignes de chaque registre qui restent à l'équipe, et le sort des chiffres.

    Args:
        source: l'édition interne.
        cible: celle qui serait remise.

    Returns:
        `feuille, lignes, de` pour chaque registre qui en perd ; et `publies, de, masques` pour les chiffres.
    """
    with duckdb.connect() as connexion:
        for nom, base in (("source", source), ("cible", cible)):
            # ATTACH ne prend pas de paramètre lié.
            connexion.execute(f"ATTACH '{str(base).replace(chr(39), chr(39) * 2)}' AS {nom} (READ_ONLY)")
        absences = []
        for feuille in FEUILLES_COORDINATION:
            de, restent = (_compter(connexion, f"{nom}.{feuille.table}") for nom in ("source", "cible"))
            if de > restent:
                absences.append({"feuille": feuille.nom, "lignes": de - restent, "de": de})
        chiffres = {
            "publies": _compter(connexion, "cible.valeurs") - _compter(connexion, "cible.valeur_masquee"),
            "de": _compter(connexion, "source.valeurs"),
            "masques": _compter(connexion, "cible.valeur_masquee"),
        }
    return absences, chiffres


def _compter(connexion: duckdb.DuckDBPyConnection, table: str) -> int:
    [(nombre,)] = connexion.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(nombre)
