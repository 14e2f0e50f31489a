"""Ce qu'une édition figée change de la précédente du même public : gardé dans sa base, dit dans son rapport."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from etl.edition import dossier
from etl.edition.comparaison import Comparaison, comparer_bases
from etl.gel.sceau import lister

#: Une période de plus n'est pas une révision, et ce qui est désormais masqué ne se redit pas.
_TUS = ("rangée apparue", "masquée")


def inscrire_la_suite(donnees: Path, base: Path, contenu: dict[str, Any]) -> None:
    """Écrit dans la base les révisions depuis la précédente édition figée de ce public ; sans effet s'il n'y en a pas.

    Args:
        donnees: dossier de données.
        base: la base que l'on fige, encore inscriptible.
        contenu: ce que dira son manifeste (`id`, `public`, `periode`, `depots`).

    Raises:
        edition.EditionFausse: la précédente est illisible.
    """
    avant = _precedente(donnees, contenu)
    if avant is None:
        return
    ancienne = dossier.chemin_base(donnees, avant["id"])
    _ecrire(base, avant["id"], comparer_bases((avant["id"], contenu["id"]), [ancienne, base], [avant, contenu]))


def _precedente(donnees: Path, contenu: dict[str, Any]) -> dict[str, Any] | None:
    lisibles = [f for f in lister(donnees) if not f.get("illisible") and f["public"] == contenu["public"]]
    return lisibles[-1] if lisibles else None


def _ecrire(base: Path, avant: str, comparaison: Comparaison) -> None:
    ecarts = comparaison.ecarts[~comparaison.ecarts["genre"].isin(_TUS)]
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("DELETE FROM revision_chiffre")
        for table, lignes in (("revision_chiffre", ecarts), ("revision_definition", comparaison.definitions)):
            if len(lignes):
                connexion.register("lignes", lignes)
                connexion.execute(f"INSERT INTO {table} BY NAME SELECT * FROM lignes")
                connexion.unregister("lignes")
        connexion.execute("DELETE FROM info WHERE cle IN ('edition_precedente', 'note_revisions')")
        connexion.execute("INSERT INTO info VALUES ('edition_precedente', ?), ('note_revisions', '')", [avant])
        connexion.execute("CHECKPOINT")
